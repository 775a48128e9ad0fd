/* Time travel over the last 24 hours or 30 days: a slider, play, steps by one tap or by keys. The moment shown is in the link; the
   past wears a striped frame and a sentence, so that it is never taken for now. */
(function () {
  "use strict";
  const { page, on, send, emit, h, t, get, incidents } = window.sijangsil;
  const RANGES = { day: { s: 86400, step_s: 600, play_s: 600 }, month: { s: 30 * 86400, step_s: 21600, play_s: 7200 } };
  const PLAY_EVERY_MS = 900;
  let range = "day";
  let shown = false;
  let counts = null; // {from, to, steps: [{at, open}]}
  let playing = null;
  let asked = 0;

  const minute = (ms) => new Date(Math.floor(ms / 60000) * 60000).toISOString().slice(0, 16) + "Z";
  const span = () => { const to = Math.floor(Date.now() / 60000) * 60000; return [to - RANGES[range].s * 1000, to]; };
  const current = () => (page.drawn && page.drawn.view.at ? Date.parse(page.drawn.view.at) : Date.now());

  /** Show a moment; anything within a minute of now is now. */
  function go(ms) {
    const [from, to] = span();
    const at = Math.max(from, ms);
    send("at", { value: at >= to - 59000 ? null : minute(at) });
  }

  const step = (direction) => go(current() + direction * RANGES[range].step_s * 1000);
  const stepWords = () => (RANGES[range].step_s < 3600 ? t("room.step.minutes", { n: RANGES[range].step_s / 60 }) : t("room.step.hours", { n: RANGES[range].step_s / 3600 }));

  function play() {
    if (playing) return stop();
    if (!page.drawn.view.at) go(span()[0]);
    playing = setInterval(() => {
      if (page.pending) return; // the last moment is not on the screen yet: never run ahead of the answers
      const next = current() + RANGES[range].play_s * 1000;
      go(next);
      if (next >= span()[1] - 59000) stop();
    }, PLAY_EVERY_MS);
    bar();
  }

  function stop() {
    clearInterval(playing);
    playing = null;
    bar();
  }

  async function count() {
    const [from, to] = span();
    const mine = (asked += 1);
    try {
      const reply = await get(`api/incidents/history?from=${encodeURIComponent(minute(from))}&to=${encodeURIComponent(minute(to))}&step_s=${RANGES[range].s / 96}`);
      if (mine !== asked) return;
      counts = { from, to, steps: reply.steps || reply.rows || [] };
    } catch (problem) {
      counts = null; // the bar works without its picture
      emit("network", false);
    }
    bar();
  }

  function picture() {
    const steps = counts ? counts.steps : [];
    const most = Math.max(1, ...steps.map((one) => one.open || 0));
    return h("svg", { viewBox: "0 0 96 20", preserveAspectRatio: "none", class: "counts", "aria-hidden": "true" },
      steps.map((one, i) => h("rect", { x: i + 0.1, width: 0.8, y: 20 - (20 * (one.open || 0)) / most, height: (20 * (one.open || 0)) / most })));
  }

  function bar() {
    const box = document.getElementById("timebar");
    if (!box || !page.drawn) return;
    const visible = shown || Boolean(page.drawn.view.at);
    document.body.classList.toggle("has-timebar", visible);
    if (!visible) return void box.replaceChildren();
    const [from, to] = span();
    const at = Math.min(to, Math.max(from, current()));
    const words = page.drawn.view.at ? window.sijangsil.time(page.drawn.view.at) : t("room.present", { time: window.sijangsil.time(new Date().toISOString()) });
    if (box.firstChild && box.dataset.key === [range, page.lang, Boolean(playing), counts && counts.from].join()) return void follow(box, from, to, at, words);
    box.dataset.key = [range, page.lang, Boolean(playing), counts && counts.from].join();
    const button = (action, icon, label) => h("button", { type: "button", class: "icon-button", "data-action": action, "aria-label": label, title: label }, window.sijangsil.icon(icon));
    window.sijangsil.keepFocus(box, () => box.replaceChildren(h("div", { class: "timebar", role: "group", "aria-label": t("room.time") },
      h("div", { class: "timebar-row" },
        button("timeback", "back", t("room.step.back", { step: stepWords() })),
        button("timeplay", playing ? "pause" : "play", t(playing ? "room.pause" : "room.play")),
        button("timeforward", "forward", t("room.step.forward", { step: stepWords() })),
        h("output", { class: "moment" }, words),
        h("label", { class: "range" }, h("span", { class: "sr-only" }, t("room.range")), h("select", { "data-time": "range", onchange: (event) => { range = event.target.value; counts = null; count(); bar(); } },
          Object.keys(RANGES).map((name) => h("option", { value: name, selected: name === range }, t("room.range." + name))))),
        h("button", { type: "button", class: "text-button", "data-action": "timenow" }, t("room.now")),
        button("timebar", "close", t("close"))),
      h("div", { class: "track" }, picture(),
        h("input", { type: "range", min: 0, max: (to - from) / 60000, step: 1, "data-time": "slider", "aria-label": t("room.slider"), oninput: (event) => preview(event.target), onchange: (event) => go(span()[0] + Number(event.target.value) * 60000) })))));
    follow(box, from, to, at, words);
  }

  function follow(box, from, to, at, words) {
    const slider = box.querySelector('[data-time="slider"]');
    slider.max = (to - from) / 60000;
    slider.value = (at - from) / 60000;
    slider.setAttribute("aria-valuetext", words);
    box.querySelector(".moment").textContent = words;
    box.querySelector('[data-action="timenow"]').disabled = !page.drawn.view.at;
  }

  /** While the thumb moves only the words move; the moment is asked for when it is let go. */
  function preview(slider) {
    const words = window.sijangsil.time(new Date(span()[0] + Number(slider.value) * 60000).toISOString());
    slider.setAttribute("aria-valuetext", words);
    document.querySelector("#timebar .moment").textContent = words;
  }

  /** Incidents of the past moment, in place of the live ones. */
  async function past(at) {
    document.body.classList.toggle("is-past", Boolean(at));
    if (!at) {
      past.at = null;
      page.pastIncidents = null;
      banner();
      return emit("past");
    }
    if (past.at === at) return;
    past.at = at;
    try {
      const reply = await get("api/incidents?at=" + encodeURIComponent(at) + "&lang=" + page.lang);
      if (past.at !== at) return;
      page.pastIncidents = Object.fromEntries(reply.incidents.map((one) => [one.id, one]));
      past.note = reply.note || reply.notes || null;
    } catch (problem) {
      if (past.at !== at) return;
      past.at = undefined; // asked again with the next answer
      page.pastIncidents = {};
      past.note = t("room.failed");
    }
    banner();
    emit("past");
  }

  function banner() {
    const box = document.getElementById("past");
    const at = page.drawn.view.at;
    if (!at) return box.replaceChildren();
    const grave = page.missed.filter((one) => one.severity >= 3).length;
    const notes = [].concat(past.note || [], page.missed.length ? "▲ " + t("room.missed", { n: page.missed.length, grave }) : []).filter(Boolean);
    box.replaceChildren(h("div", { class: "past-banner", role: "status" }, h("b", {}, "◀ " + t("room.past")), h("span", {}, t("room.past.at", { time: window.sijangsil.time(at) })),
      h("span", { class: "quiet only" }, t("room.past.only")), notes.length ? h("span", { class: "quiet" }, notes.join(" ")) : null, h("button", { type: "button", "data-action": "timenow" }, t("room.now"))));
  }

  on("drawn", (drawn) => {
    // a link may lead farther back than the slider reaches: then it reaches a month
    if (range === "day" && drawn.view.at && Date.now() - Date.parse(drawn.view.at) > RANGES.day.s * 1000) { range = "month"; counts = null; count(); }
    past(drawn.view.at);
    bar();
  });
  on("areas", bar);
  on("missed", banner);
  setInterval(() => { if (shown && page.drawn && !page.drawn.view.at) { counts && Date.now() - counts.to > 300000 ? count() : bar(); } }, 30000);
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, select, textarea, dialog, .leaflet-container")) return;
    if ((event.key === "[" || event.key === "]") && page.drawn) { open(); step(event.key === "[" ? -1 : 1); }
  });

  function open() {
    if (shown) return;
    shown = true;
    count();
  }

  Object.assign(window.sijangsil.actions, {
    timebar: () => { if (shown || page.drawn.view.at) { shown = false; stop(); if (page.drawn.view.at) send("at", { value: null }); } else open(); bar(); },
    timeback: () => step(-1),
    timeforward: () => step(1),
    timeplay: play,
    timenow: () => { stop(); send("at", { value: null }); },
  });
})();
