/* A small trend chart as SVG: line, first and last value, and the same figures as a table for screen readers. */
(function () {
  "use strict";
  const { h, t } = window.sijangsil;
  const WIDTH = 300, HEIGHT = 96, SIDE = 8, TOP = 18, BOTTOM = 20;

  /** Split at gaps: an unknown value is a gap in the line, never a zero. */
  function runs(points) {
    const parts = [[]];
    points.forEach((p) => (p ? parts[parts.length - 1].push(p) : parts.push([])));
    return parts.filter((part) => part.length);
  }

  function trend(series) {
    const known = series.points.filter((p) => p.value !== null);
    if (known.length < 2) return h("p", { class: "quiet" }, t("card.trend.none"));
    const low = Math.min(...known.map((p) => p.value)), high = Math.max(...known.map((p) => p.value));
    const span = high - low || 1;
    const x = (i) => SIDE + (i * (WIDTH - 2 * SIDE)) / (series.points.length - 1);
    const y = (value) => TOP + (1 - (value - low) / span) * (HEIGHT - TOP - BOTTOM);
    const spots = series.points.map((p, i) => (p.value === null ? null : [x(i), y(p.value)]));
    const drawing = h("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "trend", role: "img", "aria-label": series.spoken });
    drawing.append(h("line", { x1: SIDE, x2: WIDTH - SIDE, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM, class: "axis" }));
    runs(spots).forEach((part) => drawing.append(h("polyline", { points: part.map((p) => p.map((v) => v.toFixed(1)).join()).join(" "), class: "line" })));
    series.points.forEach((p, i) => {
      if (!spots[i]) return;
      const last = i === series.points.length - 1;
      drawing.append(h("circle", { cx: spots[i][0], cy: spots[i][1], r: last ? 4 : 2.5, class: "dot" }, h("title", {}, p.period + " " + p.text)));
    });
    const ends = [series.points.indexOf(known[0]), series.points.indexOf(known[known.length - 1])];
    ends.forEach((i, end) => {
      const anchor = end ? "end" : "start";
      drawing.append(h("text", { x: x(i), y: HEIGHT - 5, "text-anchor": anchor }, series.points[i].period));
      drawing.append(h("text", { x: x(i), y: Math.max(12, spots[i][1] - 8), "text-anchor": anchor, class: "strong" }, series.points[i].text));
    });
    return drawing;
  }

  Object.assign(window.sijangsil, { trend });
})();
