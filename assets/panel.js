/* The panel: card of an area or of a point, the live list, the summary in words. */
(function () {
  "use strict";
  const { page, on, h, t, icon, parted } = window.sijangsil;

  const moved = (f) => (f.change ? h("span", { class: "change" + (f.better === null ? "" : f.better ? " better" : " worse"), title: f.since }, f.change) : null);

  /** The coloured indicator, large: value, period, rank, change, and its trend. */
  function lead(figure, trend) {
    return h("section", { class: "lead", "aria-label": figure.label },
      h("p", { class: "label" }, figure.label),
      figure.number === null && figure.district
        ? [h("p", { class: "facts" }, figure.district.label), h("p", { class: "value" }, figure.district.text)]
        : h("p", { class: "value" }, figure.value, figure.number === null ? null : h("small", {}, figure.unit)),
      h("p", { class: "facts" }, h("span", {}, figure.period), figure.rank_text ? h("span", {}, figure.rank_text) : null, moved(figure), figure.since ? h("span", {}, figure.since) : null),
      figure.freshness && figure.freshness.state === "demo" ? h("p", { class: "facts" }, window.sijangsil.badge("demo", t("card.demo"))) : null,
      figure.note || figure.flag ? h("p", { class: "quiet" }, [figure.note, figure.flag].filter(Boolean).join(" ")) : null,
      figure.number !== null && figure.district ? h("p", { class: "facts" }, h("span", {}, figure.district.label), h("b", {}, figure.district.text)) : null,
      figure.city ? h("p", { class: "facts" }, h("span", {}, t("card.city_value", { city: page.drawn.crumbs[0].name })), h("b", {}, figure.city)) : null,
      trend && trend.points.length ? window.sijangsil.trend(trend) : null,
      h("p", { class: "quiet" }, figure.description));
  }

  function figures(card) {
    const rest = card.figures.filter((f) => !f.chosen);
    if (!rest.length) return null;
    return h("table", { class: "figures" }, h("caption", {}, t("card.key_figures")),
      h("tbody", {}, rest.map((f) => h("tr", {},
        h("th", { scope: "row" }, h("button", { type: "button", "data-action": "indicator", "data-id": f.id }, f.label), h("span", { class: "sub" }, f.freshness && f.freshness.state === "stale" ? "▲ " + t("places.as_of", { date: f.period }) : f.period, f.freshness && f.freshness.state === "demo" ? " ◆ " + t("freshness.demo") : null)),
        h("td", {}, h("span", { class: "big" }, f.text), h("span", { class: "sub" }, f.rank_text, f.rank_text && f.change ? " · " : "", moved(f)))))));
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
      extras(card), sources(card));
  }

  /** What other parts of the product add to the card of an area, for those who may: dispatch figures, an order on the area or on
      its figure. */
  function extras(card) {
    const may = card.id && page.person && page.person.may.includes("order.give");
    const figure = card.figures.find((f) => f.chosen);
    const order = (subject, of) => h("details", { class: "order-area" }, h("summary", {}, t("room.order_on", { name: of })), h("div", { class: "order-place", "data-subject": JSON.stringify(subject) }));
    return [window.sijangsil.dispatchCard(card.id), may ? order({ area: card.id }, card.title) : null, may && figure ? order({ indicator: figure.id, area: card.id }, card.title + " · " + figure.label) : null];
  }

  /** The form is asked for when its line is opened. */
  document.addEventListener("toggle", (event) => {
    const place = event.target.open && event.target.matches(".order-area") ? event.target.querySelector(".order-place") : null;
    if (place && !place.firstChild) place.append(window.sijangsil.orderForm(JSON.parse(place.dataset.subject)));
  }, true);

  /** Where each figure of the card comes from, once. */
  function sources(card) {
    const lines = [...new Set(card.figures.map((f) => f.source).filter(Boolean))];
    return lines.length ? h("details", { class: "quiet" }, h("summary", {}, t("help.sources")), lines.map((line) => h("p", {}, line))) : null;
  }

  function feature(card) {
    return h("article", { class: "card" },
      h("div", { class: "card-head" }, h("div", {}, h("p", { class: "where" }, card.where), h("h2", {}, card.title)),
        h("button", { class: "icon-button", type: "button", "data-action": "close", "aria-label": t("close") }, icon("close"))),
      card.state ? window.sijangsil.badge(card.state, card.freshness_text) : null,
      card.notes.map((note) => h("p", { class: "note" }, note)),
      h("dl", { class: "details card-fields" }, card.fields.map((field) => [h("dt", {}, field.label), h("dd", {}, field.text)])),
      watching(),
      card.source ? h("p", { class: "quiet" }, card.source) : null);
  }

  /** A camera that this person may watch: the way to its picture. */
  function watching() {
    const { topic, id } = parted(page.drawn.view.feature || "");
    const right = { cctv: "watch.safety", traffic_cctv: "watch.traffic" }[topic];
    if (!right || !window.sijangsil.watchCamera || !page.person || !page.person.may.includes(right)) return null;
    return h("button", { type: "button", class: "deed", onclick: (event) => window.sijangsil.watchCamera(topic, id, null, event.currentTarget) }, icon("camera"), t("room.watch"));
  }

  /** The card anew, unless it would say the same: a refreshed figure must not throw away focus, scroll or an open line. */
  function draw() {
    const { card, event } = page.drawn;
    const box = document.getElementById("card-body");
    if (card.type === "incident") {
      draw.key = null;
      draw.feature = page.drawn.view.feature;
      return window.sijangsil.drawWorkspace(card);
    }
    const key = JSON.stringify([card, page.drawn.summary, page.lang, page.person && page.person.role]);
    if (draw.key !== key) {
      draw.key = key;
      window.sijangsil.keepFocus(box, () => box.replaceChildren(card.type === "feature" ? feature(card) : area(card)));
    }
    if (["area", "up", "home", "close"].includes(event) || (event === "feature" && draw.feature !== page.drawn.view.feature)) box.parentElement.scrollTop = 0;
    draw.feature = page.drawn.view.feature;
    window.sijangsil.drawIncidents(); // the card is new, and its list empty
    const lost = document.activeElement === document.body && ["area", "up", "home", "close", "feature"].includes(event);
    if (page.focusCard || lost) heading(box); // the control that was pressed may be gone: go on at the card
    page.focusCard = false;
    if (["area", "up", "home"].includes(event)) window.sijangsil.announce(page.drawn.spoken_card);
  }

  /** Whoever came by keyboard from a place that is gone now goes on at the card. */
  function heading(box) {
    const head = box.querySelector("h2");
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
  }

  on("drawn", draw);
  on("person", () => page.drawn && draw());
})();
