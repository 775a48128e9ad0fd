/* Orders in the browser: on an incident, an area or an indicator, and the board of all that are open. A board keeps its elements
   between redraws, so a form keeps what was typed; the time left counts here. */
(function () {
  "use strict";
  const { page, on, h, t, get, write, part, announce, keyed, keepFocus, opening } = window.sijangsil;
  const COUNT_MS = 15000;
  const SOON_MS = 300;
  const boards = new Map();

  const words = (problem) => (problem.words ? problem.words[page.lang] : t(problem instanceof TypeError ? "order.offline" : "order.failed")); // fetch fails with a TypeError when there is no network
  const mine = (told) => page.person && (page.person.name === told || (page.person.may || []).includes("access.manage"));

  function span(ms) {
    const minutes = Math.floor(Math.abs(ms) / 60000);
    if (minutes < 60) return t("order.minutes", { n: minutes });
    if (minutes < 48 * 60) return t("order.hours", { h: Math.floor(minutes / 60), m: minutes % 60 });
    return t("order.days", { d: Math.floor(minutes / 1440), h: Math.floor((minutes % 1440) / 60) });
  }

  /** Time left, or overdue in words and shape: by this clock, so it turns without a message. */
  function count(row) {
    const box = row.querySelector("[data-due]");
    if (!box) return;
    const left_ms = Date.parse(box.dataset.due) - Date.now();
    row.classList.toggle("late", left_ms < 0);
    box.className = left_ms < 0 ? "order-late" : "quiet";
    const said = left_ms < 0 ? "▲ " + t("order.overdue") + " · " + t("order.late", { time: span(left_ms) }) : t("order.left", { time: span(left_ms) });
    if (box.textContent !== said) box.textContent = said;
  }

  function subjectButton(order) {
    const [kind, id] = Object.entries(order.subject)[0];
    const goes = kind === "incident" ? opening(id) : kind === "area" ? { "data-action": "area", "data-id": id } : { "data-action": "indicator", "data-id": id };
    return h("button", Object.assign({ type: "button" }, goes), order.about);
  }

  function steps(order) {
    return h("details", {}, h("summary", { "data-order": order.id, "data-part": "steps" }, t("order.history", { n: order.steps.length })),
      h("ol", { class: "order-steps" }, order.steps.map((step) => h("li", {}, h("b", {}, step.text), " ", h("span", { class: "quiet" }, step.at_text + " · " + step.by), step.note ? h("p", { class: "order-text" }, step.note) : null))));
  }

  function makeRow(board, order) {
    const row = h("li", { class: "order " + order.state, "data-id": order.id },
      h("div", { class: "order-head" }, h("b", {}, order.to), h("span", { class: "order-state " + order.state }, order.state_text)),
      order.demo ? h("p", { class: "quiet" }, "◇ " + t("order.demo")) : null,
      h("p", { class: "order-text" }, order.text),
      board.subject ? null : h("p", {}, subjectButton(order), " ", h("span", { class: "quiet" }, order.where)),
      order.about_demo && !board.subject ? h("p", { class: "quiet" }, "◇ " + t("order.about.demo")) : null,
      h("p", {}, t("order.due") + " " + order.due_text + " ", order.open ? h("span", { "data-due": order.due_at }) : null),
      h("p", { class: "quiet" }, t("order.by") + " " + order.given_by + " · " + order.given_text),
      steps(order),
      order.open && mine(order.given_login) && !board.past ? deeds(board, order) : null);
    count(row);
    row.told = JSON.stringify([order, page.lang]);
    return row;
  }

  function updateRow(board, row, order) {
    if (row.told === JSON.stringify([order, page.lang])) return count(row), row;
    const made = makeRow(board, order);
    made.querySelector("details").open = row.querySelector("details").open;
    row.replaceWith(made);
    return made;
  }

  function deeds(board, order) {
    const problem = h("p", { class: "order-problem", role: "alert" });
    let sure = false;
    const act = (name, done) => async () => {
      try {
        done(await write(`api/orders/${order.id}/${name}`, { lang: page.lang }));
        load(board);
      } catch (failed) {
        problem.textContent = words(failed);
      }
    };
    const withdraw = act("withdraw", () => {});
    return h("div", {}, h("div", { class: "order-buttons" },
      h("button", { type: "button", "data-order": order.id, "data-part": "link", title: t("order.link.new.hint"), onclick: act("link", (given) => showLink(board, given)) }, t("order.link.new")),
      h("button", { type: "button", "data-order": order.id, "data-part": "withdraw", onclick: (event) => {
        if (sure) return withdraw();
        sure = true;
        event.currentTarget.textContent = t("order.withdraw.sure");
      } }, t("order.withdraw"))), problem);
  }

  /** The new link, told once: copied, shared, or handed to the message and mail programs by the office's patterns. */
  function showLink(board, given) {
    const field = h("input", { type: "text", readonly: true, value: given.link, "aria-label": t("order.link"), onfocus: (event) => event.currentTarget.select() });
    const said = h("p", { role: "status" });
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(given.link);
        said.textContent = t("order.link.copied");
      } catch (refused) {
        field.focus(); // no clipboard on plain http: the marked text is copied by hand
      }
    };
    const box = h("section", { class: "order-link", "aria-label": t("order.link") }, h("p", { tabindex: "-1" }, t("order.given")), h("p", { class: "quiet" }, given.order.to), field,
      h("div", { class: "order-buttons" },
        h("button", { type: "button", class: "main", onclick: copy }, t("order.link.copy")),
        navigator.share ? h("button", { type: "button", onclick: () => navigator.share({ text: given.message }).catch(() => {}) }, t("order.link.share")) : null,
        given.handover.map((way) => h("a", { class: "way", href: way.href }, way.label)),
        h("button", { type: "button", onclick: () => board.link.replaceChildren() }, t("order.link.close"))), said);
    board.link.replaceChildren(box);
    box.firstChild.focus();
  }

  function query(board) {
    return "api/orders?" + new URLSearchParams(Object.assign({ lang: page.lang }, board.subject || { state: "open" }));
  }

  async function load(board) {
    try {
      if (!page.person) page.person = await get("api/me");
      if (!(page.person.may || []).includes("order.read")) return say(board, t("order.signin"));
      show(board, await get(query(board)));
    } catch (failed) {
      say(board, t("order.failed"));
    }
  }

  function say(board, told) {
    board.rows.forEach((row) => row.remove());
    board.rows = new Map();
    board.note.textContent = told;
    board.give.hidden = true;
  }

  /** Put an answer on the board. Rows keep their elements; a changed state is announced. */
  function show(board, told) {
    const orders = told.orders.map((order) => Object.assign({ key: order.id }, order));
    orders.forEach((order) => {
      const before = board.states[order.id];
      if (before && before !== order.state && board.root.isConnected) announce(t("order.changed", { to: order.to, state: order.state_text }));
      board.states[order.id] = order.state;
    });
    keepFocus(board.list, () => { board.rows = keyed(board.list, board.rows, orders, (order) => makeRow(board, order), (row, order) => updateRow(board, row, order)); });
    const late = orders.filter((order) => order.open && Date.parse(order.due_at) < Date.now()).length;
    board.note.textContent = orders.length ? (board.subject ? "" : t("order.board", { n: orders.length }) + (late ? " · ▲ " + t("order.board.overdue", { n: late }) : "")) : t(board.subject ? "order.none" : "order.none.open");
    if (!told.brief) board.directory = { lang: page.lang, contacts: told.contacts };
    const known = told.brief && board.directory && board.directory.lang === page.lang; // the workspace brings only who is in charge
    board.told = known ? Object.assign({}, told, { brief: false, contacts: board.directory.contacts }) : told;
    board.give.textContent = t("order.give");
    board.give.hidden = !told.can_give || board.form.isConnected;
    if (board.form.isConnected) window.sijangsil.fillOrderForm(board); // language or contacts may have changed
  }

  function openForm(board) {
    window.sijangsil.fillOrderForm(board);
    board.root.insertBefore(board.form, board.list);
    board.give.hidden = true;
    if (board.told.brief) load(board); // the whole directory, now that somebody wants it
  }

  function closeForm(board) {
    board.form.remove();
    board.give.hidden = false;
    if (board.root.isConnected) board.give.focus();
  }

  function makeBoard(subject) {
    const board = { subject, rows: new Map(), states: {}, draft: {}, told: null, past: false };
    board.note = h("p", { class: "quiet" });
    board.list = h("ul", { class: "orders-list orders" });
    board.link = h("div", {});
    board.form = h("form", { class: "order-form", novalidate: true });
    board.give = h("button", { type: "button", class: "main", "data-part": "give", hidden: true, onclick: () => { openForm(board); board.form.querySelector("select").focus(); } });
    board.root = h("div", { class: "orders" }, board.note, board.give, board.link, board.list);
    Object.assign(board, { showLink: (given) => showLink(board, given), load: () => load(board), close: () => closeForm(board), words });
    return board;
  }

  function boardOf(subject) {
    const key = JSON.stringify(Object.entries(subject).sort());
    if (!boards.has(key)) boards.set(key, makeBoard(subject));
    return boards.get(key);
  }

  part("orders", (p) => {
    const board = boardOf(p.subject);
    board.past = Boolean(page.drawn && page.drawn.view.at);
    show(board, p);
    return board.root;
  });

  let every = null;

  /** An element that lists every open order, overdue ones first, and keeps itself up to date. */
  function ordersBoard() {
    if (!every) boards.set("every", (every = makeBoard(null)));
    load(every);
    return every.root;
  }

  /** Orders on an area or indicator ({area} or {indicator, area}), with the form open. */
  function orderForm(subject) {
    const board = boardOf(subject);
    load(board).then(() => board.told && board.told.can_give && openForm(board));
    return board.root;
  }

  function refresh() {
    boards.forEach((board) => board.root.isConnected && !board.past && load(board));
  }

  on("stream", (event) => {
    if (event.topic !== "orders") return;
    clearTimeout(refresh.timer);
    refresh.timer = setTimeout(refresh, SOON_MS);
  });
  on("person", () => {
    boards.forEach((board) => { board.link.replaceChildren(); board.form.remove(); board.draft = {}; });
    refresh();
  });
  on("drawn", (drawn) => {
    if (refresh.lang && refresh.lang !== drawn.lang) refresh();
    refresh.lang = drawn.lang;
  });
  setInterval(() => boards.forEach((board) => board.root.isConnected && !board.past && board.rows.forEach(count)), COUNT_MS);
  Object.assign(window.sijangsil, { ordersBoard, orderForm });
})();
