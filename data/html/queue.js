// The list of documents: choices apply at once, and the options speak the page's language.
"use strict";
(function () {
  const form = document.querySelector("form.filters");
  const options = Array.from(form.querySelectorAll("option[data-en]"));
  options.forEach(function (option) { option.dataset.zh = option.textContent; });
  const speak = function () {
    const language = document.documentElement.dataset.language;
    options.forEach(function (option) { option.textContent = option.dataset[language] || option.dataset.zh; });
  };
  document.getElementById("language").addEventListener("click", speak);
  speak();
  form.addEventListener("change", function (event) {
    if (event.target.tagName === "SELECT") form.requestSubmit();
  });
  const start = document.getElementById("start");
  if (document.querySelector(".documents tbody tr")) start.focus();
})();
