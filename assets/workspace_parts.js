/* Parts of the workspace: the dispatch step by step, what is near, what is around inside a circle, weather and air, evidence.
   Cameras, owner and orders have their own files. */
(function () {
  "use strict";
  const { page, on, send, h, t, part, parted, opening } = window.sijangsil;

  /** When a running interval began: it counts on. */
  const began = (p, one) => (p.rows.find((row) => row.key === (one.key === "travel" ? "dispatched" : "reported")) || {}).at;

  part("timeline", (p) => h("div", {},
    h("ol", { class: "steps" }, p.rows.map((row) => h("li", { class: row.at ? null : "yet" }, h("span", {}, row.label), h("time", { datetime: row.at }, row.text), h("span", { class: "quiet" }, row.elapsed || "")))),
    p.intervals.length ? h("dl", { class: "intervals" }, p.intervals.map((one) => h("div", { class: one.over_target ? "over" : null },
      h("dt", {}, one.label), h("dd", {}, one.over_target ? "▲ " : "", one.running ? [t("room.running"), " ", h("time", { "data-since": began(p, one) })] : one.text, one.comparison ? h("small", {}, one.comparison.text) : null)))) : null,
    p.intervals.length ? h("p", { class: "quiet" }, p.target_text) : null));

  /** A telephone number is a link that dials. */
  const phone = (number) => h("a", { href: "tel:" + number.replace(/[^\d+]/g, ""), class: "tel" }, window.sijangsil.icon("phone"), number);

  function place(one) {
    return h("li", {},
      h("div", { class: "row" }, h("button", Object.assign({ class: "name" }, opening(one.topic + ":" + one.id)), one.name), h("span", { class: "far" }, [one.distance_text, one.bearing_text].filter(Boolean).join(" · "))),
      h("p", { class: "quiet" }, [one.kind_text, ...one.fields.slice(0, 3).map((f) => f.label + " " + f.text), ...(one.notes || [])].filter(Boolean).join(" · ")),
      one.phone ? phone(one.phone) : null);
  }

  part("nearest", (p) => h("div", {}, p.empty ? h("p", { class: "quiet" }, p.empty) : null,
    p.groups.map((group) => [h("h4", {}, group.title, " ", h("span", { class: "quiet" }, group.as_of_text)),
      group.empty ? h("p", { class: "quiet" }, group.empty) : h("ul", { class: "near" }, group.places.map(place))]),
    (p.notes || []).map((note) => h("p", { class: "quiet" }, note))));

  part("conditions", (p) => h("div", {}, p.empty ? h("p", { class: "quiet" }, p.empty) : null,
    p.readings.map((reading) => [h("div", { class: "part-head" }, h("h4", {}, reading.title, reading.kind_text ? " · " + reading.kind_text : ""), window.sijangsil.badge(reading.freshness.state, reading.freshness.text)),
      reading.empty ? h("p", { class: "quiet" }, reading.empty) : h("dl", { class: "conditions" }, reading.fields.map((field) => h("div", {}, h("dt", {}, field.label), h("dd", {}, field.text))))])));

  const STEPS = [100, 200, 300, 500, 800, 1000, 1500, 2000, 3000, 5000];

  const nearestStep = (radius) => STEPS.reduce((best, one, i) => (Math.abs(one - radius) < Math.abs(STEPS[best] - radius) ? i : best), 0);

  /** The circle: a slider, a number, and one-tap steps; all three say the same. */
  function circle(radius) {
    const near = nearestStep(radius);
    const step = (by) => set(STEPS[Math.max(0, Math.min(STEPS.length - 1, nearestStep(page.drawn.view.radius) + by))]); // of the radius that holds now
    const set = (value) => send("radius", { value: Math.max(100, Math.min(5000, Math.round(Number(value)) || 500)) });
    const number = h("input", { type: "number", min: 100, max: 5000, step: 50, value: radius, "data-circle": "number", "aria-label": t("room.radius") + " (m)", onchange: (event) => set(event.target.value) });
    return h("div", { class: "circle" },
      h("input", { type: "range", min: 0, max: STEPS.length - 1, step: 1, value: near, "data-circle": "slider", "aria-label": t("room.radius"), "aria-valuetext": t("room.radius.m", { n: radius }),
        oninput: (event) => { number.value = STEPS[event.target.value]; event.target.setAttribute("aria-valuetext", t("room.radius.m", { n: number.value })); drawCircle(Number(number.value)); },
        onchange: (event) => set(STEPS[event.target.value]) }),
      h("button", { type: "button", class: "deed", "data-circle": "less", "aria-label": t("room.radius") + " −", disabled: radius <= 100, onclick: () => step(-1) }, "−"),
      number, h("span", {}, "m"),
      h("button", { type: "button", class: "deed", "data-circle": "more", "aria-label": t("room.radius") + " +", disabled: radius >= 5000, onclick: () => step(1) }, "+"));
  }

  let drawn = null;

  /** The circle on the map; the map itself stays where it is. */
  function drawCircle(radius_m) {
    const answer = window.sijangsil.openWorkspace();
    const open = answer && page.drawn && page.drawn.view.feature && window.sijangsil.isIncident(parted(page.drawn.view.feature).topic);
    const { incident } = answer || {};
    const key = open && incident.lon !== null && page.map ? [incident.lon, incident.lat, radius_m].join() : "";
    if (key === drawCircle.key) return;
    drawCircle.key = key;
    if (drawn) drawn.remove();
    drawn = key ? window.L.circle([incident.lat, incident.lon], { radius: radius_m, pane: "rings", interactive: false, className: "incident-circle" }).addTo(page.map) : null;
  }

  /** A row of something within the circle: a button that opens it, how far and in which direction. */
  function near(one) {
    return h("li", {},
      h("div", { class: "row" }, h("button", Object.assign({ class: "name" }, opening(one.topic ? one.topic + ":" + one.id : one.id)), one.title), h("span", { class: "far" }, [one.distance_text, one.bearing_text].filter(Boolean).join(" · "))),
      h("p", { class: "quiet" }, [one.kind_text, one.severity_text, one.status_text, one.age_text, one.demo ? t("freshness.demo") : ""].filter(Boolean).join(" · ")));
  }

  const group = (found) => [
    h("h4", {}, found.title, found.total === null ? "" : " " + found.total.toLocaleString(page.lang), found.counts.length ? h("span", { class: "quiet" }, " · " + found.counts.map((one) => one.label + " " + one.n).join(", ")) : null),
    found.empty ? h("p", { class: "quiet" }, found.empty) : null,
    found.rows.length > 5
      ? [h("ul", { class: "near" }, found.rows.slice(0, 5).map(near)), h("details", {}, h("summary", {}, t("card.now.more", { n: found.rows.length - 5 })), h("ul", { class: "near" }, found.rows.slice(5).map(near)), found.more_text ? h("p", { class: "quiet" }, found.more_text) : null)]
      : h("ul", { class: "near" }, found.rows.map(near))];

  part("around", (p) => h("div", {}, circle(page.drawn.view.radius),
    p.empty ? h("p", { class: "quiet" }, p.empty) : [group(p.incidents), group(p.complaints), h("h4", {}, p.cameras.title), h("p", { class: "quiet" }, p.cameras.text)]));

  part("evidence", (p) => h("div", {}, p.empty ? h("p", { class: "quiet" }, p.empty) : h("ul", { class: "near" }, p.reports.map((one) => h("li", {},
    h("div", { class: "row" }, h("b", {}, one.source), one.gone_text ? h("span", { class: "status closed" }, one.gone_text) : null),
    h("p", { class: "quiet" }, [one.provider, one.first_text, one.last_text, one.why, one.demo ? t("freshness.demo") : ""].filter(Boolean).join(" · "))))),
    p.more_text ? h("p", { class: "quiet" }, p.more_text) : null));

  const redraw = () => page.drawn && drawCircle(page.drawn.view.radius);
  ["workspace", "drawn", "map"].forEach((name) => on(name, redraw));
})();
