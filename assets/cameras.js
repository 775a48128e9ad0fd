/* Cameras: the list in an incident's workspace, the purpose that is stated before a picture comes, and the wall of up to four
   pictures. Fixed view, no sound: the player has no controls but our own. What a tile says of its picture it has measured. */
(function () {
  "use strict";
  const { page, on, h, t, get, write, part, announce } = window.sijangsil;
  const STATE_SHAPES = { live: "●", demo: "◇", still: "■", frozen: "▲", offline: "✕", none: "–", unknown: "?", connecting: "…" };
  let choice = null;

  /** A state in words and shape. */
  const badge = (state, text) => h("span", { class: "video-state " + state, "data-state": state }, h("i", { "aria-hidden": "true" }, STATE_SHAPES[state] || "?"), " ", text);

  const watched = (topic, id) => window.sijangsil.cameraWall.has(topic, id);

  function row(one, p) {
    const { status } = one;
    const busy = watched(one.topic, one.id);
    const lawful = p.grounds.filter((ground) => one.watch.includes(ground.id));
    const label = lawful.length === 1 && !lawful[0].needs_incident ? t("video.watch_for", { ground: lawful[0].name }) : t("video.watch");
    return h("li", { class: "camera", "data-camera": one.topic + ":" + one.id },
      h("div", { class: "row" },
        h("button", { type: "button", class: "name", "data-action": "feature", "data-topic": one.topic, "data-id": one.id }, one.name),
        h("span", { class: "far" }, [one.distance_text, one.bearing_text].filter(Boolean).join(" · "))),
      h("div", { class: "row" },
        h("span", { class: "quiet" }, one.topic_text, " · ", badge(status.frozen ? "frozen" : status.state, status.text)),
        one.watch.length
          ? h("button", { type: "button", class: "deed watch", "data-watch": one.topic + ":" + one.id, "aria-label": t("video.watch.label", { name: one.name }), "aria-pressed": String(busy), "data-label": label,
              onclick: (event) => ask(one, p.grounds, p.incident, event.currentTarget) }, window.sijangsil.icon("camera"), busy ? t("video.watching") : label)
          : h("span", { class: "quiet why" }, one.why)));
  }

  part("cameras", (p) => h("div", { class: "cameras" },
    p.notes.map((note) => h("p", { class: "note" }, note)),
    p.empty ? h("p", { class: "quiet" }, p.empty) : h("ul", { class: "near" }, p.cameras.map((one) => row(one, p))),
    p.more.length ? [h("h4", {}, t("video.more")), h("ul", { class: "near" }, p.more.map((one) => row(one, p)))] : null));

  /** One lawful ground that needs nothing more is stated by the button that names it; otherwise the person chooses the purpose. */
  function ask(camera, grounds, incident, opener) {
    if (watched(camera.topic, camera.id)) return window.sijangsil.cameraWall.focus(camera.topic, camera.id);
    const lawful = grounds.filter((ground) => camera.watch.includes(ground.id));
    if (lawful.length === 1 && !lawful[0].needs_incident) return open(camera, lawful[0].id, null, opener); // the button names the purpose
    form(camera, lawful, incident, opener);
  }

  function form(camera, lawful, incident, opener) {
    if (choice) choice.remove();
    const usable = lawful.filter((ground) => !ground.needs_incident || incident);
    const rows = lawful.map((ground) => {
      const closed = ground.needs_incident && !incident;
      return h("label", { class: closed ? "closed" : null },
        h("input", { type: "radio", name: "purpose", value: ground.id, required: true, disabled: closed, checked: usable[0] === ground }),
        h("span", {}, h("b", {}, ground.name), h("small", {}, t("video.purpose.law", { law: ground.law })), closed ? h("small", {}, t("video.purpose.needs_incident")) : null));
    });
    const shut = () => choice.close();
    choice = h("dialog", { class: "purpose", "aria-labelledby": "purpose-title" },
      h("form", { method: "dialog", onsubmit: (event) => {
        const ground = lawful.find((one) => one.id === new FormData(event.target).get("purpose"));
        if (ground) open(camera, ground.id, ground.needs_incident ? incident : null, opener);
      } },
        h("h2", { id: "purpose-title" }, camera.name), h("p", { id: "purpose-ask" }, t("video.purpose.ask")),
        h("fieldset", { "aria-describedby": "purpose-ask" }, h("legend", {}, t("video.purpose")), rows),
        h("p", { class: "deeds" },
          h("button", { type: "submit", class: "deed main", disabled: !usable.length }, t("video.watch")),
          h("button", { type: "button", class: "deed", onclick: shut }, t("video.cancel")))));
    choice.addEventListener("close", () => { choice.remove(); if (opener && opener.isConnected) opener.focus({ preventScroll: true }); });
    document.body.append(choice);
    choice.showModal();
  }

  async function open(camera, purpose, incident, opener) {
    try {
      const view = await write(`api/cameras/${encodeURIComponent(camera.topic)}/${encodeURIComponent(camera.id)}/watch`, { purpose, incident });
      window.sijangsil.cameraWall.add(view, opener);
      announce(t("video.opened", { name: view.camera.name, n: view.preview_s }));
    } catch (problem) {
      window.sijangsil.cameraWall.say((problem.words && problem.words[page.lang]) || t("video.failed"));
    }
  }

  /** From a camera's card on the map: ask what this person may, then the same way. */
  async function watchCamera(topic, id, incident, opener) {
    const query = `?lang=${page.lang}${incident ? "&incident=" + encodeURIComponent(incident) : ""}`;
    try {
      const camera = await get(`api/cameras/${encodeURIComponent(topic)}/${encodeURIComponent(id)}${query}`);
      if (!camera.watch.length) return window.sijangsil.cameraWall.say(camera.why);
      ask(camera, camera.grounds, incident || null, opener || document.activeElement);
    } catch (problem) {
      window.sijangsil.cameraWall.say(t("video.failed"));
    }
  }

  /** Buttons of the list say which cameras are being watched. */
  on("views", () => document.querySelectorAll("[data-watch]").forEach((button) => {
    const [topic, ...rest] = button.dataset.watch.split(":");
    const busy = watched(topic, rest.join(":"));
    button.setAttribute("aria-pressed", String(busy));
    button.lastChild.textContent = busy ? t("video.watching") : button.dataset.label;
  }));

  /** What was measured while watching stands in the list soon after. */
  let opened = 0;
  on("views", (n) => {
    if (n > opened) setTimeout(() => window.sijangsil.workspaceAgain && window.sijangsil.workspaceAgain(), 4000);
    opened = n;
  });

  Object.assign(window.sijangsil, { watchCamera, videoBadge: badge });
})();
