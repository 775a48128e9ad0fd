/* The panel: card of an area or of a point, the live list, the summary in words. */
(function () {
  "use strict";
  const { page, on, h, t, fill, icon } = window.sijangsil;

  const moved = (f) => (f.change ? h("span", { class: "change" + (f.better === null ? "" : f.better ? " better" : " worse"), title: f.since }, f.change) : null);

  /** The coloured indicator, large: value, period, rank, change, and its trend. */
  function lead(figure, trend) {
    return h("section", { class: "lead", "aria-label": figure.label },
      h("p", { class: "label" }, figure.label),
      h("p", { class: "value" }, figure.value, figure.number === null ? null : h("small", {}, figure.unit)),
      h("p", { class: "facts" }, h("span", {}, figure.period), figure.rank_text ? h("span", {}, figure.rank_text) : null, moved(figure), figure.since ? h("span", {}, figure.since) : null),
      figure.note || figure.flag ? h("p", { class: "quiet" }, [figure.note, figure.flag].filter(Boolean).join(" ")) : null,
      figure.district ? h("p", { class: "facts" }, h("span", {}, figure.district.label), h("b", {}, figure.district.text)) : null,
      figure.city ? h("p", { class: "facts" }, h("span", {}, t("card.city_value", { city: page.drawn.crumbs[0].name })), h("b", {}, figure.city)) : null,
      trend && trend.points.length ? window.sijangsil.trend(trend) : null,
      h("p", { class: "quiet" }, figure.description));
  }

  function figures(card) {
    const rest = card.figures.filter((f) => !f.chosen);
    if (!rest.length) return null;
    return h("table", { class: "figures" }, h("caption", {}, t("card.key_figures")),
      h("tbody", {}, rest.map((f) => h("tr", {},
        h("th", { scope: "row" }, h("button", { type: "button", "data-action": "indicator", "data-id": f.id }, f.label), h("span", { class: "sub" }, f.period)),
        h("td", {}, h("span", { class: "big" }, f.text), h("span", { class: "sub" }, f.rank_text, f.rank_text && f.change ? " · " : "", moved(f)))))));
  }

  /** Live incidents inside the open area, newest first; the list is the way to them without a pointer. */
  function incidents() {
    const { view } = page.drawn;
    const inside = (f) => !view.area || f.district === view.area || f.neighbourhood === view.area;
    const rows = page.layers.filter((layer) => layer.geometry === "live" && page.drawn.layers.includes(layer.id)).flatMap((layer) =>
      Object.values(page.live[layer.topic] || {}).filter(inside).map((f) => ({ layer, f })));
    rows.sort((a, b) => String(began(b.f)).localeCompare(String(began(a.f))));
    return { rows, all: rows.length };
  }

  const began = (f) => f.props.started_at || f.props.reported_at || f.observed_at || f.first_seen || "";

  function liveList() {
    const box = document.getElementById("live-list");
    if (!box || !page.drawn) return;
    const { rows, all } = incidents();
    if (!page.layers.some((layer) => layer.geometry === "live" && page.drawn.layers.includes(layer.id))) return box.replaceChildren();
    const shown = page.moreLive ? rows : rows.slice(0, 6);
    fill("live-list", h("h3", {}, t("card.now", { n: all })),
      all ? h("ul", { class: "live-list" }, shown.map(({ layer, f }) => h("li", {},
        h("button", { type: "button", "data-action": "feature", "data-topic": layer.topic, "data-id": f.id },
          window.sijangsil.sample(layer, Object.assign({}, layer.kinds[f.kind], { })),
          h("span", { class: "text" }, h("b", {}, f.props["title_" + page.lang] || f.name || layer.title[page.lang]),
            h("span", { class: "quiet" }, [layer.kinds[f.kind] ? layer.kinds[f.kind].name[page.lang] : layer.title[page.lang], place(f), clock(began(f)), f.demo ? t("freshness.demo") : null].filter(Boolean).join(" · "))))))) : h("p", { class: "quiet" }, t("card.now.none")),
      all > shown.length ? h("button", { class: "text-button", type: "button", onclick: () => { page.moreLive = true; liveList(); } }, t("card.now.more", { n: all - shown.length })) : null);
  }

  function place(f) {
    const area = page.areas[f.neighbourhood] || page.areas[f.district];
    return area ? area[page.lang] : "";
  }

  function clock(iso) {
    if (!iso) return "";
    const minutes = Math.max(0, Math.round((Date.now() - Date.parse(iso)) / 60000));
    if (minutes < 1) return t("ago.now");
    if (minutes < 90) return t("ago.minutes", { n: minutes });
    if (minutes < 48 * 60) return t("ago.hours", { n: Math.round(minutes / 60) });
    return t("ago.days", { n: Math.round(minutes / 1440) });
  }

  function area(card) {
    return h("article", { class: "card" },
      h("p", { class: "where" }, card.where), h("h2", {}, card.title),
      card.figures.filter((f) => f.chosen).map((f) => lead(f, card.trend)),
      h("section", { id: "live-list" }),
      figures(card),
      card.here.length ? [h("h3", {}, t("card.here")), h("dl", { class: "details card-fields" }, card.here.map((row) => [h("dt", {}, row.label), h("dd", {}, row.value)]))] : null,
      card.children.length ? [h("h3", {}, card.children_title), h("p", { class: "chips" }, card.children.map((child) => h("button", { type: "button", "data-action": "area", "data-id": child.id }, child.name)))] : null,
      h("section", { class: "summary" }, h("h3", {}, t("summary.title")), h("p", { id: "summary" }, page.drawn.summary)),
      sources(card));
  }

  /** Where each figure of the card comes from, once. */
  function sources(card) {
    const lines = [...new Set(card.figures.map((f) => f.source).filter(Boolean))];
    return lines.length ? h("details", { class: "quiet" }, h("summary", {}, t("help.sources")), lines.map((line) => h("p", {}, line))) : null;
  }

  function feature(card) {
    return h("article", { class: "card" },
      h("div", { class: "card-head" }, h("div", {}, h("p", { class: "where" }, card.where), h("h2", {}, card.title)),
        h("button", { class: "icon-button", type: "button", "data-action": "close", "aria-label": t("close") }, icon("close"))),
      card.state ? window.sijangsil.badge(card.state) : null,
      card.notes.map((note) => h("p", { class: "note" }, note)),
      h("dl", { class: "details card-fields" }, card.fields.map((field) => [h("dt", {}, field.label), h("dd", {}, field.text)])),
      card.source ? h("p", { class: "quiet" }, card.source) : null);
  }

  function draw() {
    const { card } = page.drawn;
    const box = document.getElementById("card-body");
    const focused = box.contains(document.activeElement);
    box.replaceChildren(card.type === "feature" ? feature(card) : area(card));
    liveList();
    if (["area", "up", "home", "feature", "close"].includes(page.drawn.event)) box.parentElement.scrollTop = 0;
    if (focused) { const head = box.querySelector("h2"); head.tabIndex = -1; head.focus({ preventScroll: true }); }
    if (["area", "up", "home"].includes(page.drawn.event)) window.sijangsil.announce(page.drawn.spoken_card);
    document.querySelectorAll(".mark-holder.open").forEach((mark) => mark.classList.remove("open"));
    const mark = page.drawn.view.feature && document.querySelector(`[data-feature="${CSS.escape(page.drawn.view.feature)}"]`);
    if (mark) mark.classList.add("open");
  }

  on("drawn", draw);
  on("live", liveList);
  on("layers", liveList);
  on("areas", liveList);
  setInterval(liveList, 30000);
})();
