/* Glue: the two functions Dash calls (first event, painter), and the start of everything else. */
(function () {
  "use strict";
  const { page, on, emit, h, t, get, fill } = window.sijangsil;

  /** First event: the address bar, with this browser's language where the link names none. */
  function begin() {
    shell();
    const query = new URLSearchParams(window.location.search);
    if (!query.has("theme") || query.get("theme") === "auto") query.set("theme", window.sijangsilBoot.theme); // so that the link reproduces what is seen here
    return { n: 0, type: "link", query: query.toString(), lang: window.sijangsilBoot.lang };
  }

  function shell() {
    window.sijangsil.speak(window.sijangsilBoot.lang);
    document.getElementById("search-box").replaceChildren(window.sijangsil.icon("search"),
      h("input", { id: "search", type: "search", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": "search-hits", "aria-autocomplete": "list", enterkeyhint: "search" }),
      h("ul", { id: "search-hits", role: "listbox", hidden: true, "aria-label": t("search.label") }));
    window.sijangsil.dressIcons();
    emit("ready");
    names();
  }

  async function names() {
    try {
      const wanted = page.drawn && page.drawn.view.vintage;
      const reply = await get("api/areas" + (wanted ? "?vintage=" + wanted : ""));
      page.vintage = reply.vintage;
      page.areas = Object.fromEntries(reply.areas.map((area) => [area.id, area]));
      page.zone = reply.timezone;
      page.zone_name = reply.zone_name;
      emit("areas");
    } catch (problem) {
      emit("network", false);
      setTimeout(names, 3000);
    }
  }

  /** Paint what the server drew. Every part listens to "drawn" and changes only its own piece of the page. */
  function paint(drawn) {
    if (!drawn) return window.dash_clientside.no_update;
    page.drawn = drawn;
    if (drawn.n === page.sequence) page.pending = null;
    if (page.offline && page.connection === "connected") emit("network", true);
    if (drawn.theme !== "auto" && drawn.theme !== document.documentElement.dataset.theme) window.sijangsil.theme(drawn.theme);
    window.sijangsil.speak(drawn.lang);
    const box = document.getElementById("search");
    box.placeholder = t("search.placeholder");
    box.setAttribute("aria-label", t("search.label"));
    // what is shown follows the answer, unless the person has gone on meanwhile
    if (!page.pending && document.body.dataset.tab !== window.sijangsil.tabOf(drawn.view.tab)) window.sijangsil.tab(drawn.view.tab);
    document.title = drawn.title;
    outlines(drawn);
    crumbs(drawn);
    notices(drawn);
    emit("drawn", drawn);
    window.sijangsil.fit(); // last: by now the sheet has the height that covers the map
    return String(drawn.n);
  }

  /** Another vintage has other outlines and names. A property changed while its GeoJSON loads would be lost: wait for it. */
  function outlines(drawn) {
    const now = document.getElementById("map-box").dataset;
    Object.entries(drawn.shapes).filter(([level, url]) => now[level] !== url).forEach(([level, url]) => {
      if (!window.sijangsil.shapes[level].size) return void setTimeout(() => outlines(page.drawn), 60);
      now[level] = url;
      window.sijangsil.shapes[level].clear();
      window.dash_clientside.set_props("areas-" + level, { url });
    });
    if (page.vintage && page.vintage !== drawn.view.vintage) names();
  }

  function crumbs(drawn) {
    fill("crumbs", drawn.crumbs.map((crumb, i) => h("li", {}, i === drawn.crumbs.length - 1
      ? h("span", { "aria-current": "page" }, crumb.name)
      : h("button", { type: "button", "data-action": crumb.id ? "area" : "home", "data-id": crumb.id }, crumb.name))));
  }

  const dismissed = new Set();
  function notices(drawn) {
    const said = drawn.problems.map((both) => ({ key: both.en, words: both[drawn.lang] }));
    const all = said.concat(drawn.notices).filter((notice) => !dismissed.has(notice.key));
    if (page.offline) all.unshift({ key: "offline", words: t("error.server") });
    fill("notices", all.map((notice) => h("div", { class: "notice" + (notice.quiet ? " note" : ""), role: "status" },
      notice.more ? h("details", {}, h("summary", {}, notice.words), h("p", {}, notice.more), notice.code ? h("code", {}, notice.code) : null) : h("span", {}, notice.words),
      h("button", { class: "icon-button", type: "button", "aria-label": t("close"), onclick: () => { dismissed.add(notice.key); notices(page.drawn); } }, window.sijangsil.icon("close")))));
  }

  on("network", (good) => {
    if (page.offline === !good) return;
    page.offline = !good;
    dismissed.delete("offline");
    if (page.drawn) notices(page.drawn);
    emit("offline", page.offline); // only now: who listens to "network" itself may run before the page knows
  });
  on("connection", (state) => emit("network", state === "connected"));

  window.dash_clientside = Object.assign({}, window.dash_clientside, { sijangsil: { begin, paint } });
})();
