// A field and its place on the page point at each other; the viewer zooms and changes its picture.
"use strict";
(function () {
  const root = document.documentElement;
  const rows = Array.from(document.querySelectorAll("tr[data-field]"));
  const viewer = document.querySelector(".viewer");
  const scroller = document.querySelector(".pages");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const motion = calm ? "auto" : "smooth";
  let active = null, pending = 0, zoom = 1;

  const marksOf = function (field) {
    return document.querySelectorAll('.mark[data-field="' + field + '"]');
  };
  const rowOf = function (field) {
    return document.querySelector('tr[data-field="' + field + '"]');
  };
  const shownMark = function (field) {
    return Array.from(marksOf(field)).find(function (mark) { return mark.getBoundingClientRect().width > 0; });
  };

  // Moves the pages only as far as needed to see the mark with some room around it.
  const reveal = function (mark) {
    const frame = scroller.getBoundingClientRect(), place = mark.getBoundingClientRect();
    const room = Math.min(80, frame.height / 6);
    const above = place.top - frame.top < room, below = frame.bottom - place.bottom < room;
    const left = place.left < frame.left, right = place.right > frame.right;
    scroller.scrollBy({
      top: above || below ? (place.top + place.bottom - frame.top - frame.bottom) / 2 : 0,
      left: left || right ? (place.left + place.right - frame.left - frame.right) / 2 : 0,
      behavior: motion,
    });
  };

  const activate = function (field, wait) {
    clearTimeout(pending);
    if (field !== active) {
      document.querySelectorAll(".active").forEach(function (element) { element.classList.remove("active"); });
      active = field;
      if (field !== null) {
        rowOf(field).classList.add("active");
        marksOf(field).forEach(function (mark) { mark.classList.add("active"); });
      }
    }
    if (field === null || !scroller) return;
    pending = setTimeout(function () {
      const mark = shownMark(field);
      if (mark) reveal(mark);
    }, wait);
  };

  const focused = function () {
    const row = document.activeElement && document.activeElement.closest("tr[data-field]");
    return row ? row.dataset.field : null;
  };

  rows.forEach(function (row) {
    row.addEventListener("mouseenter", function () { activate(row.dataset.field, 150); });
    row.addEventListener("mouseleave", function () { activate(focused(), 150); });
    row.addEventListener("focusin", function () { activate(row.dataset.field, 0); });
    row.addEventListener("focusout", function () { activate(null, 0); });
  });

  document.querySelectorAll(".mark").forEach(function (mark) {
    const field = mark.dataset.field;
    mark.addEventListener("mouseenter", function () {
      activate(field, 0);
      clearTimeout(pending);
      rowOf(field).scrollIntoView({ block: "nearest", behavior: motion });
    });
    mark.addEventListener("mouseleave", function () { activate(focused(), 150); });
    mark.addEventListener("click", function () { (rowOf(field).querySelector("textarea") || rowOf(field)).focus(); });
  });

  const step = function (list, by) {
    if (list.length === 0) return;
    const at = list.findIndex(function (row) { return row.dataset.field === focused(); });
    const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length;
    list[next].focus();
  };
  const stepDoubt = function () {
    const at = rows.findIndex(function (row) { return row.dataset.field === focused(); });
    const order = rows.slice(at + 1).concat(rows.slice(0, at + 1));
    const next = order.find(function (row) { return row.classList.contains("is-check"); });
    if (next) next.focus();
  };

  const show = function (view) {
    root.dataset.view = view;
    document.querySelectorAll("button[data-view]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.view === view));
    });
    if (active !== null) activate(active, 0);
  };
  const zoomTo = function (factor) {
    const before = scroller.scrollHeight, top = scroller.scrollTop;
    zoom = Math.min(4, Math.max(0.5, factor));
    scroller.style.setProperty("--zoom", zoom);
    scroller.scrollTop = top * scroller.scrollHeight / before;
  };

  if (viewer) {
    viewer.querySelectorAll("button[data-view]").forEach(function (button) {
      button.addEventListener("click", function () { show(button.dataset.view); });
    });
    viewer.querySelectorAll("button[data-zoom]").forEach(function (button) {
      button.addEventListener("click", function () {
        const by = Number(button.dataset.zoom);
        zoomTo(by === 0 ? 1 : zoom * by);
      });
    });
  }
  const nextButton = document.getElementById("next-check");
  if (nextButton) nextButton.addEventListener("click", stepDoubt);

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    const inRows = focused() !== null;
    if (event.key === "ArrowDown" && inRows) step(rows, 1);
    else if (event.key === "ArrowUp" && inRows) step(rows, -1);
    else if (event.key === "n") stepDoubt();
    else if (event.key === "v" && viewer) show(root.dataset.view === "scan" ? "clean" : "scan");
    else if (event.key === "+" && viewer) zoomTo(zoom * 1.25);
    else if (event.key === "-" && viewer) zoomTo(zoom / 1.25);
    else if (event.key === "0" && viewer) zoomTo(1);
    else if (event.key === "Escape" && inRows) document.activeElement.blur();
    else return;
    event.preventDefault();
  });

  // The clauses belong on paper; of the rest, what was opened on the screen.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll(".of-provisions").forEach(function (part) { part.open = true; });
  });
})();
