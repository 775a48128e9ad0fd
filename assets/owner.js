/* Who is in charge, and the ways to call them: the number, the internal line, the incident's room. Nothing is dialled from here. */
(function () {
  "use strict";
  const { page, h, t, write, part, icon } = window.sijangsil;

  /** The room's address is asked for when it is wanted, and written into the log then; afterwards it is a link to press. */
  function room(way, incident) {
    const said = h("span", { role: "status" });
    const button = h("button", { type: "button", "data-way": "room", onclick: async () => {
      try {
        const told = await write("api/rooms", { incident, lang: page.lang });
        const link = h("a", { class: "way", href: told.href, target: "_blank", rel: "noopener noreferrer" }, t("call.room.enter"));
        button.replaceWith(link);
        link.focus();
      } catch (failed) {
        said.textContent = failed.words ? failed.words[page.lang] : t("call.room.failed");
      }
    } }, way.label);
    return [button, said];
  }

  function contact(one, incident) {
    const name = [one.duty, one.name].filter((words, at, all) => words && words !== one.department && all.indexOf(words) === at).join(" · ");
    return h("li", { class: "owner" }, h("div", {}, h("b", {}, one.department), " ", h("span", { class: "quiet" }, name)),
      one.demo ? h("p", { class: "quiet" }, "◇ " + t("call.demo")) : null,
      h("div", { class: "owner-ways" }, one.ways.map((way) => way.href
        ? h("a", { class: "way", href: way.href, "aria-label": t("call.to", { to: one.label, way: way.label + " " + way.shown }) }, way.kind === "tel" ? icon("phone") : null, way.label, " ", h("span", {}, way.shown))
        : room(way, incident))));
  }

  part("owner", (p) => h("div", { class: "owners" }, h("ul", {}, p.contacts.map((one) => contact(one, p.incident))), p.hidden ? h("p", { class: "quiet" }, t("call.hidden", { n: p.hidden })) : null));
})();
