/* The bottom sheet of tablet and phone: three heights, by dragging its handle or with one tap on its buttons. */
(function () {
  "use strict";
  const { page, on } = window.sijangsil;
  const HEIGHTS = ["peek", "half", "full"];
  const narrow = window.matchMedia("(max-width: 1023.98px)");

  const current = () => document.body.dataset.sheet || "peek";

  function set(height) {
    document.body.dataset.sheet = height;
    const [up, down] = [document.querySelector('[data-action="sheet"][data-id="up"]'), document.querySelector('[data-action="sheet"][data-id="down"]')];
    if (up) up.disabled = height === "full";
    if (down) down.disabled = height === "peek";
  }

  function step(direction) {
    const next = HEIGHTS.indexOf(current()) + (direction === "up" ? 1 : -1);
    set(HEIGHTS[Math.max(0, Math.min(2, next))]);
  }

  /** Pixels of the map the sheet covers once it has its height, so that an area is fitted into what stays visible. */
  function cover() {
    if (!narrow.matches) return 0;
    const map = document.getElementById("map-box").getBoundingClientRect();
    const bar = document.querySelector(".topbar").offsetHeight;
    const height = { peek: 120, half: window.innerHeight * 0.46, full: window.innerHeight - bar - 8 }[current()];
    return Math.max(0, Math.min(map.bottom - (window.innerHeight - height), map.height * 0.7));
  }

  function drag(handle) {
    let start = null;
    handle.addEventListener("pointerdown", (event) => {
      if (!narrow.matches || event.target.closest("button")) return;
      const panel = document.getElementById("panel");
      start = { y: event.clientY, height: panel.getBoundingClientRect().height };
      panel.classList.add("dragging");
      handle.setPointerCapture(event.pointerId);
    });
    handle.addEventListener("pointermove", (event) => {
      if (start) document.getElementById("panel").style.height = Math.max(72, start.height + start.y - event.clientY) + "px";
    });
    const drop = (event) => {
      if (!start) return;
      const moved = start.y - event.clientY;
      start = null;
      const panel = document.getElementById("panel");
      const height = panel.getBoundingClientRect().height / window.innerHeight;
      panel.classList.remove("dragging");
      panel.style.height = "";
      if (Math.abs(moved) < 6) step(current() === "full" ? "down" : "up");
      else set(height > 0.68 ? "full" : height > 0.26 ? "half" : "peek");
    };
    handle.addEventListener("pointerup", drop);
    handle.addEventListener("pointercancel", drop);
  }

  /** The fullest sheet ends below the top bar, whose height depends on what it holds. */
  function measure() {
    const bar = document.querySelector(".topbar");
    new ResizeObserver(() => document.documentElement.style.setProperty("--topbar", bar.offsetHeight + "px")).observe(bar);
  }

  on("ready", () => { measure(); set(current()); drag(document.getElementById("sheet-handle")); });
  on("tab", () => { if (narrow.matches && current() === "peek") set("half"); });
  on("drawn", (drawn) => {
    const opened = drawn.view.feature || drawn.view.area;
    if (narrow.matches && current() === "peek" && opened && ["feature", "area", "link"].includes(drawn.event)) set("half");
  });
  Object.assign(window.sijangsil, { sheetStep: step, sheetCover: cover, narrow, page });
})();
