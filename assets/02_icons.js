/* Icons of marks and buttons: 24x24 line drawings, made here. */
(function () {
  "use strict";
  const { h } = window.sijangsil;
  const PATHS = {
    camera: "M3 8l12-3 1.5 5-12 3zM16 8l4-1 1 4-4 1M8 13v4h4M5 20h10",
    traffic: "M8 3h8v18H8zM12 7.5v.01M12 12v.01M12 16.5v.01",
    fire: "M12 3c1 4 5 5 5 10a5 5 0 0 1-10 0c0-2 1-3 2-4 0 2 1 3 2 3 1-3-1-5 1-9z",
    station: "M4 21V9l8-5 8 5v12M9 21v-6h6v6M12 8v.01",
    rescue: "M12 4a8 8 0 1 0 .01 0M12 9a3 3 0 1 0 .01 0M6.5 6.5l3 3M17.5 6.5l-3 3M6.5 17.5l3-3M17.5 17.5l-3-3",
    ambulance: "M2 7h11v9H2zM13 10h4l4 3v3h-8M6 18.5v.01M17 18.5v.01M7.5 9.5v4M5.5 11.5h4",
    medical: "M10 4h4v6h6v4h-6v6h-4v-6H4v-4h6z",
    hospital: "M5 21V4h14v17M3 21h18M12 7v6M9 10h6M10 21v-4h4v4",
    police: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM12 8l1 2.5h2.5l-2 1.5.8 2.5L12 13l-2.3 1.5.8-2.5-2-1.5H11z",
    bike: "M6 13a4 4 0 1 0 .01 0M18 13a4 4 0 1 0 .01 0M6 17l4-9h6l2 9M9 11h7M10 8H8M16 8l1-3h2",
    wifi: "M3 9c5-5 13-5 18 0M6 12.5c3.5-3.5 8.500-3.500 12 0M9 16c2-2 4-2 6 0M12 19.500v.01",
    air: "M3 9h11a3 3 0 1 0-3-3M3 13h15a3 3 0 1 1-3 3M3 17h7a2 2 0 1 1-2 2",
    subway: "M7 3h10a2 2 0 0 1 2 2v9a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3V5a2 2 0 0 1 2-2zM5 11h14M12 4v7M8.500 14v.01M15.500 14v.01M8 17l-2 4M16 17l2 4",
    cone: "M10 4h4l4 15H6zM8.500 10h7M7.500 14.500h9M4 20h16",
    crash: "M12 3l2 5 5-2-2 5 5 2-5 2 2 5-5-2-2 5-2-5-5 2 2-5-5-2 5-2-2-5 5 2z",
    breakdown: "M14 6a4 4 0 0 0-5 5L4 16l3 3 5-5a4 4 0 0 0 5-5l-2.500 2-2.500-2.500z",
    event: "M5 21V4M5 4h12l-2 4 2 4H5",
    weather: "M7 15a4 4 0 1 1 1-7.900A5 5 0 0 1 18 9a3 3 0 0 1 0 6zM9 18l-1 3M13 18l-1 3M17 18l-1 3",
    hazard: "M12 3l10 18H2zM12 9v6M12 18v.01",
    people: "M8 11a3 3 0 1 0-.01 0M16 11a3 3 0 1 0-.01 0M3 20c0-4 2-6 5-6s5 2 5 6M13 15c4-2 8 0 8 5",
    message: "M4 5h16v11H10l-4 4v-4H4zM12 8v4M12 14v.01",
    missing: "M12 4a4 4 0 1 0 .01 0M4 21c0-5 3-7 8-7M15.500 15.500a2 2 0 1 1 2.500 2.500v1M18 21.500v.01",
    health: "M12 20c-6-4-9-7-9-11a4.500 4.500 0 0 1 9-1 4.500 4.500 0 0 1 9 1c0 4-3 7-9 11zM7 12h3l1.500-3 1.500 5 1-2h3",
    ground: "M3 10h6l3 5 3-5h6M3 14h4l5 6 5-6h4M12 3v6",
    road: "M8 3L5 21M16 3l3 18M12 4v3M12 10v4M12 17v4",
    throng: "M7 9a2 2 0 1 0 .01 0M12 5a2 2 0 1 0 .01 0M17 9a2 2 0 1 0 .01 0M4 20v-4h6v4M14 20v-4h6v4M9 13h6",
    tools: "M4 20l8-8M12 12a4 4 0 0 0 5-5l-2 2-2-2 2-2a4 4 0 0 0-5 5M14 14l6 6",
    streetlight: "M6 21V6a3 3 0 0 1 3-3h6v3M12 6h6l-1 3h-4zM13 13v2M17 13v2M4 21h4",
    lift: "M5 3h14v18H5zM12 3v18M7.500 10.500l1-2 1 2M14.500 13.500l1 2 1-2",
    tap: "M4 9h11a4 4 0 0 1 4 4v2h-4v-2H4zM9 9V5M6 5h6M17 18v3",
    power: "M13 2L5 13h6l-1 9 8-12h-6z",
    hole: "M3 8h5l1 4 2-1 1 3 2-3 2 1 1-4h4M6 19h12M12 16v.01",
    complaint: "M4 4h16v12h-8l-5 5v-5H4zM8 8h8M8 12h5",
    noise: "M4 9h4l5-4v14l-5-4H4zM16 9c1 2 1 4 0 6M19 7c2 3 2 7 0 10",
    waste: "M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6",
    parking: "M5 3h14v18H5zM10 17V7h3a3 3 0 0 1 0 6h-3",
    warmth: "M10 14V5a2 2 0 0 1 4 0v9a4 4 0 1 1-4 0zM12 9v8",
    cloud: "M7 18a4 4 0 1 1 1-7.900A5 5 0 0 1 18 12a3 3 0 0 1 0 6z",
    partly: "M8 20a3.500 3.500 0 1 1 1-6.900A4 4 0 0 1 17 14.500a2.800 2.800 0 0 1 0 5.500zM9 9a4 4 0 0 1 8 0M13 2v1.500M6.500 5l1 1M19.500 5l-1 1",
    snow: "M12 3v18M4 7.500l16 9M20 7.500l-16 9M9.500 4.500L12 7l2.500-2.500M9.500 19.500L12 17l2.500 2.500",
    map: "M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14",
    other: "M5 12v.01M12 12v.01M19 12v.01",
    search: "M10.500 4a6.500 6.500 0 1 0 .01 0M15.500 15.500L21 21",
    up: "M5 15l7-7 7 7", down: "M5 9l7 7 7-7", close: "M5 5l14 14M19 5L5 19", home: "M4 11l8-7 8 7M6 10v10h12V10",
    link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    moon: "M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10z", sun: "M12 8a4 4 0 1 0 .01 0M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500L19 19M5 19l1.500-1.500M17.500 6.500L19 5",
    layers: "M12 3l9 5-9 5-9-5zM3 13l9 5 9-5", table: "M4 5h16v14H4zM4 10h16M4 14.500h16M10 5v14", card: "M4 5h16v14H4zM8 9h8M8 13h5",
    legend: "M4 6h4v3H4zM4 11h4v3H4zM4 16h4v3H4zM11 7.500h9M11 12.500h9M11 17.500h9",
    siren: "M7 18v-6a5 5 0 0 1 10 0v6M4 21h16v-3H4zM12 2v2M4.500 5l1.500 1.500M19.500 5L18 6.500", clock: "M12 3a9 9 0 1 0 .01 0M12 7v5l3.500 2",
    pin: "M9 3h6l-1 6 4 4H6l4-4zM12 13v8", play: "M8 5l11 7-11 7z", pause: "M8 5v14M16 5v14", back: "M11 6l-6 6 6 6M19 6l-6 6 6 6", forward: "M13 6l6 6-6 6M5 6l6 6-6 6", target: "M12 4a8 8 0 1 0 .01 0M12 9a3 3 0 1 0 .01 0M12 1v4M12 19v4M1 12h4M19 12h4",
    phone: "M6 3h4l2 5-3 2a12 12 0 0 0 5 5l2-3 5 2v4a2 2 0 0 1-2 2A17 17 0 0 1 4 5a2 2 0 0 1 2-2z", person: "M12 4a4 4 0 1 0 .01 0M4 21c0-5 4-7 8-7s8 2 8 7",
    plus: "M12 5v14M5 12h14", minus: "M5 12h14",
  };

  /** An icon by name; an unknown name draws the neutral one, so a new layer never breaks the map. */
  function icon(name) {
    const drawing = h("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" });
    drawing.append(h("path", { d: PATHS[name] || PATHS.other }));
    return drawing;
  }

  /** Fill every placeholder <span data-icon="name"> of the page. */
  function dress(root) {
    (root || document).querySelectorAll("[data-icon]").forEach((box) => {
      if (box.dataset.drawn !== box.dataset.icon) box.replaceChildren(icon(box.dataset.icon));
      box.dataset.drawn = box.dataset.icon;
    });
  }

  Object.assign(window.sijangsil, { icon, dressIcons: dress });
})();
