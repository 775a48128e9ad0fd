/* Dispatch times of an area in its card: fetched when opened; bars by hour or kind with the target, the same as a table, and in words. */
(function () {
  "use strict";
  const { page, h, t, get, keepFocus } = window.sijangsil;
  const WIDTH = 320, HEIGHT = 132, LEFT = 4, TOP = 16, BOTTOM = 18;
  const KEPT_MS = 60000; // an answer is shown again for a minute: the card is drawn anew far more often than calls change a median
  const answers = new Map();
  const shown = { open: false, by: "hour", table: false }; // outlives the card, which is drawn anew for every area and language

  /** The answer for an area: {at, body} at once when it is fresh, else a promise. */
  function ask(area, by) {
    const url = "/api/dispatch?" + new URLSearchParams({ area: area || "", by, days: 30, lang: page.lang });
    const kept = answers.get(url);
    if (kept && Date.now() - kept.at < KEPT_MS) return kept.body;
    return get(url).then((body) => {
      answers.set(url, { at: Date.now(), body });
      return body;
    });
  }

  function bar(row, i, scale) {
    const x = LEFT + i * scale.step + scale.gap / 2, width = scale.step - scale.gap;
    const words = [row.label, row.withheld ? row.text.n : row.text.median + " · " + row.text.n].join(" ");
    if (row.withheld) return h("rect", { x, y: TOP, width, height: HEIGHT - TOP - BOTTOM, class: "withheld", fill: "url(#hatch)" }, h("title", {}, words));
    if (row.median_s === null) return null;
    const y = scale.y(row.median_s);
    return h("rect", { x, y, width, height: HEIGHT - BOTTOM - y, rx: 1.5, class: row.median_s > scale.target_s ? "bar late" : "bar" }, h("title", {}, words));
  }

  function chart(body) {
    const rows = body.rows, step = (WIDTH - 2 * LEFT) / Math.max(rows.length, 1);
    const highest = Math.max(body.target_s, ...rows.map((r) => r.median_s || 0)) * 1.12;
    const scale = { step, gap: Math.max(2, step * 0.18), target_s: body.target_s, y: (s) => TOP + (1 - s / highest) * (HEIGHT - TOP - BOTTOM) };
    const every = rows.length > 12 ? 3 : 1, target = scale.y(body.target_s);
    return h("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "dispatch-chart", role: "img", "aria-label": t("dispatch.chart." + body.by, { target: body.target_text }) },
      rows.map((row, i) => bar(row, i, scale)),
      h("line", { x1: LEFT, x2: WIDTH - LEFT, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM, class: "axis" }),
      h("line", { x1: LEFT, x2: WIDTH - LEFT, y1: target, y2: target, class: "target" }),
      h("text", { x: WIDTH - LEFT, y: target - 4, "text-anchor": "end", class: "target-words" }, t("dispatch.target", { target: body.target_text })),
      rows.map((row, i) => (i % every ? null : h("text", { x: LEFT + (i + 0.5) * step, y: HEIGHT - 4, "text-anchor": "middle" }, body.by === "hour" ? String(row.hour) : row.label))));
  }

  function table(body) {
    const [first, ...rest] = body.columns;
    const rows = body.rows.filter((row) => row.withheld || row.n);
    const cells = (row) => row.withheld ? [h("td", { colspan: rest.length, class: "quiet" }, row.text.n)] : rest.map((column) => h("td", {}, row.text[column.key]));
    return h("table", { class: "dispatch-table" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, first.label), rest.map((column) => h("th", { scope: "col" }, column.label)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.label), cells(row)))));
  }

  /** The kinds are few: their table stands open. The hours' opens on demand. */
  function figures(body) {
    if (!body.rows.some((row) => row.n || row.withheld)) return null;
    if (body.by === "kind") return [chart(body), table(body)];
    return [chart(body), h("details", { class: "dispatch-rows", open: shown.table, ontoggle: (event) => { shown.table = event.target.open; } }, h("summary", { "data-dispatch": "table" }, t("dispatch.table")), table(body))];
  }

  function choice(box, area, by) {
    return h("button", { type: "button", "data-dispatch": by, "aria-pressed": String(shown.by === by), onclick: () => { shown.by = by; fill(box, area); } }, t("dispatch.by." + by));
  }

  function draw(box, area, body) {
    keepFocus(box, () => box.replaceChildren(...[
      h("p", { class: "dispatch-state" }, window.sijangsil.badge(body.freshness.state)),
      h("p", { class: "dispatch-summary" }, body.summary),
      h("div", { class: "dispatch-by", role: "group", "aria-label": t("dispatch.by.label") }, choice(box, area, "hour"), choice(box, area, "kind")),
      figures(body),
      body.notes.map((note) => h("p", { class: "quiet" }, note))].flat(Infinity).filter(Boolean)));
  }

  function failed(box, area) {
    box.replaceChildren(h("p", { role: "status" }, t("dispatch.failed")), h("button", { type: "button", "data-dispatch": "retry", onclick: () => fill(box, area) }, t("dispatch.retry")));
  }

  /** Fill the box; an answer that comes after another was asked for is thrown away. */
  function fill(box, area) {
    const by = shown.by, answer = ask(area, by);
    box.asked = by;
    if (!answer.then) return draw(box, area, answer);
    if (!box.hasChildNodes()) box.append(h("p", { class: "quiet", role: "status" }, t("dispatch.loading")));
    answer.then((body) => { if (box.asked === by) draw(box, area, body); }, () => { if (box.asked === by) failed(box, area); });
  }

  /** The part of an area's card; ``area``: id of the area, empty or the city's own for the whole city. Nothing is fetched before it is opened. */
  function dispatchCard(area) {
    const box = h("div", { class: "dispatch-body" });
    const open = () => { if (!box.asked) fill(box, area); };
    const card = h("details", { class: "dispatch", open: shown.open, ontoggle: () => { shown.open = card.open; if (card.open) open(); } },
      h("summary", { "data-dispatch": "card" }, t("dispatch.heading")), box);
    if (shown.open) open();
    return card;
  }

  Object.assign(window.sijangsil, { dispatchCard });
})();
