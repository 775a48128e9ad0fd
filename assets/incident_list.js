/* The tab of incidents: numbered, sorted and filtered by kind, district, age and severity; rows kept by key. "I" and a number
   opens a row from anywhere. */
(function () {
  "use strict";
  const { page, on, send, h, t, keyed, parted, opening, incidents } = window.sijangsil;
  const FIRST = 60; // rows drawn before "more": a thousand buttons would slow the page, and nothing is lost
  const chosen = { kind: "", district: "", severity: "", age: "", sort: "newest" };
  const AGES = { "10": 600, "60": 3600, "360": 21600, "1440": 86400 };
  let rows = new Map();
  let order = [];
  let more = false;

  const now = () => (page.drawn.view.at ? Date.parse(page.drawn.view.at) : Date.now());

  const SORTS = {
    newest: (a, b) => String(b.reported_at).localeCompare(String(a.reported_at)),
    oldest: (a, b) => String(a.reported_at).localeCompare(String(b.reported_at)),
    severity: (a, b) => b.severity - a.severity || SORTS.newest(a, b),
    district: (a, b) => incidents.place(a).localeCompare(incidents.place(b), page.lang) || SORTS.newest(a, b),
    kind: (a, b) => incidents.KINDS.indexOf(a.kind) - incidents.KINDS.indexOf(b.kind) || SORTS.newest(a, b),
  };

  function found() {
    const here = chosen.district === "open" ? page.drawn.view.area : chosen.district;
    return incidents.shown().filter((one) =>
      (!chosen.kind || one.kind === chosen.kind)
      && (!here || one.district === here || one.neighbourhood === here)
      && (!chosen.severity || one.severity >= Number(chosen.severity))
      && (!chosen.age || now() - Date.parse(one.reported_at) <= AGES[chosen.age] * 1000)).sort(SORTS[chosen.sort]);
  }

  function select(name, options) {
    return h("label", { class: "control" }, h("span", {}, t("room.filter." + name)),
      h("select", { "data-filter": name, onchange: (event) => { chosen[name] = event.target.value; draw(); } },
        options.map(([value, words]) => h("option", { value, selected: value === chosen[name] }, words))));
  }

  function filters() {
    const districts = Object.values(page.areas).filter((area) => area.level === "district").map((area) => [area.id, area[page.lang]]);
    const open = page.areas[page.drawn.view.area];
    return [
      h("details", { class: "filter-box", open: window.innerWidth >= 700 }, h("summary", {}, t("room.filters")), h("div", { class: "filters" },
        select("kind", [["", t("room.all")], ...incidents.KINDS.map((kind) => [kind, t("room.kind." + kind)])]),
        select("district", [["", t("room.all")], ["open", t("room.filter.open", { name: open ? open[page.lang] : t("room.all") })], ...districts]),
        select("severity", [["", t("room.all")], ...["2", "3", "4"].map((n) => [n, t("room.severity.from", { name: t("room.severity." + n) })])]),
        select("age", [["", t("room.all")], ...Object.keys(AGES).map((minutes) => [minutes, t("room.age." + minutes)])]),
        select("sort", Object.keys(SORTS).map((name) => [name, t("room.sort." + name)])))),
      h("details", { class: "telling quiet" }, h("summary", {}, t("room.telling")),
        h("label", {}, h("input", { type: "checkbox", checked: incidents.setting("sound") === "on", onchange: (event) => { incidents.setting("sound", event.target.checked ? "on" : "off"); if (event.target.checked) incidents.beep(false); } }), t("room.sound")),
        h("label", { class: "control" }, h("span", {}, t("room.notices")), h("select", { onchange: (event) => incidents.setting("notices", event.target.value) },
          ["grave", "all", "none"].map((value) => h("option", { value, selected: incidents.setting("notices") === value }, t("room.notices." + value))))),
        h("p", {}, t("room.keys"))),
    ];
  }

  const meta = (one) => [t("room.kind." + one.kind), incidents.place(one), t("room.status." + one.status), one.reports > 1 ? t("room.reports", { n: one.reports }) : "", one.demo ? t("freshness.demo") : ""].filter(Boolean).join(" · ");

  function make({ one }) {
    return h("li", { class: "incident severity-" + one.severity },
      h("button", opening(one.id),
        h("span", { class: "n", "aria-hidden": "true" }),
        h("span", { class: "kind kind-" + one.kind }, window.sijangsil.icon(incidents.ICONS[one.kind])),
        h("span", { class: "text" }, h("b", {}, incidents.title(one)), h("span", { class: "quiet" }, meta(one))),
        h("span", { class: "side" }, h("time", { "data-since": one.reported_at, "data-until": one.closed_at || null }),
          h("span", { class: "sev" }, incidents.bars(one.severity), h("span", {}, t("room.severity." + one.severity))))));
  }

  function write(element, words) {
    if (element.textContent !== words) element.textContent = words;
  }

  function update(row, { one }) {
    if (!row.classList.contains("severity-" + one.severity)) {
      const anew = make({ one });
      row.replaceWith(anew);
      return anew;
    }
    write(row.querySelector("b"), incidents.title(one));
    write(row.querySelector(".quiet"), meta(one));
    return row;
  }

  function shell() {
    const box = document.getElementById("incidents-body");
    const key = page.lang + "|" + page.drawn.view.area + "|" + Object.keys(page.areas).length;
    if (shell.key === key && box.firstChild) return box;
    shell.key = key;
    rows = new Map();
    const wide = window.innerWidth >= 700; // on a phone the list comes first
    window.sijangsil.keepFocus(box, () => box.replaceChildren(h("h2", {}, t("panel.incidents")), h("details", { id: "orders-box", hidden: true, open: wide }, h("summary", {}, t("room.orders")), h("div", { id: "orders-board" })),
      h("p", { class: "quiet", id: "incident-count", role: "status" }), ...filters(),
      h("ol", { class: "incident-list", id: "incident-list" }), h("p", { class: "quiet", id: "incident-none" }),
      h("button", { type: "button", class: "text-button", id: "incident-more", onclick: () => { more = true; draw(); } })));
    return box;
  }

  function draw() {
    if (!page.drawn || !Object.keys(page.areas).length) return;
    const all = found();
    order = all.map((one) => one.id);
    if (document.body.dataset.tab !== "incidents") return;
    const box = shell();
    const visible = more ? all : all.slice(0, FIRST);
    const total = incidents.shown().length;
    write(box.querySelector("#incident-count"), t(page.drawn.view.at ? "room.count.past" : "room.count", { n: all.length, total }));
    write(box.querySelector("#incident-none"), all.length ? "" : t("room.none"));
    const button = box.querySelector("#incident-more");
    write(button, t("card.now.more", { n: all.length - visible.length }));
    button.hidden = all.length <= visible.length;
    rows = keyed(box.querySelector("#incident-list"), rows, visible.map((one) => ({ key: one.id, one })), make, update);
    let n = 0;
    rows.forEach((row, id) => {
      write(row.querySelector(".n"), String((n += 1)));
      row.classList.toggle("selected", page.drawn.view.feature === id);
    });
    incidents.tick();
    const board = box.querySelector("#orders-board");
    const may = Boolean(page.person && page.person.may.includes("order.read"));
    box.querySelector("#orders-box").hidden = !may;
    if (may && !board.firstChild) board.append(window.sijangsil.ordersBoard());
    if (!may) board.replaceChildren();
  }

  /** "I", then a number: the row with that number, in the order the list has now. A second digit is waited for when there are so many. */
  let typed = null;
  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
    if (typed === null) {
      if (event.code === "KeyI" && !event.shiftKey) { typed = ""; waiting(3000); window.sijangsil.announce(t("room.which")); }
      return;
    }
    if (/^\d$/.test(event.key)) {
      typed += event.key;
      if (Number(typed) * 10 > order.length) open();
      else waiting(900);
    } else if (event.key === "Enter" && typed) { event.preventDefault(); open(); }
    else if (event.key !== "Shift") typed = null;
  }

  function waiting(ms) {
    clearTimeout(waiting.timer);
    waiting.timer = setTimeout(() => (typed ? open() : (typed = null)), ms);
  }

  function open() {
    clearTimeout(waiting.timer);
    const id = order[Number(typed) - 1];
    typed = null;
    if (!id) return window.sijangsil.announce(t("room.no_such"));
    page.focusCard = true;
    send("feature", parted(id));
  }

  document.addEventListener("keydown", keys);
  ["drawn", "incidents", "areas", "tab", "person", "past"].forEach((name) => on(name, draw));
  setInterval(draw, 30000);
})();
