/* Freshness of every feed: a table with state in words and shape, and the one state the top bar shows. */
(function () {
  "use strict";
  const { page, on, h, t, fill, announce, keepFocus } = window.sijangsil;
  const WORST = ["missing", "stale", "demo", "fresh"];

  function time(iso) {
    const when = new Date(iso);
    if (Number.isNaN(when.getTime())) return String(iso);
    if (!String(iso).includes("T")) return String(iso);
    const part = Object.fromEntries(new Intl.DateTimeFormat(page.lang === "ko" ? "ko-KR" : "en-GB", {
      timeZone: page.zone, year: "numeric", month: page.lang === "ko" ? "numeric" : "short", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    }).formatToParts(when).map((p) => [p.type, p.value]));
    return page.lang === "ko" ? `${part.year}. ${part.month}. ${part.day}.(${part.weekday}) ${part.hour}:${part.minute}` : `${part.weekday} ${part.day} ${part.month} ${part.year}, ${part.hour}:${part.minute} ${page.zone_name}`;
  }

  function table() {
    const feeds = Object.values(page.feeds);
    // heard every second: drawn anew only when it reads differently, so that a press on the link is not lost
    const key = JSON.stringify([page.lang, page.zone, feeds.map((feed) => [feed.id, window.sijangsil.freshness(feed), feed.observed_at && time(feed.observed_at), feed.rows, feed.error && feed.failures])]);
    if (key === table.key && document.querySelector("#feeds-body .all-sources")) return;
    table.key = key;
    const registry = h("p", {}, h("a", { href: "sources?lang=" + page.lang, class: "all-sources", "data-link": "sources" }, t("sources.link")));
    if (!feeds.length) return fill("feeds-body", h("p", { class: "quiet" }, t("feeds.none")), registry);
    const words = (both) => (both && typeof both === "object" ? both[page.lang] : both);
    fill("feeds-body", h("h2", {}, t("feeds.title")), h("ul", { class: "feeds" }, feeds.map((feed) => h("li", {},
      h("div", { class: "feed-head" }, h("b", {}, words(feed.title)), window.sijangsil.badge(window.sijangsil.freshness(feed))),
      h("dl", {},
        pair("feeds.column.observed", feed.observed_at ? time(feed.observed_at) : t("nodata")),
        pair("feeds.column.rows", feed.rows.toLocaleString(page.lang)),
        pair("feeds.column.provider", words(feed.provider) + " · " + words(feed.licence)),
        pair("feeds.column.cadence", cadence(feed)),
        feed.error ? pair("feeds.column.error", t("feeds.failing", { n: feed.failures })) : null)))), registry);
  }

  const cadence = (feed) => t("cadence", { n: Math.round(feed.cadence_s / (feed.cadence_s < 120 ? 1 : 60)), unit: t(feed.cadence_s < 120 ? "unit.seconds" : "unit.minutes") });

  function pair(key, value) {
    return [h("dt", {}, t(key)), h("dd", {}, value)];
  }

  /** State of a topic's feeds, the worst of them; null when no feed serves it. */
  function feedState(topic) {
    const states = Object.values(page.feeds).filter((feed) => feed.topic === topic).map(window.sijangsil.freshness);
    return WORST.find((state) => states.includes(state)) || null;
  }

  /** A state that turned, by a message or by the clock alone, is said once; many at once are counted. */
  function tell() {
    const turned = Object.values(page.feeds).filter((feed) => {
      const now = window.sijangsil.freshness(feed), before = told.get(feed.id);
      told.set(feed.id, now);
      return before && before !== now;
    });
    if (turned.length === 1) announce(t("sources.changed", { title: turned[0].title[page.lang], state: t("freshness." + told.get(turned[0].id)) }));
    else if (turned.length) announce(t("sources.changed_many", { n: turned.length }));
  }

  const told = new Map();

  /** The top bar: the stream's state, and the worst of the feeds that are shown. Stored sets are not counted: nothing newer was promised. */
  function top() {
    const state = page.connection || "reconnecting";
    const dot = document.getElementById("live-state"), words = document.getElementById("live-words");
    if (!dot) return;
    const shown = page.layers.filter((layer) => page.drawn && page.drawn.layers.includes(layer.id)).map((layer) => feedState(layer.topic));
    const worst = WORST.slice(0, 3).find((s) => shown.includes(s));
    // on a phone the words are hidden: the sign beside the dot says the worst state by shape, not by colour
    dot.className = "live-state " + state + (page.offline ? " reconnecting" : "") + " worst-" + (worst || "fresh");
    const text = t("live." + (page.offline ? "reconnecting" : state)) + (!page.offline && state === "connected" && worst ? " · " + t("freshness." + worst) : "");
    const said = page.drawn && page.drawn.view.at ? t("room.past") : text; // what the page shows is not live then, whatever the stream does
    dot.classList.toggle("past", said !== text);
    if (words.textContent !== said) words.textContent = said;
  }

  function all() {
    top();
    if (document.body.dataset.tab === "feeds") keepFocus(document.getElementById("feeds-body"), table);
  }

  ["feeds", "connection", "offline", "drawn", "layers", "tab"].forEach((name) => on(name, all));
  on("feeds", tell);
  Object.assign(window.sijangsil, { time, cadence, feedState });
})();
