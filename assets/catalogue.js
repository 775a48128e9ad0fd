/* The layer catalogue: four groups, a switch a layer, its freshness in words and shape, its source and licence. */
(function () {
  "use strict";
  const { page, on, h, t, get, icon } = window.sijangsil;
  const GROUPS = ["status", "projects", "administration", "opinion"];
  const SIGNS = { fresh: "●", stale: "▲", missing: "✕", demo: "◆" };
  const totals = {};

  function badge(state) {
    return h("span", { class: "badge " + state, title: t("freshness." + state + ".hint") }, h("i", { "aria-hidden": "true" }, SIGNS[state]), t("freshness." + state));
  }

  const feedOf = (topic) => Object.values(page.feeds).find((feed) => feed.topic === topic);

  /** Freshness of a layer: of its feed, or of its stored places. */
  function stateOf(layer) {
    const feed = feedOf(layer.topic);
    if (feed) return window.sijangsil.freshness(feed);
    const places = page.places[layer.topic];
    return places ? (places.demo ? "demo" : "fresh") : "missing";
  }

  function facts(layer) {
    const feed = feedOf(layer.topic), places = page.places[layer.topic];
    const source = places && !feed ? places.source : feed;
    const lines = [h("p", {}, layer.description[page.lang])];
    if (source) {
      const say = (both) => (both && typeof both === "object" ? both[page.lang] : both) || "";
      lines.push(h("p", { class: "quiet" }, [t("legend.source") + ": " + say(source.provider), say(source.title), say(source.licence)].filter(Boolean).join(" · ")));
      const as_of = feed ? feed.observed_at : source.as_of || places.observed_at;
      if (as_of) lines.push(h("p", { class: "quiet" }, t("feeds.column.observed") + ": " + window.sijangsil.time(as_of)));
    }
    const kinds = Object.values(layer.kinds);
    if (kinds.length) lines.push(h("ul", { class: "kinds" }, kinds.map((kind) => h("li", {}, sample(layer, kind), kind.name[page.lang]))));
    return lines;
  }

  function sample(layer, kind) {
    const box = h("span", { class: "mark " + layer.shape, style: "--mark:" + ((kind && kind.colour) || layer.colour), "aria-hidden": "true" });
    box.append(icon((kind && kind.icon) || layer.icon));
    return h("span", { class: "sample" }, box);
  }

  function row(layer) {
    const shown = page.drawn.layers.includes(layer.id);
    const total = totals[layer.id] ?? (page.places[layer.topic] || {}).rows;
    const open = opened.has(layer.id), about = "about-" + layer.id;
    return h("li", { class: "layer" + (shown ? " on" : "") },
      h("div", { class: "layer-row" },
        h("label", {},
          h("input", { type: "checkbox", "data-action": "layer", "data-id": layer.id, checked: shown }),
          sample(layer), h("span", { class: "name" }, layer.title[page.lang])),
        total !== undefined && layer.geometry !== "areas" ? h("span", { class: "total" }, t("layers.count", { n: total.toLocaleString(page.lang) })) : null,
        h("button", { type: "button", class: "about", "aria-expanded": String(open), "aria-controls": about, "aria-label": layer.title[page.lang] + ": " + t("help.sources"), onclick: () => { open ? opened.delete(layer.id) : opened.add(layer.id); draw(); } },
          layer.geometry === "areas" ? h("span", { class: "badge" }, "i") : badge(stateOf(layer)))),
      open ? h("div", { class: "layer-facts", id: about }, layer.geometry === "areas" ? [h("p", {}, layer.description[page.lang]), h("p", { class: "quiet" }, page.drawn.legend.source || "")] : facts(layer)) : null,
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
    const key = JSON.stringify([page.drawn.query, page.lang, totals, page.layers.map(stateOf), window.innerWidth >= 1200, page.drawn.legend.source]);
    if (key === redraw.key || (document.activeElement && document.activeElement.matches("#catalogue select:focus, #layer-sheet select:focus") && redraw.key && redraw.query === page.drawn.query)) return;
    redraw.key = key;
    redraw.query = page.drawn.query;
    draw();
  }

  async function load() {
    try {
      const found = await get("api/layers");
      page.places = found.places;
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
