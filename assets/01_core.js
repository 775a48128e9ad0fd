/* The browser side's one namespace: what the screen knows, how it speaks to the server, and small DOM helpers.
   Everything a person does becomes one event {type, ...} in the Dash store "event"; the server answers with "drawn". */
(function () {
  "use strict";
  const page = { lang: "ko", drawn: null, areas: {}, feeds: {}, listeners: {}, sequence: 0 };

  /** Send one event to the server's `navigate` callback. The counter makes the same event twice two events. */
  function send(type, fields) {
    page.sequence += 1;
    page.pending = { type, fields, since: Date.now() };
    emit("send", { type, fields: fields || {} });
    window.dash_clientside.set_props("event", { data: Object.assign({ n: page.sequence, type }, fields || {}) });
  }

  const ANSWER_WITHIN_MS = 4000;

  /** An event the server did not answer is said and sent again until it is: nothing a person did is lost. */
  function insist() {
    if (!page.pending || Date.now() - page.pending.since < ANSWER_WITHIN_MS) return;
    emit("network", false);
    send(page.pending.type, page.pending.fields);
  }
  setInterval(insist, 1000);

  /** Draw a part anew and put the focus back on the same control, found by its data- attributes. */
  function keepFocus(box, draw) {
    const active = document.activeElement;
    const keys = box && box.contains(active) ? Object.entries(active.dataset) : [];
    draw();
    if (!keys.length || box.contains(document.activeElement)) return;
    const again = [...box.querySelectorAll(active.tagName)].find((one) => keys.every(([key, value]) => one.dataset[key] === value));
    if (again) again.focus({ preventScroll: true });
  }

  function on(name, listener) {
    (page.listeners[name] = page.listeners[name] || []).push(listener);
  }

  function emit(name, detail) {
    (page.listeners[name] || []).forEach((listener) => {
      try {
        listener(detail);
      } catch (problem) {
        console.error(name, problem); // one part that fails must not stop the others
      }
    });
  }

  /** Build an element. Text is always set as text, never as markup: provider texts cannot become HTML. */
  function h(tag, attributes, ...children) {
    const svg = ["svg", "path", "line", "circle", "rect", "text", "g", "polyline", "title"].includes(tag);
    const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    Object.entries(attributes || {}).forEach(([name, value]) => {
      if (value === null || value === undefined || value === false) return;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : value);
    });
    children.flat(Infinity).forEach((child) => {
      if (child === null || child === undefined || child === false) return;
      element.append(child.nodeType ? child : document.createTextNode(String(child)));
    });
    return element;
  }

  /** Rows of a list kept by key: what is there keeps its element, a finger on its way down and the focus. ``entries``: [{key, …}];
      ``make(one)`` builds a row, ``update(row, one)`` writes what changed and returns the row (or a new one). */
  function keyed(list, rows, entries, make, update) {
    const after = new Map(entries.map((one) => [one.key, rows.has(one.key) ? update(rows.get(one.key), one) : make(one)]));
    rows.forEach((row, key) => after.has(key) || row.remove());
    let at = list.firstChild;
    after.forEach((row) => {
      if (row === at) at = at.nextSibling;
      else list.insertBefore(row, at);
    });
    return after;
  }

  /** "TOPIC:ID" as {topic, id}; ids hold colons of their own. */
  function parted(key) {
    const cut = key.indexOf(":");
    return { topic: key.slice(0, cut), id: key.slice(cut + 1) };
  }

  /** Attributes of a control that opens the feature or incident "TOPIC:ID". */
  function opening(key) {
    const { topic, id } = parted(key);
    return { type: "button", "data-action": "feature", "data-topic": topic, "data-id": id };
  }

  function fill(id, ...children) {
    const box = document.getElementById(id);
    if (box) box.replaceChildren(...children.flat(Infinity).filter(Boolean));
    return box;
  }

  /** A chrome string by key in the current language; the catalogue arrives with the page. */
  function t(key, fields) {
    const strings = page.strings || (page.strings = JSON.parse(document.getElementById("strings").textContent));
    const one = fields && Number(fields.n) === 1 && strings[page.lang][key + ".one"];
    const words = one || strings[page.lang][key];
    if (!words) throw new Error("no string " + key);
    return words.replace(/\{(\w+)\}/g, (_, name) => (fields && name in fields ? fields[name] : ""));
  }

  /** Put every element that carries data-ko/data-en into the current language (text or one attribute). */
  function speak(lang) {
    page.lang = lang;
    document.documentElement.lang = lang;
    document.querySelectorAll("[data-ko]").forEach((element) => {
      const words = element.dataset[lang];
      if (element.dataset.attribute) element.dataset.attribute.split(" ").forEach((name) => element.setAttribute(name, words));
      else if (element.textContent !== words) element.textContent = words;
    });
  }

  /** JSON of an address of this server; raises on anything but 2xx so that callers show it. */
  async function get(url, options) {
    const reply = await fetch(url, options);
    if (!reply.ok) throw new Error(url + " answered " + reply.status);
    return reply.json();
  }

  /** A write (POST unless ``method`` says else): JSON there and back, with the token that proves it came from this page. What the
      server refuses is an Error with ``status`` and ``words`` {ko, en}. A token that is over is asked for anew, once. */
  async function write(url, body, method) {
    for (let again = false; ; again = true) {
      if (!page.person || again) page.person = await get("api/me");
      const reply = await fetch(url, {
        method: method || "POST", body: body === undefined ? undefined : JSON.stringify(body),
        headers: { "content-type": "application/json", "x-csrf-token": page.person.csrf },
      });
      const told = await reply.json().catch(() => null);
      if (reply.ok) return told;
      if (reply.status === 403 && !again && told && /x-csrf-token/.test(told.error)) continue;
      throw Object.assign(new Error(url + " answered " + reply.status), { status: reply.status, words: told && told.ko ? { ko: told.ko, en: told.en } : null });
    }
  }

  function announce(words) {
    const box = document.getElementById("announce");
    if (box && box.textContent !== words) box.textContent = words;
  }

  const parts = new Map();

  /** A part of the incident workspace: ``draw(part, workspace)`` makes its element from what callbacks/parts/ID.py answered. */
  function part(id, draw) {
    parts.set(id, draw);
  }

  window.sijangsil = { part, parts, page, send, on, emit, h, fill, t, speak, get, write, announce, keepFocus, keyed, parted, opening };
})();
