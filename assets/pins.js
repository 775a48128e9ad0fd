/* Incidents side by side: a tray of up to three on the map (in the tab of incidents on a phone). Each is a short workspace that
   follows by itself; the open one is marked. */
(function () {
  "use strict";
  const { page, on, send, h, t, get, opening, incidents } = window.sijangsil;
  const answers = new Map(); // id -> workspace, or {failed}
  const asked = new Map();
  const phone = window.matchMedia("(max-width: 699.98px)");

  async function load(id) {
    if (id === page.drawn.view.feature) return; // its workspace is open and tells the tray (event "workspace")
    const mine = (asked.get(id) || 0) + 1;
    asked.set(id, mine);
    try {
      const answer = await get(window.sijangsil.workspaceAddress(id));
      if (asked.get(id) === mine) answers.set(id, answer);
    } catch (problem) {
      if (asked.get(id) === mine && !(answers.get(id) || {}).title) answers.set(id, { failed: / 404$/.test(problem.message) ? "room.gone" : "room.failed" });
    }
    draw();
  }

  /** The lines of a tray card: the last step of the dispatch, the nearest camera, the nearest station. */
  function lines(answer) {
    const { timeline, cameras, nearest, orders } = answer.parts;
    const steps = ((timeline && timeline.rows) || []).filter((row) => row.at);
    const step = steps[steps.length - 1];
    const camera = cameras && cameras.cameras && cameras.cameras[0];
    const first = nearest && nearest.groups && nearest.groups[0] && nearest.groups[0].places[0];
    const late = ((timeline && timeline.intervals) || []).find((one) => one.over_target);
    return [
      step ? [step.label, step.elapsed ? `${step.text} (${step.elapsed})` : step.text] : null,
      late ? ["▲ " + late.label, late.text] : null,
      first ? [nearest.groups[0].title, `${first.name} ${first.distance_text}`] : null,
      camera ? [cameras.title, camera.distance_text] : null,
      orders && orders.orders && orders.orders.length ? [orders.title, String(orders.orders.length)] : null,
    ].filter(Boolean).slice(0, 4);
  }

  /** How fresh the incident itself is; the whole of its surroundings is told in the open workspace. */
  const told = (answer) => (answer.parts.timeline && answer.parts.timeline.freshness ? window.sijangsil.badge(answer.parts.timeline.freshness.state) : null);

  function card(id) {
    const answer = answers.get(id);
    const unpin = h("button", { type: "button", class: "icon-button", "data-action": "unpin", "data-id": id, "aria-label": t("room.unpin") }, window.sijangsil.icon("close"));
    if (!answer || answer.failed) return h("article", { class: "pinned", "data-pin": id }, h("div", { class: "pinned-head" }, h("p", { class: "quiet" }, t((answer && answer.failed) || "room.loading")), unpin));
    const here = page.drawn.view.feature === id;
    return h("article", { class: "pinned severity-" + answer.severity + (here ? " here" : ""), "data-pin": id, "aria-current": here ? "true" : null },
      h("div", { class: "pinned-head" },
        h("button", Object.assign({ class: "open" }, opening(id)),
          h("span", { class: "kind kind-" + answer.incident.kind }, window.sijangsil.icon(incidents.ICONS[answer.incident.kind])), h("b", {}, answer.title)),
        unpin),
      h("p", { class: "facts" }, h("span", {}, answer.where), h("span", { class: "status " + answer.status }, answer.status_text), h("time", { "data-since": answer.opened_at, "data-until": answer.closed_at || null }),
        told(answer)),
      h("dl", {}, lines(answer).map(([label, text]) => [h("dt", {}, label), h("dd", {}, text)])));
  }

  function draw() {
    if (!page.drawn) return;
    const tray = document.getElementById("pins");
    const inTab = document.getElementById("incidents-body");
    const box = phone.matches && inTab ? holder(inTab) : tray;
    const key = JSON.stringify([page.drawn.view.pins, page.lang, page.drawn.view.feature, box === tray, page.drawn.view.pins.map((id) => answers.get(id) || null)]);
    if (key === draw.key && box.childElementCount === page.drawn.view.pins.length) return;
    draw.key = key;
    if (box !== tray) tray.replaceChildren();
    window.sijangsil.keepFocus(box, () => box.replaceChildren(...page.drawn.view.pins.map(card)));
    document.body.classList.toggle("has-pins", page.drawn.view.pins.length > 0);
    incidents.tick();
  }

  /** On a phone the tray stands at the head of the tab of incidents. */
  function holder(tab) {
    let box = document.getElementById("pins-in-tab");
    if (!box) tab.prepend((box = h("div", { id: "pins-in-tab", class: "pins" })));
    return box;
  }

  on("drawn", (drawn) => {
    const key = [drawn.view.radius, drawn.view.at, drawn.lang].join();
    if (key !== on.pinKey) { answers.clear(); on.pinKey = key; }
    drawn.view.pins.filter((id) => !answers.has(id)).forEach(load);
    draw();
  });
  on("workspace", ({ id, answer }) => { if (page.drawn.view.pins.includes(id)) { answers.set(id, answer); draw(); } });
  on("incidents", ({ ids }) => page.drawn && page.drawn.view.pins.forEach((id) => {
    const answer = answers.get(id);
    if (!ids || ids.includes(id) || (answer && answer.incident && ids.includes(answer.incident.id))) load(id);
  }));
  on("tab", () => setTimeout(draw));
  phone.addEventListener("change", () => { draw.key = null; draw(); });
  setInterval(() => page.drawn && !page.drawn.view.at && !document.hidden && page.drawn.view.pins.forEach(load), 60000);
  Object.assign(window.sijangsil.actions, { unpin: (element) => send("pin", { id: element.dataset.id, on: false }) });
})();
