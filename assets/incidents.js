/* The list of what happens now, newest first: the way to the live features without a pointer. Rows are kept by key, so an
   arrival adds one row and leaves the others, a finger on its way down and the focus where they are. */
(function () {
  "use strict";
  const { page, on, send, h, t, keyed, parted } = window.sijangsil;
  const SHOWN = 6;
  let rows = new Map();

  const began = (f) => f.props.started_at || f.props.reported_at || f.observed_at || f.first_seen || "";

  function clock(iso) {
    if (!iso) return "";
    const minutes = Math.max(0, Math.round((Date.now() - Date.parse(iso)) / 60000));
    if (minutes < 1) return t("ago.now");
    if (minutes < 90) return t("ago.minutes", { n: minutes });
    if (minutes < 48 * 60) return t("ago.hours", { n: Math.round(minutes / 60) });
    return t("ago.days", { n: Math.round(minutes / 1440) });
  }

  /** Features of the shown live layers inside the open area. */
  function inside() {
    const { view, layers } = page.drawn;
    const here = (f) => !view.area || f.district === view.area || f.neighbourhood === view.area;
    const found = page.layers.filter((layer) => layer.geometry === "live" && layers.includes(layer.id)).flatMap((layer) =>
      Object.values(page.live[layer.topic] || {}).filter(here).map((f) => ({ layer, f, key: layer.topic + ":" + f.id })));
    return found.sort((a, b) => String(began(b.f)).localeCompare(String(began(a.f))));
  }

  function words({ layer, f }) {
    const area = page.areas[f.neighbourhood] || page.areas[f.district];
    const kind = layer.kinds[f.kind];
    return [kind ? kind.name[page.lang] : layer.title[page.lang], area ? area[page.lang] : "", clock(began(f)), f.demo ? t("freshness.demo") : null].filter(Boolean).join(" · ");
  }

  const title = ({ layer, f }) => f.props["title_" + page.lang] || f.name || layer.title[page.lang];

  function row(one) {
    return h("li", {}, h("button", { type: "button", "data-action": "feature", "data-topic": one.layer.topic, "data-id": one.f.id },
      window.sijangsil.sample(one.layer, one.layer.kinds[one.f.kind]),
      h("span", { class: "text" }, h("b", {}, title(one)), h("span", { class: "quiet" }, words(one)))));
  }

  function draw() {
    const box = document.getElementById("live-list");
    if (!box || !page.drawn || !Object.keys(page.areas).length) return;
    if (page.drawn.view.at || !page.layers.some((layer) => layer.geometry === "live" && page.drawn.layers.includes(layer.id))) return void box.replaceChildren(); // "now" is not what is shown
    if (!box.firstChild) {
      rows = new Map();
      box.append(h("h3", {}), h("ul", { class: "live-list" }), h("p", { class: "quiet" }), h("button", { class: "text-button", type: "button", onclick: () => { page.moreLive = true; draw(); } }));
    }
    const [head, list, none, more] = box.children;
    const all = inside();
    const shown = page.moreLive ? all : all.slice(0, SHOWN);
    text(head, t("card.now", { n: all.length }));
    text(none, all.length ? "" : t("card.now.none"));
    text(more, t("card.now.more", { n: all.length - shown.length }));
    more.hidden = all.length <= shown.length;
    rows = keyed(list, rows, shown, make, update);
  }

  function text(element, value) {
    if (element.textContent !== value) element.textContent = value;
  }

  function make(one) {
    const made = row(one);
    made.dataset.kind = String(one.f.kind);
    return made;
  }

  /** A row that is already there keeps its element; only words that changed are written. */
  function update(item, one) {
    if (item.dataset.kind !== String(one.f.kind)) {
      const made = make(one);
      item.replaceWith(made);
      return made;
    }
    text(item.querySelector("b"), title(one));
    text(item.querySelector(".quiet"), words(one));
    return item;
  }

  /** The open feature ended or changed: ask for its card again, so that it never shows as current what is over. */
  function follow() {
    const open = page.drawn && page.drawn.view.feature;
    if (!open) return void (follow.seen = null);
    const { topic, id } = parted(open);
    if (!page.layers.some((layer) => layer.topic === topic && layer.geometry !== "points" && !layer.incident)) return; // a workspace follows by itself
    const now = JSON.stringify([open, (page.live[topic] || {})[id] || null]);
    const before = follow.seen;
    follow.seen = now;
    if (before && before !== now && JSON.parse(before)[0] === open) send("feature", { topic, id });
  }

  on("drawn", () => { draw(); follow(); });
  on("live", () => { draw(); follow(); });
  on("layers", draw);
  on("areas", draw);
  setInterval(draw, 30000);
  Object.assign(window.sijangsil, { drawIncidents: draw });
})();
