/* Points on the map: stored places come as clusters for the viewport, live features as they are. Marks are kept by key, so
   that an arrival adds one mark and touches no other: a finger on its way down, the focus and the open mark stay. */
(function () {
  "use strict";
  const { page, on, get, emit } = window.sijangsil;
  const asked = {};
  const shown = {}; // layer id -> Map of key -> {marker, look}

  function put(layer, dots) {
    const group = (page.groups[layer.id] = page.groups[layer.id] || window.L.layerGroup([], { pane: "marks" }).addTo(page.map));
    const before = shown[layer.id] || new Map();
    const after = new Map();
    dots.forEach((dot) => {
      const key = dot.n === 1 ? dot.id : dot.key || "cluster " + dot.lon.toFixed(5) + " " + dot.lat.toFixed(5);
      const look = [dot.lon, dot.lat, dot.n, dot.kind, dot.value, dot.name, page.lang, window.sijangsil.isOpenMark(layer, dot)].join();
      const kept = before.get(key);
      if (kept && kept.look === look) return void after.set(key, kept);
      if (kept) {
        kept.marker.setLatLng([dot.lat, dot.lon]);
        window.sijangsil.dressMark(kept.marker, layer, dot);
        return void after.set(key, { marker: kept.marker, look });
      }
      const marker = window.sijangsil.marker(layer, dot);
      group.addLayer(marker);
      after.set(key, { marker, look });
    });
    const left = [...before].filter(([key]) => !after.has(key)).map(([, kept]) => kept.marker);
    const focused = left.find((marker) => marker.getElement() && marker.getElement() === document.activeElement);
    left.forEach((marker) => group.removeLayer(marker));
    shown[layer.id] = after;
    if (focused) handFocus(focused.getLatLng(), after);
  }

  /** A mark that had the focus became part of another: that one has it now. */
  function handFocus(at, marks) {
    const near = [...marks.values()].map(({ marker }) => [page.map.latLngToLayerPoint(at).distanceTo(page.map.latLngToLayerPoint(marker.getLatLng())), marker]);
    near.sort((a, b) => a[0] - b[0]);
    if (near.length && near[0][0] < 60) near[0][1].getElement().focus({ preventScroll: true });
  }

  /** Ask for the clusters of the viewport; an answer that is overtaken by the next move is dropped. */
  async function refreshPoints(layer) {
    const bounds = page.map.getBounds().pad(0.15);
    const size = page.map.getSize();
    const extent = [Math.max(-180, bounds.getWest()), Math.max(-90, bounds.getSouth()), Math.min(180, bounds.getEast()), Math.min(90, bounds.getNorth())];
    const zoom = Math.max(0, Math.round(page.map.getZoom()) - 1);
    const url = `api/places/${layer.topic}?extent=${extent.map((v) => v.toFixed(5)).join(",")}&zoom=${page.map.getZoom() >= 18.5 ? 19 : zoom}&size=${size.x}x${size.y}`;
    if (asked[layer.id]) asked[layer.id].abort();
    const abort = (asked[layer.id] = new AbortController());
    try {
      const reply = await get(url, { signal: abort.signal });
      const piles = new Map(reply.stacked.map((pile) => [pile.lon + "," + pile.lat, pile.ids]));
      const clusters = reply.clusters.map(([lon, lat, n]) => ({ lon, lat, n, ids: piles.get(lon + "," + lat) }));
      const points = reply.points.map((point) => Object.assign({ n: 1 }, point));
      if (page.drawn.layers.includes(layer.id)) put(layer, clusters.concat(points.length > 40 || clusters.length ? window.sijangsil.grouped(layer, points) : points));
    } catch (problem) {
      if (problem.name !== "AbortError") emit("network", false);
    }
  }

  /** Features of a live layer; of a past moment only incidents are known, and they know their topic by their id. */
  function happening(layer) {
    if (!page.drawn.view.at) return Object.values(page.live[layer.topic] || {});
    const past = Object.values(page.pastIncidents || {}).filter((one) => layer.incident && one.id.startsWith(layer.topic + ":"));
    return past.map((one) => ({ id: one.id.slice(layer.topic.length + 1), lon: one.lon, lat: one.lat, kind: one.subkind || one.kind, name: window.sijangsil.incidents.title(one), props: {} }));
  }

  /** Live features that have a position; one without stays in the list and the card. */
  function refreshLive(layer) {
    const features = happening(layer);
    const dots = features.filter((f) => f.lon !== null).map((f) => ({
      lon: f.lon, lat: f.lat, n: 1, id: f.id, kind: f.kind, name: f.props["title_" + page.lang] || f.name,
      value: layer.value_key ? (f.props[layer.value_key] ?? null) : undefined,
    }));
    put(layer, window.sijangsil.grouped(layer, dots));
    emit("layer-total", { id: layer.id, total: features.length });
  }

  function refresh(layer) {
    if (!page.map || !page.drawn || layer.geometry === "areas") return;
    if (!page.drawn.layers.includes(layer.id)) return void (shown[layer.id] && put(layer, []));
    if (layer.geometry === "points") refreshPoints(layer);
    else refreshLive(layer);
  }

  const refreshAll = () => page.layers.forEach(refresh);

  function changed() {
    const key = [page.drawn.layers, page.lang, page.drawn.view.feature, page.drawn.view.at].join();
    if (key === changed.key) return;
    changed.key = key;
    refreshAll();
  }

  page.live = {};
  page.layers = [];
  page.groups = {};
  on("layers", (layers) => { page.layers = layers; if (page.drawn) refreshAll(); });
  on("drawn", changed);
  on("past", () => page.layers.filter((layer) => layer.geometry === "live" || layer.geometry === "area_values").forEach(refresh));
  on("map", refreshAll);
  on("moved", () => {
    const zoom = page.map.getZoom();
    page.layers.filter((l) => l.geometry === "points" || (l.geometry === "live" && zoom !== page.groupedAt)).forEach(refresh);
    page.groupedAt = zoom;
  });
  // Arrivals wait while something is pressed: a mark must not become part of a cluster under the finger.
  const due = new Set();
  let pressed = false;
  function release() {
    setTimeout(() => {
      pressed = false;
      due.forEach(refresh);
      due.clear();
    });
  }
  document.addEventListener("pointerdown", () => (pressed = true), true);
  ["pointerup", "pointercancel"].forEach((name) => document.addEventListener(name, release, true));

  on("live", (topics) => page.layers.filter((l) => topics.includes(l.topic) && l.geometry !== "points").forEach((layer) => (pressed ? due.add(layer) : refresh(layer))));
})();
