/* First lines to run: theme and language before the first paint, so nothing flashes. */
(function () {
  "use strict";
  const query = new URLSearchParams(window.location.search);
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const asked = query.get("theme");
  const theme = asked && asked !== "auto" ? asked : dark ? "dark" : "light";
  const lang = query.get("lang") || (/^ko/i.test(navigator.language) ? "ko" : "en");
  document.documentElement.dataset.theme = ["dark", "contrast"].includes(theme) ? theme : "light";
  document.documentElement.lang = lang === "en" ? "en" : "ko";
  window.sijangsilBoot = { theme: document.documentElement.dataset.theme, lang: document.documentElement.lang };
})();
