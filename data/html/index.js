// Sorting, and narrowing to what needs a person or expires soon.
"use strict";
(function () {
  const body = document.querySelector("tbody");
  const rows = Array.from(body.rows);
  const days = document.getElementById("days");
  const search = document.getElementById("search");
  const buttons = Array.from(document.querySelectorAll("button[data-filter]"));
  const DAY = 86400000;
  const today = new Date();
  const midnight = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate());
  let filter = "all";

  rows.forEach(function (row) {
    const expiry = Date.parse(row.dataset.expiry);
    row.daysLeft = isNaN(expiry) ? null : Math.round((expiry - midnight) / DAY);
    row.words = row.textContent.toLowerCase();
    const note = row.querySelector(".left");
    if (row.daysLeft === null || !note) return;
    const expired = row.daysLeft < 0;
    note.querySelector(expired ? ".is-over" : ".is-left").hidden = false;
    if (!expired) note.querySelector(".is-left b").textContent = row.daysLeft;
  });

  const passes = {
    all: function () { return true; },
    person: function (row) { return row.dataset.person === "1"; },
    expiring: function (row) { return row.daysLeft !== null && row.daysLeft <= Number(days.value || 0); },
  };

  const apply = function () {
    const sought = search.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach(function (row) {
      row.hidden = !(passes[filter](row) && (!sought || row.words.includes(sought)));
      row.classList.toggle("is-expiring", passes.expiring(row));
      if (!row.hidden) shown++;
    });
    buttons.forEach(function (button) {
      const name = button.dataset.filter;
      button.setAttribute("aria-pressed", String(name === filter));
      button.querySelector("b").textContent = rows.filter(passes[name]).length;
    });
    document.querySelector(".none").hidden = shown > 0;
  };

  buttons.forEach(function (button) {
    button.addEventListener("click", function () { filter = button.dataset.filter; apply(); });
  });
  days.addEventListener("input", apply);
  search.addEventListener("input", apply);
  document.querySelector("form").addEventListener("submit", function (event) { event.preventDefault(); });

  const collator = new Intl.Collator("zh-CN", { numeric: true });
  document.querySelectorAll("button[data-sort]").forEach(function (button) {
    button.addEventListener("click", function () {
      const head = button.closest("th"), key = button.dataset.sort;
      const down = head.getAttribute("aria-sort") === "ascending";
      document.querySelectorAll("th[aria-sort]").forEach(function (other) { other.setAttribute("aria-sort", "none"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort(function (a, b) {
        const left = a.dataset[key], right = b.dataset[key];
        if (!left !== !right) return left ? -1 : 1; // what is not known comes last either way
        return collator.compare(left, right) * (down ? -1 : 1);
      });
      body.append(...rows);
    });
  });
  apply();
})();
