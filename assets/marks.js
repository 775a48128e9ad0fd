/* How one mark looks: shape, icon and colour of its layer and kind; a cluster carries its true count. */
(function () {
  "use strict";
  const { page, send, h, t } = window.sijangsil;

  function short(n) {
    if (n < 10000) return n.toLocaleString(page.lang);
    return page.lang === "ko" ? (n / 10000).toFixed(1) + "만" : (n / 1000).toFixed(0) + "k";
  }

  function face(layer, dot) {
    const look = layer.kinds[dot.kind] || {};
    const colour = look.colour || layer.colour;
    const valued = dot.value !== undefined;
    const box = h("span", { class: "mark " + layer.shape + (dot.n > 1 ? " cluster" : "") + (valued ? " valued" : ""), style: "--mark:" + colour });
    if (valued) box.append(h("b", {}, dot.value === null ? "–" : dot.value), window.sijangsil.icon(look.icon || layer.icon));
    else if (dot.n > 1) {
      const size = Math.round(24 + 5 * Math.log10(dot.n) + 3 * short(dot.n).length);
      box.setAttribute("style", "--mark:" + layer.colour + ";--s:" + size + "px");
      box.append(h("b", {}, short(dot.n)));
    } else box.append(window.sijangsil.icon(look.icon || layer.icon));
    return box;
  }

  const labelOf = (layer, dot) => layer.title[page.lang] + ": " + (dot.n > 1 ? dot.n.toLocaleString(page.lang) : dot.name || layer.title[page.lang]);

  /** A Leaflet marker of a dot {lon, lat, n, id, name, kind, value, ids}. */
  function marker(layer, dot) {
    const below = dot.value !== undefined; // a value stands under its area's name, not on it
    const label = labelOf(layer, dot);
    const icon = window.L.divIcon({ className: "mark-holder", html: "", iconSize: [32, 32], iconAnchor: below ? [16, -2] : [16, 16] });
    const made = window.L.marker([dot.lat, dot.lon], { icon, keyboard: true, alt: label, title: label, pane: "marks", riseOnHover: true });
    made.dot = dot;
    made.on("add", () => dressMark(made, layer, made.dot));
    made.on("click", () => press(layer, made.dot));
    return made;
  }

  /** Write what a mark shows into its element, which stays: focus and a finger on its way down stay with it. */
  function dressMark(made, layer, dot) {
    made.dot = dot;
    const element = made.getElement();
    if (!element) return;
    const label = labelOf(layer, dot);
    element.replaceChildren(face(layer, dot));
    element.setAttribute("aria-label", label);
    element.title = label;
    element.setAttribute("role", "button");
    if (dot.n === 1) element.setAttribute("data-feature", layer.topic + ":" + dot.id);
    element.classList.toggle("open", isOpen(layer, dot));
  }

  const isOpen = (layer, dot) => Boolean(dot.n === 1 && page.drawn && page.drawn.view.feature === layer.topic + ":" + dot.id);

  function press(layer, dot) {
    if (dot.n === 1) send("feature", { topic: layer.topic, id: dot.id });
    else if (dot.ids) pile(layer, dot);
    else page.map.flyTo([dot.lat, dot.lon], Math.min(page.map.getZoom() + 2, 19), { duration: 0.3 });
  }

  /** Points that share one position: a list to choose from; it says how many there are when it shows fewer. */
  function pile(layer, dot) {
    const rows = dot.ids.map((id) => h("li", {}, h("button", { type: "button", "data-action": "feature", "data-topic": layer.topic, "data-id": id }, id)));
    const box = h("div", { class: "pile" }, h("b", {}, t("map.same_place", { layer: layer.title[page.lang], n: dot.n.toLocaleString(page.lang) })),
      h("ul", {}, rows), dot.n > dot.ids.length ? h("p", { class: "quiet" }, t("map.same_place.first", { n: dot.ids.length })) : null);
    window.L.popup({ maxHeight: 220, className: "pile-popup" }).setLatLng([dot.lat, dot.lon]).setContent(box).openOn(page.map);
  }

  const APART_FROM_ZOOM = 14;

  /** Marks that would cover each other become one that carries their number; close up all stand apart, and the open one always. */
  function grouped(layer, dots) {
    const zoom = page.map.getZoom();
    if (layer.value_key || zoom >= APART_FROM_ZOOM || dots.length < 2) return dots;
    const cell_px = page.map.getSize().x < 700 ? 64 : 46;
    const cells = new Map();
    dots.forEach((dot) => {
      const at = page.map.project([dot.lat, dot.lon], zoom);
      const key = isOpen(layer, dot) ? "open" : Math.floor(at.x / cell_px) + ":" + Math.floor(at.y / cell_px);
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(dot);
    });
    return [...cells].map(([key, cell]) => {
      if (cell.length === 1) return cell[0];
      const n = cell.reduce((sum, dot) => sum + dot.n, 0);
      const mean = (axis) => cell.reduce((sum, dot) => sum + dot[axis] * dot.n, 0) / n;
      return { lon: mean("lon"), lat: mean("lat"), n, key: "cell " + zoom + " " + key };
    });
  }

  Object.assign(window.sijangsil, { marker, dressMark, grouped, isOpenMark: isOpen });
})();
