/* Names of areas on the map: text markers that never catch a click. */
(function () {
  "use strict";
  const { page, on } = window.sijangsil;
  let group = null;

  /** Names of the areas one can open now; small neighbourhoods get theirs as one zooms in. */
  function draw() {
    const { map, drawn } = page;
    if (!map || !drawn || !Object.keys(page.areas).length) return;
    const key = [drawn.view.area, drawn.view.level, drawn.view.vintage, page.lang, map.getZoom(), map.getCenter(), map.getSize()].join();
    if (key === draw.key) return;
    draw.key = key;
    if (!group) group = window.L.layerGroup([], { pane: "labels" }).addTo(map);
    group.clearLayers();
    const { view } = drawn;
    const zoom = map.getZoom();
    const level = view.level === "neighbourhood" && (view.district || zoom >= 13) ? "neighbourhood" : "district";
    const extent = map.getBounds().pad(0.1);
    const taken = [];
    Object.values(page.areas).forEach((area) => {
      if (area.level !== level || (level === "neighbourhood" && view.district && area.parent !== view.district)) return;
      if (level === "neighbourhood" && zoom < 12) return;
      if (!extent.contains([area.lat, area.lon])) return;
      const words = page.lang === "en" ? area.en.replace(/-gu$/, "") : area.ko;
      if (!room(taken, map.latLngToContainerPoint([area.lat, area.lon]), words)) return;
      const icon = window.L.divIcon({ className: "area-name " + level, html: "", iconSize: null });
      const marker = window.L.marker([area.lat, area.lon], { icon, interactive: false, keyboard: false, pane: "labels" });
      marker.on("add", () => marker.getElement().replaceChildren(window.sijangsil.h("span", { "aria-hidden": "true" }, words)));
      group.addLayer(marker);
    });
  }

  /** Whether a name fits without lying on another; the first of two that would touch stays. */
  function room(taken, at, words) {
    const width = (page.lang === "ko" ? 12 : 7) * words.length + 6;
    const box = [at.x - width / 2, at.y - 8, at.x + width / 2, at.y + 8];
    if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return false;
    taken.push(box);
    return true;
  }

  on("map", draw);
  on("drawn", draw);
  on("areas", () => { draw.key = null; draw(); });
  on("moved", draw);
})();
