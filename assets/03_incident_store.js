/* Incidents as the page knows them: page.incidents by id, arrivals told politely (one sentence however many came), an optional
   sound, one notice for grave ones. Nothing here moves the map or touches an open card. */
(function () {
  "use strict";
  const { page, on, emit, h, t, announce, opening } = window.sijangsil;
  const CALM_MS = 4000; // at most one announcement in this time; what comes between is counted into the next
  const NOTICE_MS = 20000;
  const KINDS = ["fire", "rescue", "medical", "road", "disaster", "crowd", "facility"];
  const ICONS = { fire: "fire", rescue: "rescue", medical: "ambulance", road: "cone", disaster: "hazard", crowd: "people", facility: "breakdown" };

  const title = (one) => (one.title && typeof one.title === "object" ? one.title[page.lang] : one.title) || t("room.kind." + one.kind);
  const place = (one) => {
    const area = page.areas[one.neighbourhood] || page.areas[one.district];
    return area ? area[page.lang] : "";
  };

  /** Incidents on the screen: those of now, or of the past moment that is shown. */
  const shown = () => Object.values(page.pastIncidents || page.incidents);

  function keep(incidents) {
    const arrived = [];
    incidents.forEach((one) => {
      const before = page.incidents[one.id];
      if (one.status === "closed") delete page.incidents[one.id];
      else page.incidents[one.id] = one;
      if (!before && one.status !== "closed") arrived.push(one);
    });
    queue.push(...arrived);
    if (arrived.length && !timer) timer = setTimeout(tell, Math.max(300, last + CALM_MS - Date.now()));
    emit("incidents", { ids: incidents.map((one) => one.id) });
  }

  const queue = [];
  let timer = null;
  let last = 0;

  /** One sentence for everything that came since the last one: a busy minute is a summary, not a hundred notices. */
  function tell() {
    const came = queue.splice(0);
    timer = null;
    last = Date.now();
    if (!came.length) return;
    if (page.drawn.view.at) { // the past is shown: counted on its banner, told nowhere else
      page.missed.push(...came);
      return emit("missed");
    }
    const words = sentence(came);
    announce(words);
    if (setting("sound") === "on") beep(came.some((one) => one.severity >= 3));
    const wanted = { all: 1, grave: 3, none: 9 }[setting("notices")];
    const loud = came.filter((one) => one.severity >= wanted);
    if (loud.length) notice(loud);
    emit("arrived", came);
  }

  function sentence(came) {
    if (came.length === 1) return t("live.new", { title: title(came[0]) });
    const counts = KINDS.map((kind) => [kind, came.filter((one) => one.kind === kind).length]).filter(([, n]) => n);
    return t("live.new_many", { n: came.length }) + " " + counts.map(([kind, n]) => t("room.kind." + kind) + " " + n).join(", ");
  }

  /** One notice at a time; the next takes its place. It goes by itself unless somebody is on it: the list keeps everything. */
  function notice(came) {
    const box = document.getElementById("arrivals");
    const one = came.length === 1 ? came[0] : null;
    const action = one ? opening(one.id) : { type: "button", "data-action": "tab", "data-id": "incidents" };
    box.replaceChildren(h("div", { class: "arrival severity-" + Math.max(...came.map((c) => c.severity)) },
      h("button", Object.assign({ class: "open" }, action),
        window.sijangsil.icon(one ? ICONS[one.kind] : "layers"),
        h("span", {}, h("b", {}, one ? title(one) : sentence(came)), one ? h("span", { class: "quiet" }, [t("room.kind." + one.kind), t("room.severity." + one.severity), place(one), one.demo ? t("freshness.demo") : ""].filter(Boolean).join(" · ")) : null)),
      h("button", { type: "button", class: "icon-button", "aria-label": t("close"), onclick: () => box.replaceChildren() }, window.sijangsil.icon("close"))));
    clearTimeout(notice.timer);
    const leave = () => {
      if (box.matches(":hover, :focus-within")) notice.timer = setTimeout(leave, 3000);
      else box.replaceChildren();
    };
    notice.timer = setTimeout(leave, NOTICE_MS);
  }

  let sound = null;
  function beep(grave) {
    sound = sound || new AudioContext();
    [0, grave ? 0.22 : null].filter((at) => at !== null).forEach((at) => {
      const tone = sound.createOscillator(), volume = sound.createGain();
      tone.frequency.value = grave ? 880 : 587;
      volume.gain.setValueAtTime(0.0001, sound.currentTime + at);
      volume.gain.exponentialRampToValueAtTime(0.2, sound.currentTime + at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, sound.currentTime + at + 0.18);
      tone.connect(volume).connect(sound.destination);
      tone.start(sound.currentTime + at);
      tone.stop(sound.currentTime + at + 0.2);
    });
    page.beeps = (page.beeps || 0) + 1;
  }

  const DEFAULTS = { sound: "off", notices: "grave" };

  /** How this person wants to be told; kept in this browser only. */
  function setting(name, value) {
    const key = "sijangsil." + name;
    try {
      if (value !== undefined) window.localStorage.setItem(key, value);
      return window.localStorage.getItem(key) || DEFAULTS[name];
    } catch (refused) {
      if (value !== undefined) DEFAULTS[name] = value; // storage is shut: kept until the page is left
      return DEFAULTS[name];
    }
  }

  /** "00:12:34", counting; more than a day in days and hours. */
  function clock(seconds) {
    const s = Math.max(0, Math.floor(seconds));
    if (s >= 172800) return t("ago.days", { n: Math.floor(s / 86400) });
    return [Math.floor(s / 3600), Math.floor((s % 3600) / 60), s % 60].map((n) => String(n).padStart(2, "0")).join(":");
  }

  /** Every clock of the page counts: elements with data-since (and data-until, where it stopped). */
  function tick() {
    const now = page.drawn && page.drawn.view.at ? Date.parse(page.drawn.view.at) : Date.now();
    document.querySelectorAll("[data-since]").forEach((element) => {
      const words = clock(((element.dataset.until ? Date.parse(element.dataset.until) : now) - Date.parse(element.dataset.since)) / 1000);
      if (element.textContent !== words) element.textContent = words;
    });
  }

  const bars = (n) => h("span", { class: "bars s" + n, "aria-hidden": "true" }, [1, 2, 3, 4].map((i) => h("i", { class: i <= n ? "on" : null })));

  page.incidents = {};
  page.missed = []; // what came while the past was looked at
  on("drawn", (drawn) => { if (drawn.view.at) document.getElementById("arrivals").replaceChildren(); else page.missed = []; });
  page.pastIncidents = null;
  setInterval(tick, 1000);
  on("snapshot", (now) => {
    page.incidents = Object.fromEntries((now.incidents || []).map((one) => [one.id, one]));
    emit("incidents", { ids: null });
  });
  on("stream", (event) => { if (event.kind === "incident") keep(event.body.incidents); });
  Object.assign(window.sijangsil, { incidents: { shown, title, place, setting, tick, bars, clock, beep, ICONS, KINDS } });
})();
