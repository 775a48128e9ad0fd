/* Areas on the map: district and neighbourhood outlines, drawn once and recoloured in place.
   dash-leaflet draws the GeoJSON; we keep each shape's Leaflet layer so that a new indicator is 424 style changes, not
   424 new elements (keyboard focus survives, and a recolour takes milliseconds). */
(function () {
  "use strict";
  const { page, send, on, emit, t } = window.sijangsil;
  const shapes = { district: new Map(), neighbourhood: new Map() };
  const HATCH = "url(#hatch)";
  let map = null;
  let fittedTo = null;

  /** A value of the theme; looked up once a theme, since 424 areas ask for the same few. */
  function css(name) {
    const theme = document.documentElement.dataset.theme;
    if (css.theme !== theme) { css.theme = theme; css.known = {}; }
    return (css.known[name] = css.known[name] || getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  }

  /** Words of an area for tooltip and screen reader: name, value, rank. */
  function words(id) {
    const area = page.areas[id];
    if (!area) return id;
    const row = page.drawn && page.drawn.spoken[id];
    return area[page.lang] + (row ? ", " + row : "");
  }

  function open(id) {
    highlight(id);
    send("area", { id });
  }

  function each(level) {
    return (feature, layer, context) => {
      const id = feature.properties.id;
      if (map !== context.map) begin(context.map);
      shapes[level].set(id, layer);
      layer.on("add", () => dress(level, id, layer));
      layer.on("click", (event) => {
        window.L.DomEvent.stopPropagation(event);
        open(id);
      });
      layer.bindTooltip(() => words(id), { sticky: true, direction: "top", className: "area-tip", opacity: 1 });
      clearTimeout(each.timer);
      each.timer = setTimeout(() => emit("shapes", level), 0);
    };
  }

  function dress(level, id, layer) {
    const element = layer.getElement();
    if (!element) return;
    layer.painted = null;
    element.setAttribute("role", "button");
    element.setAttribute("data-area", id);
    element.classList.add("area", level);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open(id);
    });
    if (page.drawn) paintOne(level, id, layer);
    else element.style.display = level === "neighbourhood" ? "none" : "";
  }

  function begin(theMap) {
    map = theMap;
    page.map = map;
    map.on("moveend", () => {
      if (Date.now() - (page.fitting || 0) > 900) page.moved = true; // moved by a person, not by a fit
      emit("moved", map);
    });
    const box = map.getContainer();
    box.setAttribute("role", "application");
    new ResizeObserver(resized).observe(box);
    emit("map", map);
  }

  /** The browser answers a click before the server does: the outline turns thick at once. */
  function highlight(id) {
    const level = shapes.neighbourhood.has(id) ? "neighbourhood" : "district";
    const layer = shapes[level].get(id);
    if (layer) ring(level, id, layer);
  }

  function colourOf(paint, id) {
    if (!paint) return "transparent"; // no indicator is shown: outlines only
    const cls = paint.classes[id];
    return cls === null || cls === undefined ? HATCH : paint.colours[cls];
  }

  /** Style of one shape from what the server drew: level, class, and whether it is outside the open district. */
  function paintOne(level, id, layer) {
    const { paint, view } = page.drawn;
    const area = page.areas[id] || {};
    const element = layer.getElement();
    const inside = level === "district" ? view.district === id : view.level === "neighbourhood" && (!view.district || area.parent === view.district);
    const shown = level === "district" || inside;
    if (element) {
      element.style.display = shown ? "" : "none";
      const reach = shown && (level === "neighbourhood" || !(view.level === "neighbourhood" && (!view.district || inside)));
      element.setAttribute("tabindex", reach ? "0" : "-1");
      element.style.pointerEvents = reach ? "" : "none";
      element.setAttribute("aria-label", words(id));
      element.setAttribute("aria-pressed", String(view.area === id));
    }
    if (!shown) return;
    const selected = view.area === id;
    const style = { color: css("--area-line"), weight: 1, opacity: 1, dashArray: null };
    if (level === "district") {
      const own = view.level === "district" || paint.inherit;
      style.fillColor = own ? colourOf(paint.district, id) : "transparent";
      style.fillOpacity = view.area && view.district !== id ? (own ? 0.32 : 0.12) : own ? 0.85 : 0;
      if (!own && view.district && view.district !== id) style.fillColor = css("--outside");
      style.weight = view.level === "neighbourhood" ? 3.5 : 1.25;
      style.color = css(view.level === "neighbourhood" ? "--district-line" : "--area-line");
    } else {
      style.fillColor = paint.neighbourhood ? colourOf(paint.neighbourhood, id) : "transparent";
      style.fillOpacity = paint.neighbourhood ? 0.85 : 0.01;
    }
    if (selected) ring(level, id, layer);
    const key = Object.values(style).join();
    if (layer.painted === key) return;
    layer.painted = key;
    layer.setStyle(style);
  }

  /** The open area's outline stands above the water, in a pane of its own. */
  function ring(level, id, layer) {
    if (ring.shape && ring.id === id && ring.of === layer) return;
    if (ring.shape) ring.shape.remove();
    ring.shape = window.L.geoJSON(layer.toGeoJSON(), { pane: "rings", interactive: false, style: { className: "selection-ring " + level, fill: false } }).addTo(map);
    Object.assign(ring, { id, of: layer });
  }

  function paint() {
    if (!page.drawn) return;
    if (ring.shape && page.drawn.view.area !== ring.id) { ring.shape.remove(); ring.shape = null; }
    ["district", "neighbourhood"].forEach((level) => shapes[level].forEach((layer, id) => paintOne(level, id, layer)));
  }

  /** What arrives late is painted, and the first fit made up for: it waits for the shapes. */
  function late() {
    paint();
    if (map && page.drawn && fittedTo === null) fit();
  }

  /** Room for what lies over the map: the legend, or the sheet, which hides it while it is raised. */
  function padding() {
    const side = map.getSize().x < 600 ? 8 : 24;
    const over = (id) => (window.sijangsil.narrow.matches ? 0 : document.getElementById(id).offsetHeight);
    const legend = window.sijangsil.narrow.matches && document.body.dataset.sheet !== "peek" ? 12 : 130; // a constant: a link fits the same in any language
    const foot = Math.min(legend + over("timebar") + over("pins"), map.getSize().y * 0.45);
    return { paddingTopLeft: [side, 44], paddingBottomRight: [side, foot + window.sijangsil.sheetCover()] };
  }

  /** Move the map only when the open area changed or a link says where: never for live arrivals, layers, colours, language. */
  function fit(now) {
    if (!map || !page.drawn || !shapes.district.size) return;
    const { view, position, event } = page.drawn;
    const target = view.area || "";
    const layer = view.area ? shapes.neighbourhood.get(view.area) || shapes.district.get(view.area) : null;
    if (view.area && !layer) return;
    const first = fittedTo === null;
    const placed = position && event === "link" && fit.link !== page.drawn.n;
    if (placed) fit.link = page.drawn.n;
    if (target === fittedTo && !placed) return;
    map.invalidateSize({ pan: false }); // the top bar may just have grown a line; while the map glides a second fit would be passed over
    fittedTo = target;
    page.moved = Boolean(placed);
    page.fitting = Date.now();
    if (placed) return void map.setView([position.y, position.x], position.z, { animate: false });
    const bounds = window.L.latLngBounds([]);
    if (layer) bounds.extend(layer.getBounds());
    else shapes.district.forEach((shape) => bounds.extend(shape.getBounds()));
    // A neighbourhood opened from inside its district stays in view: its card opens, the map need not jump.
    if (!first && !now && view.area !== view.district && view.area && map.getBounds().contains(bounds) && map.getZoom() >= 12 && !window.sijangsil.sheetCover()) return;
    const calm = first || now || matchMedia("(prefers-reduced-motion: reduce)").matches;
    map.fitBounds(bounds, Object.assign({ animate: !calm, duration: 0.35 }, padding()));
  }

  /** Forget where the map was fitted: the next answer fits again, also when the same area is opened. */
  function refit() {
    fittedTo = undefined;
  }

  /** The window changed its size: whoever has not moved the map keeps the open area in view. */
  function resized() {
    map.invalidateSize({ pan: false });
    if (page.moved || !page.drawn) return;
    refit();
    fit(true);
  }

  on("shapes", late);
  on("drawn", paint); // z_main fits last, when the sheet has its height
  on("areas", late);
  on("theme", paint);

  Object.assign(window.sijangsil, {
    eachDistrict: each("district"),
    eachNeighbourhood: each("neighbourhood"),
    areaStyle: () => ({ weight: 1, color: css("--area-line"), fillColor: "transparent", fillOpacity: 0.6 }),
    baseStyle: (feature) => ({ className: "base-" + feature.properties.kind, interactive: false }),
    isWater: (feature) => ["river", "stream"].includes(feature.properties.kind),
    isLand: (feature) => !["river", "stream"].includes(feature.properties.kind),
    shapes, refit, fit, open, areaWords: words, css,
  });
})();
