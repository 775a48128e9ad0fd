/* The person at the screen: signing in and out, and what is withheld from the public and why. A <dialog>: the browser keeps the focus
   inside and gives it back. After a change everything that depends on who looks is asked for anew. */
(function () {
  "use strict";
  const { page, on, emit, send, h, t, get, write, announce } = window.sijangsil;
  let dialog = null;
  let rules = null;

  const shown = (me) => me.title[page.lang] || me.name;
  const words = (problem) => (problem.words && problem.words[page.lang]) || t("access.failed");

  /** The button says who is signed in, in words and with a dot. */
  function mark() {
    const button = document.querySelector('[data-action="person"]');
    const me = page.person;
    if (!button || !me) return;
    button.classList.toggle("signed-in", me.signed_in);
    const strings = t("access.button") && page.strings;
    ["ko", "en"].forEach((lang) => {
      button.dataset[lang] = strings[lang]["access.button"] + (me.signed_in ? " (" + me.title[lang] + ", " + strings[lang]["access.role." + me.role] + ")" : "");
    });
    ["aria-label", "title"].forEach((name) => button.setAttribute(name, button.dataset[page.lang]));
  }

  /** Somebody signed in or out: the stream, the live features and the card are as this person may see them. */
  const tabs = new BroadcastChannel("sijangsil.person"); // the other tabs of this browser show what this person may see, too
  tabs.onmessage = async () => {
    try {
      const me = await get("api/me");
      changed(me, t(me.signed_in ? "access.entered" : "access.left", { name: me.name }));
    } catch (problem) {
      begin();
    }
  };

  function changed(me, said) {
    page.person = me;
    mark();
    emit("person", me);
    window.sijangsil.restartLive();
    if (page.drawn) send("tab", { value: page.drawn.view.tab }); // the same view, drawn for this person
    announce(said);
  }

  async function enter(event) {
    event.preventDefault();
    const form = event.target;
    const [name, password] = [form.elements.name.value.trim(), form.elements.password.value];
    if (!name || !password) {
      (name ? form.elements.password : form.elements.name).focus();
      return say(t("access.missing"));
    }
    say(t("access.wait"));
    form.elements.enter.disabled = true;
    try {
      changed(await write("api/session", { name, password }), t("access.entered", { name }));
      tabs.postMessage("in");
      dialog.close();
    } catch (problem) {
      say(words(problem));
      form.elements.password.value = "";
      form.elements.password.focus();
    } finally {
      form.elements.enter.disabled = false;
    }
  }

  async function leave() {
    try {
      await write("api/session", undefined, "DELETE");
      page.person = await get("api/me");
      changed(page.person, t("access.left"));
      tabs.postMessage("out");
      dialog.close();
    } catch (problem) {
      say(words(problem));
    }
  }

  function say(sentence) {
    dialog.querySelector("[role=alert]").textContent = sentence;
  }

  function field(name, type, key, autocomplete) {
    return h("label", {}, h("span", {}, t(key)), h("input", { name, type, autocomplete, required: true, maxlength: 200, autocapitalize: "off", spellcheck: "false", "aria-describedby": "access-said" }));
  }

  const alert = () => h("p", { role: "alert", class: "said", id: "access-said" });

  function signIn() {
    return h("form", { class: "access-form", novalidate: true, onsubmit: enter },
      field("name", "text", "access.name", "username"), field("password", "password", "access.password", "current-password"), alert(),
      h("button", { class: "main", name: "enter" }, t("access.enter")), h("p", { class: "quiet" }, t("access.public")));
  }

  function account(me) {
    return h("div", { class: "access-form" },
      h("p", { class: "who" }, h("b", {}, shown(me)), h("span", {}, t("access.role." + me.role))), alert(),
      me.may.includes("audit.read") ? h("a", { class: "deed", href: "audit?lang=" + page.lang + "&theme=" + document.documentElement.dataset.theme }, t("access.audit")) : null,
      me.by_proxy ? h("p", { class: "quiet" }, t("access.by_proxy")) : h("button", { type: "button", onclick: leave }, t("access.leave")));
  }

  /** The written rules; asked for when they are opened. */
  function withheld() {
    const list = h("ul", { class: "rules" });
    const box = h("details", { class: "withheld", ontoggle: () => box.open && load(list) }, h("summary", {}, t("access.withheld.title")), list);
    return box;
  }

  async function load(list) {
    try {
      rules = rules || (await get("api/withheld")).rules;
      list.replaceChildren(...rules.map((rule) => h("li", {}, h("b", {}, rule.what[page.lang]),
        h("span", {}, t("access.withheld.reason", { reason: rule.reason[page.lang] })), h("small", {}, t("access.withheld.law", { law: rule.law[page.lang] })))));
    } catch (problem) {
      list.replaceChildren(h("li", {}, t("access.withheld.failed")));
    }
  }

  async function open() {
    try {
      page.person = await get("api/me");
      mark();
    } catch (problem) {
      return emit("network", false);
    }
    const me = page.person;
    if (!dialog) {
      dialog = h("dialog", { class: "access", "aria-labelledby": "access-title" });
      dialog.addEventListener("keydown", (event) => event.stopPropagation()); // Escape closes the dialog, not the open area
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it
      document.body.append(dialog);
    }
    dialog.replaceChildren(h("div", { class: "access-box" },
      h("div", { class: "card-head" }, h("h2", { id: "access-title" }, t(me.signed_in ? "access.account" : "access.title")),
        h("button", { class: "icon-button", type: "button", "aria-label": t("close"), onclick: () => dialog.close() }, window.sijangsil.icon("close"))),
      me.signed_in ? account(me) : signIn(), withheld()));
    dialog.showModal();
    const first = dialog.querySelector("input, .access-form button");
    if (first) first.focus();
  }

  async function begin() {
    try {
      page.person = await get("api/me");
      mark();
      emit("person", page.person);
    } catch (problem) {
      setTimeout(begin, 3000);
    }
  }

  /** The live picture began anew: perhaps because the session is over (its hours, an idle hour, taken out). Then it is said. */
  async function check() {
    if (!page.person || !page.person.signed_in) return;
    try {
      const me = await get("api/me");
      if (!me.signed_in) changed(me, t("access.over"));
    } catch (problem) {
      emit("network", false);
    }
  }

  on("ready", begin);
  on("snapshot", check);
  on("drawn", mark); // the language may have changed
  Object.assign(window.sijangsil, { person: open });
})();
