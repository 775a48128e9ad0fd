/* Points on the map: stored places come as clusters for the viewport, live features as they are.
   One dash-leaflet GeoJSON a layer; its features are replaced when the viewport or the feed changes. */
(function () {
  "use strict";
  const { page, send, on, get, h, t } = window.sijangsil;
  const asked = {};
  const NOTHING = { type: "FeatureCollection", features: [] };

  function mark(layer, feature) {
    const { id, n, kind, name, value } = feature.properties;
    const look = layer.kinds[kind] || {};
    const colour = look.colour || layer.colour;
    const label = n > 1 ? n.toLocaleString(page.lang) : name || layer.title[page.lang];
    const box = h("span", { class: "mark " + layer.shape + (n > 1 ? " cluster" : "") + (value !== undefined ? " valued" : ""), style: "--mark:" + colour });
    if (value !== undefined) box.append(h("b", {}, value === null ? "–" : value), window.sijangsil.icon(look.icon || layer.icon));
    else if (n > 1) {
      const size = Math.round(24 + 5 * Math.log10(n) + 3 * short(n).length);
      box.setAttribute("style", "--mark:" + layer.colour + ";--s:" + size + "px");
      box.append(h("b", {}, short(n)));
    }
    else box.append(window.sijangsil.icon(look.icon || layer.icon));
    return { box, label: layer.title[page.lang] + ": " + label, id };
  }

  function short(n) {
    if (n < 10000) return n.toLocaleString(page.lang);
    return page.lang === "ko" ? (n / 10000).toFixed(1) + "만" : (n / 1000).toFixed(0) + "k";
  }

  /** dash-leaflet pointToLayer: a marker with shape, icon and colour; a cluster carries its true count. */
  function point(feature, position, context) {
    const layer = context.hideout;
    const { box, label, id } = mark(layer, feature);
    const below = feature.properties.value !== undefined; // a value stands under its area's name, not on it
    const icon = window.L.divIcon({ className: "mark-holder", html: "", iconSize: [32, 32], iconAnchor: below ? [16, -2] : [16, 16] });
    const marker = window.L.marker(position, { icon, keyboard: true, alt: label, title: label, pane: "marks", riseOnHover: true });
    marker.on("add", () => {
      const element = marker.getElement();
      element.replaceChildren(box);
      element.setAttribute("aria-label", label);
      element.setAttribute("role", "button");
      if (feature.properties.n === 1) element.setAttribute("data-feature", layer.topic + ":" + id);
    });
    marker.on("click", () => {
      const { n, stacked } = feature.properties;
      if (n > 1 && !stacked) page.map.flyTo(position, Math.min(page.map.getZoom() + 2, 19), { duration: 0.3 });
      else if (n > 1) pile(layer, position, n, stacked);
      else send("feature", { topic: layer.topic, id });
    });
    return marker;
  }

  /** Points that share one position: a list to choose from; it says how many there are when it shows fewer. */
  function pile(layer, position, n, ids) {
    const rows = ids.map((id) => h("li", {}, h("button", { type: "button", "data-action": "feature", "data-topic": layer.topic, "data-id": id }, id)));
    const box = h("div", { class: "pile" }, h("b", {}, t("map.same_place", { layer: layer.title[page.lang], n: n.toLocaleString(page.lang) })),
      h("ul", {}, rows), n > ids.length ? h("p", { class: "quiet" }, t("map.same_place.first", { n: ids.length })) : null);
    window.L.popup({ maxHeight: 220, className: "pile-popup" }).setLatLng(position).setContent(box).openOn(page.map);
  }

  function collection(features) {
    return { type: "FeatureCollection", features };
  }

  function dot(lon, lat, properties) {
    return { type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties: Object.assign({ n: 1 }, properties) };
  }

  function put(layer, features) {
    window.dash_clientside.set_props(layer.component, { data: collection(features) });
  }

  /** Ask for the clusters of the viewport; an answer that is overtaken by the next move is dropped. */
  async function refreshPoints(layer) {
    const bounds = page.map.getBounds().pad(0.15);
    const size = page.map.getSize();
    const extent = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((v) => v.toFixed(5)).join(",");
    const url = `api/places/${layer.topic}?extent=${extent}&zoom=${Math.max(0, Math.round(page.map.getZoom()) - 1)}&size=${size.x}x${size.y}`;
    if (asked[layer.id]) asked[layer.id].abort();
    const abort = (asked[layer.id] = new AbortController());
    try {
      const reply = await get(url, { signal: abort.signal });
      const piles = new Map(reply.stacked.map((pile) => [pile.lon + "," + pile.lat, pile.ids]));
      const clusters = reply.clusters.map(([lon, lat, n]) => dot(lon, lat, { n, stacked: piles.get(lon + "," + lat) }));
      put(layer, clusters.concat(reply.points.map((p) => dot(p.lon, p.lat, p))));
      window.sijangsil.emit("layer-total", { id: layer.id, total: reply.total });
      window.sijangsil.emit("network", true);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      window.sijangsil.emit("network", false);
    }
  }

  const APART_FROM_ZOOM = 14;

  /** Marks that would cover each other become one that carries their number; close up all stand apart. */
  function grouped(layer, dots) {
    const zoom = page.map.getZoom();
    if (layer.value_key || zoom >= APART_FROM_ZOOM) return dots;
    const cell_px = page.map.getSize().x < 700 ? 64 : 46;
    const cells = new Map();
    dots.forEach((one) => {
      const [lon, lat] = one.geometry.coordinates;
      const at = page.map.project([lat, lon], zoom);
      const key = Math.floor(at.x / cell_px) + ":" + Math.floor(at.y / cell_px);
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(one);
    });
    const mean = (cell, i) => cell.reduce((sum, one) => sum + one.geometry.coordinates[i], 0) / cell.length;
    return [...cells.values()].map((cell) => (cell.length === 1 ? cell[0] : dot(mean(cell, 0), mean(cell, 1), { n: cell.length })));
  }

  /** Live features that have a position; one without stays in the list and the card. */
  function refreshLive(layer) {
    const features = Object.values(page.live[layer.topic] || {});
    put(layer, grouped(layer, features.filter((f) => f.lon !== null).map((f) => {
      const value = layer.value_key ? (f.props[layer.value_key] ?? null) : undefined;
      return dot(f.lon, f.lat, { id: f.id, name: (f.props["title_" + page.lang] || f.name), kind: f.kind, value });
    })));
    window.sijangsil.emit("layer-total", { id: layer.id, total: features.length });
  }

  function refresh(layer) {
    if (!page.map || !page.drawn || layer.geometry === "areas") return;
    if (!page.drawn.layers.includes(layer.id)) return void (layer.shown && (put(layer, []), (layer.shown = false)));
    layer.shown = true;
    if (layer.geometry === "points") refreshPoints(layer);
    else refreshLive(layer);
  }

  function refreshAll() {
    page.layers.forEach(refresh);
  }

  function changedLayers() {
    const key = page.drawn.layers.join() + page.lang;
    if (key === changedLayers.key) return;
    changedLayers.key = key;
    refreshAll();
  }

  page.live = {};
  page.layers = [];
  on("layers", (layers) => { page.layers = layers; if (page.drawn) refreshAll(); });
  on("drawn", changedLayers);
  on("map", refreshAll);
  on("moved", () => {
    const zoom = page.map.getZoom();
    page.layers.filter((l) => l.geometry === "points" || (l.geometry === "live" && zoom !== page.groupedAt)).forEach(refresh);
    page.groupedAt = zoom;
  });
  on("live", (topics) => page.layers.filter((l) => topics.includes(l.topic) && l.geometry !== "points").forEach(refresh));
  on("places", (topic) => page.layers.filter((l) => l.topic === topic && l.geometry === "points").forEach(refresh));

  Object.assign(window.sijangsil, { point, NOTHING });
})();
