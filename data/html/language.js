// Chinese or English: what was chosen last, else the browser's language.
"use strict";
(function () {
  const root = document.documentElement;
  const stored = function () {
    try { return localStorage.getItem("zhaolu-language"); } catch (error) { return null; }
  };
  const use = function (language) {
    root.dataset.language = language;
    root.lang = language === "zh" ? "zh-CN" : "en";
  };
  use(stored() || ((navigator.language || "zh").toLowerCase().startsWith("zh") ? "zh" : "en"));
  document.getElementById("language").addEventListener("click", function () {
    const language = root.dataset.language === "zh" ? "en" : "zh";
    use(language);
    try { localStorage.setItem("zhaolu-language", language); } catch (error) { /* a page from disk may not store */ }
  });
})();
