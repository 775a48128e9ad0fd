/* The wall: up to four pictures side by side, each with its measured state, what is left of its time, and two buttons. */
(function () {
  "use strict";
  const { page, on, emit, h, t, write, announce } = window.sijangsil;
  const tiles = new Map(); // view id -> tile
  let wall = null;
  let alert = null;

  const grid = () => wall.querySelector(".wall-grid");

  function build() {
    alert = h("p", { class: "wall-said", role: "alert" });
    wall = h("aside", { id: "camera-wall", hidden: true, tabindex: -1 },
      h("div", { class: "wall-head" }, h("h2", {}), h("span", { class: "quiet" }),
        h("button", { type: "button", class: "icon-button", onclick: () => [...tiles.keys()].forEach(close) }, window.sijangsil.icon("close"))),
      alert, h("div", { class: "wall-grid" }));
    document.getElementById("map-box").append(wall);
  }

  /** Words, and whether there is anything to see. */
  function paint() {
    if (!wall) return;
    wall.hidden = !tiles.size && !alert.textContent;
    wall.dataset.n = tiles.size;
    wall.setAttribute("aria-label", t("video.wall"));
    wall.querySelector("h2").textContent = t("video.wall.count", { n: tiles.size });
    wall.querySelector(".wall-head .quiet").textContent = t("video.fixed");
    const shut = wall.querySelector(".wall-head button");
    shut.setAttribute("aria-label", t("video.close_all"));
    shut.onclick = tiles.size ? null : () => say("");
    tiles.forEach((tile) => tile.words());
    emit("views", tiles.size);
  }

  function say(words) {
    if (!wall) build();
    alert.textContent = words || "";
    clearTimeout(say.timer);
    if (words) say.timer = setTimeout(() => say(""), 12000);
    paint();
  }

  function add(view, opener) {
    if (!wall) build();
    alert.textContent = "";
    const tile = make(view, opener);
    tiles.set(view.view, tile);
    grid().append(tile.element);
    if (window.sijangsil.narrow.matches && document.body.dataset.sheet === "full") window.sijangsil.sheetStep("down"); // the picture stands on the map
    paint();
  }

  function make(view, opener) {
    const { name } = view.camera;
    const state = h("span", { class: "state-box" });
    const left = h("span", { class: "left" });
    const keep = h("button", { type: "button", class: "deed keep", onclick: () => again() });
    const stop = h("button", { type: "button", class: "deed stop", onclick: () => close(view.view) });
    const screen = h("div", { class: "screen" });
    const element = h("figure", { class: "tile", "data-view": view.view, "data-camera": view.camera.topic + ":" + view.camera.id },
      h("figcaption", {}, h("b", {}, name), state), screen, h("div", { class: "tile-foot" }, left, keep, stop));
    const tile = { view, opener, element, ends: Date.now() + view.left_s * 1000, previews: true, over: false, warned: false };

    const said = (kind, text) => {
      if (state.dataset.key === kind + text) return;
      state.dataset.key = kind + text;
      element.dataset.state = kind;
      state.replaceChildren(window.sijangsil.videoBadge(kind, text));
    };
    tile.player = window.sijangsil.cameraPlayer(view, said);
    screen.append(tile.player.element);

    /** Keep watching, or after its end watch again for the same purpose. */
    async function again() {
      try {
        const now = tile.over
          ? await write(`api/cameras/${encodeURIComponent(view.camera.topic)}/${encodeURIComponent(view.camera.id)}/watch`, { purpose: view.purpose, incident: view.incident })
          : await write(`api/views/${view.view}/keep`, {});
        if (tile.over) {
          close(view.view);
          return add(now, opener);
        }
        Object.assign(tile, { ends: Date.now() + now.left_s * 1000, previews: false, warned: false });
        if (now.src !== view.src) tile.player.renew(now.src);
      } catch (problem) {
        if (problem.status === 403 && !tile.over) finish();
        say((problem.words && problem.words[page.lang]) || t("video.failed"));
      }
      tile.words();
    }

    function finish() {
      tile.over = true;
      tile.player.stop();
      screen.replaceChildren(h("p", { class: "over" }, t("video.over")));
      said("none", t("video.state.none"));
      tile.words();
    }

    tile.words = () => {
      const seconds = Math.max(0, Math.ceil((tile.ends - Date.now()) / 1000));
      if (!seconds && !tile.over) return finish();
      left.textContent = tile.over ? "" : t(tile.previews ? "video.preview" : "video.left", { n: seconds });
      left.classList.toggle("soon", seconds <= 5 && !tile.over);
      const deed = t(tile.over ? "video.again" : "video.keep");
      if (keep.textContent !== deed) keep.textContent = deed;
      keep.setAttribute("aria-label", tile.over ? deed : t("video.keep.label", { name }));
      if (stop.textContent !== t("video.stop")) stop.textContent = t("video.stop");
      stop.setAttribute("aria-label", t("video.stop.label", { name }));
      if (seconds <= 5 && !tile.over && !tile.warned) { tile.warned = true; announce(t("video.ending", { name })); }
    };
    return tile;
  }

  function close(id) {
    const tile = tiles.get(id);
    if (!tile) return;
    const inside = tile.element.contains(document.activeElement);
    tile.player.stop();
    tile.element.remove();
    tiles.delete(id);
    if (!tile.over) write(`api/views/${id}/end`, {}).catch(() => null); // it ends by itself when nobody keeps it
    announce(t("video.closed", { name: tile.view.camera.name }));
    paint();
    if (inside) focusAfter(tile);
  }

  /** Whoever closed a picture goes on at the next one, else where they opened it. */
  function focusAfter(tile) {
    const next = tiles.size ? grid().querySelector(".stop") : document.querySelector(`[data-watch="${CSS.escape(tile.element.dataset.camera)}"]`) || tile.opener;
    if (next && next.isConnected) next.focus({ preventScroll: true });
  }

  const of = (topic, id) => [...tiles.values()].find((tile) => !tile.over && tile.view.camera.topic === topic && tile.view.camera.id === id);
  const focus = (topic, id) => { const tile = of(topic, id); if (tile) tile.element.querySelector(".keep").focus(); };

  setInterval(() => tiles.forEach((tile) => tile.words()), 500);
  on("drawn", () => { if (paint.lang !== page.lang) { paint.lang = page.lang; paint(); } });
  on("person", () => [...tiles.keys()].forEach(close)); // another person's views are not this one's
  window.addEventListener("pagehide", () => tiles.forEach((tile, id) => tile.over || fetch(`api/views/${id}/end`, { method: "POST", keepalive: true, headers: { "content-type": "application/json", "x-csrf-token": page.person ? page.person.csrf : "" }, body: "{}" })));

  Object.assign(window.sijangsil, { cameraWall: { add, close, say, focus, has: (topic, id) => Boolean(of(topic, id)) } });
})();
