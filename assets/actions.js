/* Controls: one listener for every element with data-action, the keyboard, the Back button and the address bar. */
(function () {
  "use strict";
  const { page, send, on, emit } = window.sijangsil;

  const THEMES = ["light", "dark", "contrast"];

  const ACTIONS = {
    up: () => send("up"),
    home: () => { window.sijangsil.refit(); send("home"); },
    area: (element) => { window.sijangsil.refit(); window.sijangsil.open(element.dataset.id); },
    close: () => send("close"),
    layer: (element) => send("layer", { id: element.dataset.id, on: element.checked }),
    indicator: (element) => send("indicator", { id: element.value || element.dataset.id }),
    vintage: (element) => send("vintage", { value: element.value }),
    period: (element) => send("period", { value: element.value }),
    method: (element) => send("method", { value: element.value }),
    classes: (element) => send("classes", { value: Number(element.value) }),
    level: (element) => send("level", { value: element.value || element.dataset.id }),
    lang: () => send("lang", { value: page.lang === "ko" ? "en" : "ko" }),
    theme: () => { const value = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length]; theme(value); send("theme", { value }); },
    tab: (element) => { tab(element.dataset.id); send("tab", { value: element.dataset.id }); },
    feature: (element) => send("feature", { topic: element.dataset.topic, id: element.dataset.id }),
    zoomin: () => page.map && page.map.zoomIn(),
    zoomout: () => page.map && page.map.zoomOut(),
    person: () => window.sijangsil.person(),
    sheet: (element) => window.sijangsil.sheetStep(element.dataset.id),
    share: (element) => share(element),
    choose: () => {
      if (window.innerWidth < 1200) { tab("layers"); send("tab", { value: "layers" }); }
      const select = document.querySelector('select[data-action="indicator"]');
      if (select) { select.scrollIntoView({ block: "center" }); select.focus(); }
    },
  };

  function theme(value) {
    document.documentElement.dataset.theme = value;
    window.sijangsil.announce(window.sijangsil.t("theme." + value));
    emit("theme", value);
  }

  const tabOf = (wanted) => (wanted === "layers" && window.innerWidth >= 1200 ? "card" : wanted); // there the catalogue stands on the left

  /** Which part of the panel shows; on small screens the sheet opens for it. */
  function tab(wanted) {
    const id = tabOf(wanted);
    document.body.dataset.tab = id;
    document.querySelectorAll("[role=tab][data-id]").forEach((element) => {
      element.setAttribute("aria-selected", String(element.dataset.id === id));
    });
    emit("tab", id);
  }

  async function share(element) {
    const link = window.location.href;
    const words = element.querySelector("[data-done]");
    try {
      await navigator.clipboard.writeText(link);
      element.classList.add("done");
      window.sijangsil.announce(window.sijangsil.t("share.copied"));
    } catch (refused) {
      window.prompt(window.sijangsil.t("share.failed"), link); // no clipboard on plain http: the person copies by hand
    }
    if (words) setTimeout(() => element.classList.remove("done"), 2000);
  }

  function run(event) {
    const element = event.target.closest("[data-action]");
    if (!element || (event.type === "click") === element.matches("select, input[type=checkbox], input[type=radio]")) return;
    ACTIONS[element.dataset.action](element);
  }

  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "Escape" && !event.defaultPrevented) {
      if (typing) return void typing.blur();
      send("up");
    } else if (event.key === "/" && !typing) {
      event.preventDefault();
      document.getElementById("search").focus();
    }
  }

  /** The address bar always holds a link that reproduces the screen: the server's view plus the map's position. */
  function address(push) {
    if (!page.drawn) return;
    const map = page.map;
    const here = map && page.moved ? `${page.drawn.query ? "&" : ""}x=${map.getCenter().lng.toFixed(5)}&y=${map.getCenter().lat.toFixed(5)}&z=${+map.getZoom().toFixed(2)}` : "";
    const url = window.location.pathname + "?" + page.drawn.query + here;
    if (url === window.location.pathname + window.location.search) return;
    window.history[push ? "pushState" : "replaceState"]({ query: page.drawn.query }, "", url);
  }

  /** A change of view becomes a step of the Back button unless it came from the Back button or the first load. */
  function record(drawn) {
    const before = record.query;
    record.query = drawn.query;
    if (before === undefined || ["link", "tab", "at", "radius"].includes(drawn.event)) address(false);
    else if (before !== drawn.query) address(true);
  }

  document.addEventListener("click", run);
  document.addEventListener("change", run);
  document.addEventListener("keydown", keys);
  window.addEventListener("popstate", () => { window.sijangsil.refit(); send("link", { query: window.location.search }); });
  on("drawn", record);
  on("moved", () => address(false));
  window.addEventListener("resize", () => { if (document.body.dataset.tab === "layers" || (page.drawn && page.drawn.view.tab === "layers")) tab(page.drawn.view.tab); });
  Object.assign(window.sijangsil, { theme, tab, tabOf, actions: ACTIONS });
})();
