/* The map as a table: sortable, full digits, in step with the map; a row opens its area. And the legend. */
(function () {
  "use strict";
  const { page, on, h, t, fill, keepFocus } = window.sijangsil;
  let sort = { key: "rank", down: false };

  function compare(a, b) {
    const [x, y] = [a[sort.key], b[sort.key]];
    if (x === null || x === undefined) return y === null || y === undefined ? 0 : 1; // unknown always last
    if (y === null || y === undefined) return -1;
    const order = typeof x === "number" ? x - y : String(x).localeCompare(String(y), page.lang);
    return sort.down ? -order : order;
  }

  /** A head cell; the district stands under the name, so its button stands in the same head. */
  function head(columns) {
    const sorted = columns.find((column) => sort.key === column.key);
    return h("th", { scope: "col", "aria-sort": sorted ? (sort.down ? "descending" : "ascending") : "none" }, columns.map(sorter));
  }

  function sorter(column) {
    const on_it = sort.key === column.key;
    return h("button", { type: "button", "data-column": column.key, title: t("table.sort", { column: column.label }), onclick: () => { sort = { key: column.key, down: on_it ? !sort.down : column.down }; draw(); } },
        column.label, on_it ? (sort.down ? " ▼" : " ▲") : "");
  }

  function row(r, table) {
    const colours = page.drawn.paint.colours_of[table.level];
    const colour = r.class === null || !colours ? null : colours[r.class - 1];
    return h("tr", { class: r.id === page.drawn.view.area ? "selected" : null, "data-row": r.id },
      h("td", {}, h("div", { class: "named" }, h("span", { class: "dot" + (colour ? "" : " swatch hatched"), style: colour ? "background:" + colour : null, "aria-hidden": "true" }),
        h("button", { type: "button", "data-action": "area", "data-id": r.id }, r.name, table.columns.some((c) => c.key === "district") ? h("span", { class: "place" }, r.district) : null))),
      h("td", { class: "num" }, r.text), h("td", { class: "num" }, r.rank === null ? "–" : r.rank), shownColumns(table).some((c) => c.key === "change") ? h("td", { class: "num" }, r.change_text) : null);
  }

  /** Columns worth their width: the class is the dot before the name; a change nobody has needs no column. */
  function shownColumns(table) {
    return table.columns.filter((c) => c.key !== "class" && (c.key !== "change" || table.rows.some((r) => r.change !== null)));
  }

  const heads = (columns) => columns.filter((c) => c.key !== "district").map((c) => (c.key === "name" ? columns.filter((one) => ["name", "district"].includes(one.key)) : [c]));

  function draw() {
    keepFocus(document.getElementById("table-body"), rebuild);
  }

  function rebuild() {
    if (!page.drawn || document.body.dataset.tab !== "table") return;
    const { table } = page.drawn;
    const columns = shownColumns(table).map((c) => Object.assign({ down: c.key === "value" || c.key === "change" }, c));
    const rows = [...table.rows].sort(compare);
    fill("table-body", h("h2", {}, table.title), h("p", { class: "quiet" }, [table.unit, table.period, table.note].filter(Boolean).join(" · ")),
      h("table", { class: "areas" }, h("thead", {}, h("tr", {}, heads(columns).map(head))), h("tbody", {}, rows.map((r) => row(r, table)))),
      rows.length ? null : h("p", {}, t("table.empty")));
  }

  function legend() {
    const { legend } = page.drawn;
    if (!legend.rows.length) return fill("legend-body");
    const rows = legend.nodata.count ? legend.rows.concat({ label: legend.nodata.label, count: legend.nodata.count }) : legend.rows;
    fill("legend-body", h("div", { class: "legend-head" }, h("button", { type: "button", "data-action": "choose", title: t("indicator.choose") }, legend.title, window.sijangsil.icon("down")), h("span", { class: "quiet" }, [legend.unit, legend.period].join(" · "))),
      h("ul", { class: "legend-classes" }, rows.map((r) => h("li", {},
        h("span", { class: "swatch" + (r.colour ? "" : " hatched"), style: r.colour ? "background:" + r.colour : null }),
        h("span", { class: "range" }, r.label), h("span", { class: "count" }, t("legend.areas", { n: r.count }))))),
      legend.notes.map((note) => h("p", { class: "legend-note" }, note)),
      legend.offer ? h("button", { type: "button", class: "offer", "data-action": "indicator", "data-id": legend.offer.id }, t("legend.offer", { indicator: legend.offer.label })) : null);
  }

  on("drawn", () => { legend(); draw(); });
  on("tab", draw);
})();
