/* Freshness of every feed: a table with state in words and shape, and the one state the top bar shows. */
(function () {
  "use strict";
  const { page, on, h, t, fill } = window.sijangsil;

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
    if (!feeds.length) return fill("feeds-body", h("p", { class: "quiet" }, t("feeds.none")));
    const words = (both) => (both && typeof both === "object" ? both[page.lang] : both);
    fill("feeds-body", h("h2", {}, t("feeds.title")), h("ul", { class: "feeds" }, feeds.map((feed) => h("li", {},
      h("div", { class: "feed-head" }, h("b", {}, words(feed.title)), window.sijangsil.badge(window.sijangsil.freshness(feed))),
      h("dl", {},
        pair("feeds.column.observed", feed.observed_at ? time(feed.observed_at) : t("nodata")),
        pair("feeds.column.rows", feed.rows.toLocaleString(page.lang)),
        pair("feeds.column.provider", words(feed.provider) + " · " + words(feed.licence)),
        pair("feeds.column.cadence", cadence(feed)),
        feed.error ? pair("feeds.column.error", t("feeds.failing", { n: feed.failures })) : null)))));
  }

  const cadence = (feed) => t("cadence", { n: Math.round(feed.cadence_s / (feed.cadence_s < 120 ? 1 : 60)), unit: t(feed.cadence_s < 120 ? "unit.seconds" : "unit.minutes") });

  function pair(key, value) {
    return [h("dt", {}, t(key)), h("dd", {}, value)];
  }

  /** The top bar: the stream's state, and the worst of the feeds that are shown. */
  function top() {
    const state = page.connection || "reconnecting";
    const dot = document.getElementById("live-state"), words = document.getElementById("live-words");
    if (!dot) return;
    const shown = page.layers.filter((layer) => page.drawn && page.drawn.layers.includes(layer.id) && layer.geometry !== "areas").map(window.sijangsil.stateOf);
    const worst = ["missing", "stale", "demo"].find((s) => shown.includes(s));
    // on a phone the words are hidden: the sign beside the dot says the worst state by shape, not by colour
    dot.className = "live-state " + state + (page.offline ? " reconnecting" : "") + " worst-" + (worst || "fresh");
    const text = t("live." + (page.offline ? "reconnecting" : state)) + (!page.offline && state === "connected" && worst ? " · " + t("freshness." + worst) : "");
    if (words.textContent !== text) words.textContent = text;
  }

  function all() {
    top();
    if (document.body.dataset.tab === "feeds") table();
  }

  ["feeds", "connection", "network", "drawn", "layers", "tab"].forEach((name) => on(name, all));
  Object.assign(window.sijangsil, { time, cadence });
})();
