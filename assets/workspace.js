/* The incident workspace: one request fills it, a clock counts in it, and nothing in it moves the map. Parts are drawn by the
   functions registered with sijangsil.part; a part that says the same keeps its elements, so a form keeps what was typed. */
(function () {
  "use strict";
  const { page, on, send, h, t, get, announce, incidents } = window.sijangsil;
  const REFRESH_MS = 60000;
  const OF_THE_RECORD = ["timeline", "around", "evidence"]; // parts that tell of a past moment what was recorded then
  const open = { id: null, answer: null, failed: null, drawn: new Map(), asked: 0 };

  const isIncident = (topic) => page.layers.some((layer) => layer.topic === topic && layer.incident);

  /** The address of a workspace at the moment, radius and language that are shown. */
  function address(id) {
    const { view } = page.drawn;
    const at = view.at ? "&at=" + encodeURIComponent(view.at) : "";
    return `api/incidents/workspace?id=${encodeURIComponent(id)}&radius=${view.radius}&lang=${page.lang}${at}`;
  }

  /** Ask for a workspace; an answer that another has overtaken is dropped. */
  async function load(id) {
    const mine = (open.asked += 1);
    try {
      const answer = await get(address(id));
      if (mine !== open.asked) return;
      const first = open.answer === null;
      Object.assign(open, { answer, failed: null, key: key(), told: Date.now() });
      draw();
      if (first) announce(t("room.opened", { title: answer.title, status: answer.status_text }));
    } catch (problem) {
      if (mine !== open.asked) return;
      open.failed = / 404$/.test(problem.message) ? (page.drawn.view.at ? "room.not_then" : "room.gone") : "room.failed";
      open.failedAt = key();
      if (open.key !== key()) { open.answer = null; open.drawn.clear(); } // of another moment or language: it must not stay on the screen
      draw();
    }
  }

  /** What an answer is of: another moment, radius or language is another answer. */
  const key = () => [page.drawn.view.at, page.drawn.view.radius, page.lang].join();

  function begin(id) {
    if (open.id === id && (!open.failed || open.failedAt === key())) return;
    Object.assign(open, { id, answer: null, failed: null, key: null });
    open.drawn.clear();
    load(id);
  }

  /** The card has room for the workspace: put it there. Called by the panel, and again whenever there is something new to show. */
  function draw(card) {
    const box = document.getElementById("card-body");
    const view = page.drawn && page.drawn.view;
    if (!box || !view) return;
    const wanted = card ? card.id : view.feature;
    if (card) begin(card.id);
    if (open.id !== wanted && !(page.pending && page.pending.type === "feature")) return;
    let article = box.querySelector("article.workspace");
    if (!article || article.dataset.id !== open.id) {
      article = h("article", { class: "card workspace", "data-id": open.id }, h("header", {}), h("nav", { class: "jump", "aria-label": t("room.jump") }), h("div", { class: "parts" }));
      box.replaceChildren(article);
      box.parentElement.scrollTop = 0;
      open.drawn.clear();
    }
    const [head, nav, parts] = article.children;
    const { answer } = open;
    if (!answer) { nav.replaceChildren(); nav.dataset.ids = ""; parts.replaceChildren(); }
    if (!answer && open.failed) window.sijangsil.emit("workspace", { id: open.id, answer: { failed: open.failed } }); // the tray says the same
    if (!answer) return void head.replaceChildren(h("div", { class: "card-head" }, h("div", {}, h("p", { class: "quiet", role: "status" }, t(open.failed || "room.loading")), open.failed === "room.failed" ? h("button", { type: "button", class: "deed", "data-action": "reload" }, t("retry")) : null), closing()));
    window.sijangsil.keepFocus(head, () => head.replaceChildren(...header(answer)));
    drawParts(nav, parts, answer);
    incidents.tick();
    window.sijangsil.emit("workspace", { id: open.id, answer });
    if (page.focusCard) focus(head);
  }

  function focus(head) {
    if (!head.offsetParent) return; // its tab is not shown yet: with the next answer
    page.focusCard = false;
    head.querySelector("h2").focus({ preventScroll: true });
  }

  const closing = () => h("button", { class: "icon-button", type: "button", "data-action": "close", "aria-label": t("close") }, window.sijangsil.icon("close"));

  function header(a) {
    const one = a.incident;
    const pinned = page.drawn.view.pins.includes(open.id);
    return [
      h("div", { class: "card-head" },
        h("div", {}, h("p", { class: "where" }, h("span", { class: "kind kind-" + one.kind }, window.sijangsil.icon(incidents.ICONS[one.kind])), [a.kind_text, a.where].filter(Boolean).join(" · ")), h("h2", { tabindex: "-1", "data-head": "title" }, a.title)),
        closing()),
      h("div", { class: "state-line severity-" + a.severity },
        h("span", { class: "sev" }, incidents.bars(a.severity), h("span", {}, a.severity_text)),
        h("span", { class: "status " + a.status }, a.status_text),
        h("span", { class: "count" }, h("span", { class: "quiet" }, t(a.closed_at ? "room.lasted" : "room.since")), h("time", { "data-since": a.opened_at, "data-until": a.closed_at || null }))),
      h("div", { class: "deeds" },
        one.lon === null || one.lon === undefined ? h("span", { class: "quiet" }, t("room.no_position")) : h("button", { type: "button", class: "deed", "data-action": "locate" }, window.sijangsil.icon("target"), t("room.locate")),
        h("button", { type: "button", class: "deed", "data-action": "pin", "data-id": open.id, "aria-pressed": String(pinned) }, window.sijangsil.icon("pin"), t(pinned ? "room.unpin" : "room.pin")),
        a.freshness ? window.sijangsil.badge(a.freshness.state, a.past ? t("room.past.then") : a.freshness.text) : null),
      open.failed ? h("p", { class: "note late", role: "status" }, t("room.not_refreshed", { time: window.sijangsil.time(new Date(open.told).toISOString()) })) : null,
      a.demo ? h("p", { class: "note demo" }, t("card.demo")) : null,
      a.flags.length ? h("details", { class: "flags", open: true }, h("summary", {}, t("room.flags")), h("ul", {}, a.flags.map((words) => h("li", {}, words)))) : null,
      a.withheld && a.withheld.length ? h("details", { class: "quiet" }, h("summary", {}, t("room.withheld")), a.withheld.map((rule) => h("p", {}, rule.what + ": " + rule.reason))) : null,
      a.facts.length ? h("dl", { class: "details card-fields" }, a.facts.map((fact) => [h("dt", {}, fact.label), h("dd", {}, fact.text)])) : null,
    ].filter(Boolean);
  }

  function drawParts(nav, box, answer) {
    const ids = Object.keys(answer.parts).filter((id) => answer.parts[id] && (window.sijangsil.parts.has(id) || answer.parts[id].error));
    const jumps = ids.map((id) => h("button", { type: "button", "data-action": "jump", "data-id": id }, answer.parts[id].title));
    const titles = ids.map((id) => answer.parts[id].title).join();
    if (nav.dataset.ids !== titles) { window.sijangsil.keepFocus(nav, () => nav.replaceChildren(...jumps)); nav.dataset.ids = titles; }
    [...box.children].forEach((section) => ids.includes(section.dataset.part) || section.remove());
    ids.forEach((id, at) => {
      const part = answer.parts[id];
      const says = JSON.stringify([part, answer.past, page.lang, page.person && page.person.role]);
      let section = box.querySelector(`[data-part="${id}"]`);
      if (section && open.drawn.get(id) === says) return;
      open.drawn.set(id, says);
      if (!section) box.insertBefore((section = h("section", { class: "part", "data-part": id })), box.children[at] || null);
      const body = part.error ? h("p", { class: "note" }, part.error) : window.sijangsil.parts.get(id)(part, answer);
      window.sijangsil.keepFocus(section, () => section.replaceChildren(
        h("div", { class: "part-head" }, h("h3", {}, part.title), part.freshness ? window.sijangsil.badge(part.freshness.state, answer.past && OF_THE_RECORD.includes(id) ? t("room.past.then") : part.freshness.text) : null), body || ""));
    });
  }

  /** Ask again quietly: something about this incident changed, or a minute passed. */
  function again() {
    if (open.id && page.drawn && page.drawn.view.feature === open.id && !document.hidden) load(open.id);
  }

  function locate() {
    const { incident } = open.answer;
    if (page.map && incident.lon !== null) page.map.setView([incident.lat, incident.lon], Math.max(page.map.getZoom(), 15), { animate: false });
  }

  on("send", ({ type, fields }) => { if (type === "feature" && isIncident(fields.topic)) begin(fields.topic + ":" + fields.id); });
  on("incidents", ({ ids }) => {
    const shown = open.answer && [open.id, open.answer.incident.id];
    if (shown && (!ids || ids.some((id) => shown.includes(id)))) { clearTimeout(again.timer); again.timer = setTimeout(again, 250); }
  });
  on("drawn", (drawn) => {
    const now = [drawn.view.radius, drawn.view.at, drawn.lang].join();
    if (open.id && drawn.view.feature === open.id && draw.view && draw.view !== now) load(open.id);
    draw.view = now;
    if (drawn.view.feature !== open.id && !(page.pending && page.pending.type === "feature")) Object.assign(open, { id: null, answer: null, asked: open.asked + 1 });
  });
  on("person", again);
  on("network", (good) => { if (good && open.id && open.failed) load(open.id); });
  setInterval(() => page.drawn && !page.drawn.view.at && again(), REFRESH_MS);
  Object.assign(window.sijangsil.actions, {
    locate,
    reload: () => open.id && load(open.id),
    pin: (element) => send("pin", { id: element.dataset.id, on: !page.drawn.view.pins.includes(element.dataset.id) }),
    jump: (element) => {
      const section = document.querySelector(`.workspace [data-part="${element.dataset.id}"]`);
      if (section) { section.scrollIntoView({ block: "start" }); section.querySelector("h3").tabIndex = -1; section.querySelector("h3").focus({ preventScroll: true }); }
    },
  });
  Object.assign(window.sijangsil, { drawWorkspace: draw, workspaceAgain: again, workspaceAddress: address, openWorkspace: () => open.answer, isIncident });
})();
