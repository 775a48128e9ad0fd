/* The layer catalogue: four groups, a switch a layer, its freshness in words and shape, its source and licence. */
(function () {
  "use strict";
  const { page, on, h, t, get, icon } = window.sijangsil;
  const GROUPS = ["status", "projects", "administration", "opinion"];
  const SIGNS = { fresh: "●", stale: "▲", missing: "✕", demo: "◆" };
  const totals = {};

  /** Freshness in shape and words; ``words`` may say more than the state's own name. */
  function badge(state, words) {
    return h("span", { class: "badge " + state, title: t("freshness." + state + ".hint") }, h("i", { "aria-hidden": "true" }, SIGNS[state]), words || t("freshness." + state));
  }

  /** Stored places that are old say their date instead of "delayed": nothing new was promised. */
  function ageOf(layer) {
    if (inPast(layer)) return t(layer.incident ? "room.past.then" : "room.past.hidden");
    const places = page.places[layer.topic];
    if (layer.geometry === "areas") return stateOf(layer) === "stale" ? t("places.as_of", { date: page.drawn.legend.freshness.as_of }) : null;
    if (feedOf(layer.topic) || !places || places.state !== "stale") return null;
    return places.as_of ? t("places.as_of", { date: places.as_of }) : t("places.date_unknown");
  }

  const inPast = (layer) => Boolean(page.drawn && page.drawn.view.at) && (layer.geometry === "live" || layer.geometry === "area_values");

  const feedOf = (topic) => Object.values(page.feeds).find((feed) => feed.topic === topic);

  /** Freshness of a layer: of its feed, of its stored places, or of the figures that colour the areas. */
  function stateOf(layer) {
    if (layer.geometry === "areas") return ((page.drawn && page.drawn.legend.freshness) || {}).state || "missing";
    const fed = window.sijangsil.feedState(layer.topic);
    if (fed) return fed;
    const places = page.places[layer.topic];
    return (places && places.state) || "missing";
  }

  const say = (both) => (both && typeof both === "object" ? both[page.lang] : both) || "";
  const line = (key, value) => h("p", { class: "quiet" }, t(key) + ": " + value);

  /** What every layer can say of itself: description, source, licence, as-of, refresh period, what is not on the map, kinds. */
  function facts(layer) {
    if (layer.geometry === "areas") {
      const { legend } = page.drawn;
      return [h("p", {}, layer.description[page.lang]), legend.source ? h("p", { class: "quiet" }, legend.source) : null, legend.freshness ? line("feeds.column.observed", legend.freshness.as_of) : null];
    }
    const feed = feedOf(layer.topic), places = page.places[layer.topic];
    const source = feed || (places && places.source) || {};
    const as_of = feed ? feed.observed_at : places && places.as_of;
    const kinds = Object.values(layer.kinds);
    return [h("p", {}, layer.description[page.lang]),
      line("legend.source", [say(source.provider), say(source.title), say(source.licence)].filter(Boolean).join(" · ")),
      line("feeds.column.observed", as_of ? window.sijangsil.time(as_of) : t("places.date_unknown")),
      line("feeds.column.cadence", feed ? window.sijangsil.cadence(feed) : say(places.refresh)),
      places && !feed && places.unplaced ? h("p", { class: "quiet" }, t("places.unplaced", { n: places.unplaced.toLocaleString(page.lang) })) : null,
      kinds.length ? h("ul", { class: "kinds" }, kinds.map((kind) => h("li", {}, sample(layer, kind), kind.name[page.lang]))) : null];
  }

  function sample(layer, kind) {
    const box = h("span", { class: "mark " + layer.shape, style: "--mark:" + ((kind && kind.colour) || layer.colour), "aria-hidden": "true" });
    box.append(icon((kind && kind.icon) || layer.icon));
    return h("span", { class: "sample" }, box);
  }

  function row(layer) {
    const shown = page.drawn.layers.includes(layer.id);
    const total = totals[layer.id] ?? (page.places[layer.topic] || {}).placed;
    const open = opened.has(layer.id), about = "about-" + layer.id;
    return h("li", { class: "layer" + (shown ? " on" : "") },
      h("div", { class: "layer-row" },
        h("label", {},
          h("input", { type: "checkbox", "data-action": "layer", "data-id": layer.id, checked: shown }),
          sample(layer), h("span", { class: "name" }, layer.title[page.lang])),
        total !== undefined && layer.geometry !== "areas" ? h("span", { class: "total" }, t(layer.geometry === "live" ? "layers.count.live" : "layers.count", { n: total.toLocaleString(page.lang) })) : null,
        h("button", { type: "button", class: "about", "aria-expanded": String(open), "aria-controls": about, "aria-label": [layer.title[page.lang], ageOf(layer) || t("freshness." + stateOf(layer)), t("help.sources")].join(": "), onclick: () => { open ? opened.delete(layer.id) : opened.add(layer.id); draw(); } },
          badge(stateOf(layer), ageOf(layer)))),
      open ? h("div", { class: "layer-facts", id: about }, facts(layer)) : null,
      layer.geometry === "areas" && shown ? controls() : null);
  }

  const opened = new Set();

  function select(action, key, options, chosen) {
    return h("label", { class: "control" }, h("span", {}, t(key)),
      h("select", { "data-action": action, "aria-label": t(key) }, options.map((o) => (o.options
        ? h("optgroup", { label: o.label }, o.options.map((inner) => option(inner, chosen)))
        : option(o, chosen)))));
  }

  const option = (o, chosen) => h("option", { value: o.value, selected: String(o.value) === String(chosen) }, o.label);

  /** What is coloured and how: indicator, period, level, classification. */
  function controls() {
    const { controls: c, view } = page.drawn;
    return h("div", { class: "controls" },
      select("indicator", "indicator.label", c.indicators, view.indicator),
      h("div", { class: "pair" }, select("period", "period.label", c.periods, view.period), select("level", "level.label", c.levels, view.level)),
      c.vintages.length ? select("vintage", "vintage.label", c.vintages, view.vintage) : null,
      h("div", { class: "pair" }, select("method", "method.label", c.methods, view.method), select("classes", "classes.label", c.classes, view.classes)));
  }

  function draw() {
    if (!page.drawn || !page.layers.length) return;
    const box = document.getElementById(window.innerWidth >= 1200 ? "layer-list" : "layer-sheet");
    const other = document.getElementById(window.innerWidth >= 1200 ? "layer-sheet" : "layer-list");
    const active = document.activeElement;
    const focus = box.contains(active) ? (active.dataset.action ? ["data-action", active.dataset.action, active.dataset.id] : ["aria-controls", active.getAttribute("aria-controls")]) : null;
    other.replaceChildren();
    box.replaceChildren(...GROUPS.map((group) => {
      const layers = page.layers.filter((layer) => layer.group === group && (layer.geometry === "areas" || feedOf(layer.topic) || page.places[layer.topic]));
      return h("section", { class: "group" }, h("h3", {}, t("group." + group)),
        layers.length ? h("ul", {}, layers.map(row)) : h("p", { class: "quiet" }, t("group.empty")));
    }));
    if (focus) {
      const again = box.querySelector(`[${focus[0]}="${focus[1]}"]` + (focus[2] ? `[data-id="${focus[2]}"]` : ""));
      if (again) again.focus();
    }
  }

  /** Counts and freshness change often: redraw only when what is shown would differ, and never under an open list. */
  function redraw() {
    if (!page.drawn || !page.layers.length) return;
    const key = JSON.stringify([page.drawn.query, page.lang, totals, page.layers.map(stateOf), page.drawn.view.at, window.innerWidth >= 1200, page.drawn.legend.source]);
    if (key === redraw.key || (document.activeElement && document.activeElement.matches("#catalogue select:focus, #layer-sheet select:focus") && redraw.key && redraw.query === page.drawn.query)) return;
    redraw.key = key;
    redraw.query = page.drawn.query;
    draw();
  }

  async function load() {
    try {
      const found = await get("api/layers");
      page.places = found.places;
      page.layers = found.layers; // before any part is told: each reads it
      window.sijangsil.emit("layers", found.layers);
      redraw();
    } catch (problem) {
      window.sijangsil.emit("network", false);
      setTimeout(load, 3000);
    }
  }

  page.places = {};
  on("ready", load);
  ["drawn", "feeds", "live", "places"].forEach((name) => on(name, redraw));
  on("layer-total", ({ id, total }) => { const layer = page.layers.find((l) => l.id === id); if (layer.geometry !== "points") { totals[id] = total; redraw(); } });
  window.addEventListener("resize", redraw);
  Object.assign(window.sijangsil, { badge, stateOf, sample });
})();
