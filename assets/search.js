/* Place search: an ARIA combobox. Korean, initial consonants (ㄱㄴㄱ) and romanised names; the server ranks. */
(function () {
  "use strict";
  const { page, on, get, h, t, open } = window.sijangsil;
  let hits = [];
  let active = -1;
  let asked = null;

  const box = () => document.getElementById("search");
  const list = () => document.getElementById("search-hits");

  function close() {
    hits = [];
    active = -1;
    list().replaceChildren();
    list().hidden = true;
    box().setAttribute("aria-expanded", "false");
    box().removeAttribute("aria-activedescendant");
  }

  function show() {
    list().hidden = false;
    box().setAttribute("aria-expanded", "true");
    if (!hits.length) return void list().replaceChildren(h("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, t("search.none", { query: box().value.trim() })));
    list().replaceChildren(...hits.map((hit, i) => h("li", {
      id: "hit-" + i, role: "option", "aria-selected": String(i === active), class: i === active ? "active" : null,
      onmousedown: (event) => { event.preventDefault(); choose(i); },
    }, h("b", {}, hit.name[page.lang]), h("span", {}, hit.context[page.lang]))));
    if (active >= 0) box().setAttribute("aria-activedescendant", "hit-" + active);
    window.sijangsil.announce(t("search.hits", { n: hits.length }));
  }

  function choose(i) {
    const hit = hits[i];
    close();
    box().value = "";
    page.focusCard = true;
    if (hit.id) open(hit.id);
    else window.sijangsil.actions.home();
  }

  async function ask() {
    const query = box().value.trim();
    if (!query) return close();
    if (asked) asked.abort();
    asked = new AbortController();
    try {
      hits = (await get("api/search?q=" + encodeURIComponent(query), { signal: asked.signal })).hits;
      active = hits.length ? 0 : -1;
      show();
    } catch (problem) {
      if (problem.name !== "AbortError") window.sijangsil.emit("network", false);
    }
  }

  function keys(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list().hidden) { event.preventDefault(); event.stopPropagation(); return close(); }
    if (event.key === "Enter" && active >= 0) { event.preventDefault(); return choose(active); }
    if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || !hits.length) return;
    event.preventDefault();
    active = (active + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length;
    show();
  }

  on("ready", () => {
    box().addEventListener("input", ask);
    box().addEventListener("keydown", keys);
    box().addEventListener("blur", () => setTimeout(close, 100));
  });
})();
