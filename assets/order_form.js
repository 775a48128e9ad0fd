/* The form of an order, in place: to whom, what, by when. What was typed is kept in the board's draft, so a redraw loses nothing. */
(function () {
  "use strict";
  const { page, h, t, write } = window.sijangsil;
  const LENGTH = 1000;
  let number = 0;

  function recipients(board) {
    const { contacts } = board.told;
    const choice = (c) => h("option", { value: c.id, selected: c.id === board.draft.contact }, c.label + (c.demo ? " ◇ " + t("order.demo") : ""));
    const owners = contacts.filter((c) => c.owner), others = contacts.filter((c) => !c.owner);
    if (!board.draft.contact && owners.length) board.draft.contact = owners[0].id;
    return h("select", { "data-field": "contact", required: true, onchange: (event) => { board.draft.contact = event.currentTarget.value; } },
      owners.length ? h("optgroup", { label: t("order.to.owner") }, owners.map(choice)) : h("option", { value: "" }, t("order.choose")),
      others.length ? h("optgroup", { label: t("order.to.others") }, others.map(choice)) : null);
  }

  function due(board, id) {
    const own = h("input", { type: "datetime-local", "data-field": "local", "aria-label": t("order.due.own.label", { zone: page.zone_name || "" }), value: board.draft.local || null,
      hidden: board.draft.due !== "own", oninput: (event) => { board.draft.local = event.currentTarget.value; } });
    const choices = board.told.dues.concat({ key: "own", label: t("order.due.own") });
    if (!choices.some((c) => c.key === board.draft.due)) board.draft.due = choices[1].key;
    return h("fieldset", {}, h("legend", {}, t("order.due")), h("div", { class: "order-dues" }, choices.map((c) => h("label", {},
      h("input", { type: "radio", name: id + "due", value: c.key, "data-field": "due-" + c.key, checked: c.key === board.draft.due, onchange: () => { board.draft.due = c.key; own.hidden = c.key !== "own"; } }), c.label))), own);
  }

  function what(board, id) {
    const left = h("p", { class: "quiet", id: id + "left" });
    const say = () => { left.textContent = t("order.what.left", { n: (LENGTH - (board.draft.text || "").length).toLocaleString("en") }); };
    const field = h("textarea", { id: id + "text", rows: 3, maxlength: LENGTH, "data-field": "text", "aria-describedby": id + "left", required: true, oninput: (event) => { board.draft.text = event.currentTarget.value; say(); } });
    field.value = board.draft.text || "";
    say();
    return [h("label", { for: id + "text" }, t("order.what")), field, left];
  }

  /** The due time as the server wants it, or null. */
  function dueOf(board) {
    if (board.draft.due !== "own") return board.told.dues.find((d) => d.key === board.draft.due).due;
    return board.draft.local ? { local: board.draft.local } : null;
  }

  async function submit(board, problem, button) {
    const { contact, text } = board.draft;
    const when = dueOf(board);
    const missing = !contact ? "order.choose" : !(text || "").trim() ? "order.write" : !when ? "order.when" : null;
    problem.textContent = missing ? t(missing) : "";
    if (missing) return;
    button.disabled = true; // a second tap must not give the order twice
    try {
      const given = await write("api/orders", { contact, text, due: when, subject: board.subject, lang: page.lang });
      board.draft = {};
      board.close();
      board.showLink(given);
      board.load();
    } catch (failed) {
      problem.textContent = board.words(failed);
    } finally {
      button.disabled = false;
    }
  }

  /** Build the form's fields from the board's draft, unless they already say what they should. */
  function fillOrderForm(board) {
    const key = JSON.stringify([page.lang, board.told.contacts, board.told.dues]);
    if (board.form.key === key && board.form.firstChild && Object.keys(board.draft).length) return;
    board.form.key = key;
    const id = "order" + (number += 1);
    const problem = h("p", { class: "order-problem", role: "alert" });
    const send = h("button", { type: "submit", class: "main", "data-field": "send" }, t("order.send"));
    board.form.setAttribute("aria-label", t("order.form"));
    board.form.onsubmit = (event) => { event.preventDefault(); submit(board, problem, send); };
    const to = recipients(board);
    to.id = id + "to";
    window.sijangsil.keepFocus(board.form, () => board.form.replaceChildren(h("label", { for: id + "to" }, t("order.to")), to, ...what(board, id), due(board, id), problem,
      h("div", { class: "order-buttons" }, send, h("button", { type: "button", "data-field": "cancel", onclick: board.close }, t("order.cancel")))));
    board.form.addEventListener("keydown", (event) => event.key === "Escape" && event.preventDefault()); // Escape must not leave the incident while typing
  }

  Object.assign(window.sijangsil, { fillOrderForm });
})();
