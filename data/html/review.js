// Confirming and changing fields by keyboard. What a person says is sent at once, one word after the other, and sent
// again until it is kept; a page that is left waits for it.
"use strict";
(function () {
  const main = document.querySelector("main");
  const rows = Array.from(document.querySelectorAll("tr[data-document]"));
  const onward = document.getElementById("next-document");
  const keys = document.getElementById("keys");
  const others = document.getElementById("others");
  const wish = main.dataset.wish || "";
  const pageName = Math.random().toString(36).slice(2);
  const RETRY_MS = 2000, LOOK_MS = 5000;
  const versions = {}; // of documents, as this page knows them
  let token = "", receipts = 0, sending = Promise.resolve(), unsent = 0, leaving = false;

  const word = function (name) {
    return document.querySelector('#words [data-word="' + name + '"]').innerHTML; // our own markup, no stranger's
  };
  const inputOf = function (row) { return row.querySelector(".value"); };
  const pause = function (ms) { return new Promise(function (resolve) { setTimeout(resolve, ms); }); };

  // ---- what a row shows ----

  const fit = function (input) {
    input.style.height = "auto";
    input.style.height = input.scrollHeight + 2 + "px";
  };
  const show = function (row, name, text) {
    const state = row.querySelector(".state");
    state.innerHTML = name ? word(name) : "";
    if (text) state.append(" " + text);
    row.dataset.state = name || "";
  };
  const isOpen = function (row) { return "doubt" in row.dataset && !row.classList.contains("is-reviewed"); };
  const showWord = function (row, said) {
    row.classList.toggle("is-reviewed", Boolean(said));
    row.dataset.word = said ? said.id : 0;
    row.kept = said ? said.text : row.dataset.machine;
    show(row, said ? "saved" : "", said ? said.by + ", " + said.at : "");
  };

  // ---- to the server ----

  const fetchToken = async function () {
    const answer = await fetch("/session");
    if (!answer.ok) throw new Error(String(answer.status));
    token = (await answer.json()).token;
  };
  const post = async function (path, body) {
    for (let again = 0; ; again++) {
      if (!token) await fetchToken();
      const answer = await fetch(path, {
        method: "POST", body: JSON.stringify(body),
        headers: { "Content-Type": "application/json", "X-Zhaolu-Token": token },
      });
      if (answer.status !== 403 || again > 0) return answer;
      token = ""; // the server was started again
    }
  };

  const take = function (document_, state) {
    versions[document_] = state.version;
    rows.forEach(function (row) {
      if (row.dataset.document !== document_) return;
      const said = state.words.find(function (one) {
        return one.field === row.dataset.name && String(one.record) === row.dataset.record;
      });
      if (Number(row.dataset.word || 0) === (said ? said.id : 0) || row.pending) return;
      const input = inputOf(row), untouched = input.value === row.kept;
      showWord(row, said);
      if (untouched) { input.value = row.kept; fit(input); }
    });
    if (main.dataset.document === document_) main.dataset.settled = state.settled ? "1" : "0";
    document.querySelectorAll("#progress .zh, #progress .en").forEach(function (text) {
      let at = 0;
      text.textContent = text.textContent.replace(/\d+/g, function () { return state.progress[at++]; });
    });
  };

  // Says one thing until it is kept or refused. A word of somebody else on the same field stops it, on another does not.
  const say = async function (row, saying) {
    const document_ = saying.document;
    for (;;) {
      let answer;
      try {
        answer = await post("/say", Object.assign({ seen: versions[document_] }, saying));
      } catch (error) {
        answer = null;
      }
      if (answer && (answer.ok || answer.status === 409)) {
        const state = await answer.json();
        if (answer.ok) return state;
        const theirs = state.words.find(function (one) {
          return one.field === saying.field && one.record === saying.record;
        });
        if (row && (theirs ? theirs.id : 0) !== Number(row.dataset.word || 0))
          return Object.assign(state, { overtaken: theirs || null });
        versions[document_] = state.version;
        continue;
      }
      if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
        const reason = (await answer.json().catch(function () { return {}; })).error;
        return { refused: reason || String(answer.status) };
      }
      if (row) show(row, "unsaved");
      await pause(RETRY_MS);
    }
  };

  const enqueue = function (row, saying) {
    saying.receipt = pageName + "-" + Date.now().toString(36) + "-" + (++receipts);
    unsent++;
    sending = sending.then(async function () {
      const state = await say(row, saying);
      unsent--;
      if (row) row.pending = false;
      if (state.refused) {
        if (row) show(row, "refused", state.refused);
      } else if ("overtaken" in state) {
        const theirs = state.overtaken, typed = inputOf(row).value;
        take(saying.document, state);
        inputOf(row).value = typed; // what was typed stays; theirs is told
        row.classList.remove("is-reviewed");
        show(row, "overtaken", theirs ? theirs.text + " (" + theirs.by + ", " + theirs.at + ")" : "—");
      } else {
        take(saying.document, state);
        if (saying.takes_back) show(row, "taken_back");
      }
    });
    return sending;
  };

  const sayingOf = function (row) {
    return { document: row.dataset.document, record: Number(row.dataset.record), field: row.dataset.name };
  };
  const confirm = function (row) {
    const text = inputOf(row).value;
    row.pending = true;
    row.kept = text;
    row.classList.add("is-reviewed");
    show(row, "saving");
    enqueue(row, Object.assign(sayingOf(row), { text: text === row.dataset.machine ? null : text }));
  };
  const takeBack = function (row) {
    row.pending = true;
    row.kept = inputOf(row).value = row.dataset.machine;
    fit(inputOf(row));
    row.classList.remove("is-reviewed");
    show(row, "saving");
    enqueue(row, Object.assign(sayingOf(row), { takes_back: true }));
  };

  // ---- from field to field ----

  const focus = function (row) {
    const input = inputOf(row);
    input.focus({ preventScroll: true });
    input.select();
    row.scrollIntoView({ block: "nearest" });
  };
  const goOn = function (row) {
    const at = rows.indexOf(row);
    const next = rows.slice(at + 1).concat(rows.slice(0, at + 1)).find(isOpen);
    if (next) focus(next);
    else onward.focus();
  };
  const leave = async function () {
    if (leaving) return;
    leaving = true;
    onward.disabled = true;
    const own = main.dataset.document;
    if (own && main.dataset.settled !== "1" && !rows.some(isOpen))
      enqueue(null, { document: own, record: -1, field: "", text: null });
    await sending;
    const overtaken = rows.find(function (row) { return row.dataset.state === "overtaken" || row.dataset.state === "refused"; });
    leaving = false;
    onward.disabled = false;
    if (overtaken) focus(overtaken);
    else if (own) location.assign("/next" + wish + (wish ? "&" : "?") + "after=" + own);
    else location.assign(rows.length ? "/fields" + wish : "/" + wish);
  };
  onward.addEventListener("click", leave);
  window.addEventListener("beforeunload", function (event) { if (unsent > 0) event.preventDefault(); });

  // ---- suggestions ----

  const offerTo = function (row, text, zh, en) {
    const list = row.querySelector(".offers");
    const known = Array.from(list.children).some(function (one) { return one.dataset.text === text; });
    if (known || text === inputOf(row).value || list.children.length >= 9) return;
    const button = document.createElement("button"), from = document.createElement("span");
    const number = document.createElement("kbd");
    button.type = "button";
    button.tabIndex = -1;
    button.dataset.text = text;
    number.textContent = list.children.length + 1;
    [["zh", zh], ["en", en]].forEach(function (pair) {
      const span = document.createElement("span");
      span.className = pair[0];
      span.textContent = pair[1];
      from.append(span);
    });
    from.className = "from";
    button.append(number, " " + text + " ", from);
    button.addEventListener("click", function () {
      const input = inputOf(row);
      input.value = text;
      fit(input);
      input.focus();
    });
    list.append(button);
    list.hidden = false;
  };
  const wordIn = function (name, language) {
    return document.querySelector('#words [data-word="' + name + '"] .' + language).textContent;
  };
  const readBox = async function (row, page, box) {
    const answer = await post("/read", { document: row.dataset.document, page: page, box: box });
    return answer.ok ? (await answer.json()).texts : [];
  };
  const offer = async function (row) {
    if (row.asked) return;
    row.asked = true;
    try {
      const saying = sayingOf(row);
      const answer = await fetch("/offers/" + saying.document + "?record=" + saying.record + "&field=" + encodeURIComponent(saying.field));
      if (!answer.ok) return;
      const known = await answer.json();
      known.offers.forEach(function (one) { offerTo(row, one.text, one.zh, one.en); });
      if (!known.place || !isOpen(row)) return;
      (await readBox(row, known.place.page, known.place.box)).forEach(function (text) {
        offerTo(row, text, wordIn("offer_read", "zh"), wordIn("offer_read", "en"));
      });
    } catch (error) {
      row.asked = false; // the server is away; the next look asks again
    }
  };

  // ---- a box on the scan ----

  const SVG = "http://www.w3.org/2000/svg";
  let drawing = null; // { row, sheet, page, rect, box }

  const boxShow = function () {
    ["x", "y", "width", "height"].forEach(function (name, i) { drawing.rect.setAttribute(name, drawing.box[i]); });
  };
  const boxEnd = function () {
    if (!drawing) return;
    drawing.rect.remove();
    document.body.classList.remove("is-drawing");
    inputOf(drawing.row).focus();
    drawing = null;
  };
  const boxRead = async function () {
    const row = drawing.row, page = drawing.page;
    const box = drawing.box.map(Math.round);
    boxEnd();
    show(row, "reading");
    try {
      const texts = await readBox(row, page, box);
      show(row, texts.length ? "" : "nothing_read");
      if (!texts.length) return;
      inputOf(row).value = texts[0];
      fit(inputOf(row));
      texts.slice(1).forEach(function (text) { offerTo(row, text, wordIn("offer_read", "zh"), wordIn("offer_read", "en")); });
      inputOf(row).focus();
    } catch (error) {
      show(row, "nothing_read");
    }
  };
  const sheetShown = function () {
    const frame = document.querySelector(".pages").getBoundingClientRect();
    return Array.from(document.querySelectorAll(".sheet.of-scan")).find(function (sheet) {
      const place = sheet.getBoundingClientRect();
      return place.bottom > frame.top + 20 && place.top < frame.bottom - 20;
    });
  };
  const boxBegin = function (row, sheet, box) {
    boxEnd();
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", "box");
    sheet.append(rect);
    drawing = { row: row, sheet: sheet, page: Number(sheet.closest(".page").id.slice(5)), rect: rect, box: box };
    document.body.classList.add("is-drawing");
    boxShow();
    document.querySelector(".pages").focus({ preventScroll: true });
    show(row, "draw");
  };
  const boxByKeys = function (row) {
    const sheet = document.querySelector(".pages") && sheetShown();
    if (!sheet) return;
    const view = sheet.viewBox.baseVal;
    boxBegin(row, sheet, [view.width * 0.3, view.height * 0.3, view.width * 0.4, view.height * 0.03]);
  };
  const boxKey = function (event) {
    const view = drawing.sheet.viewBox.baseVal, step = view.height / 150, box = drawing.box;
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Escape") { const row = drawing.row; boxEnd(); show(row, ""); }
    else if (event.key === "Enter") boxRead();
    else if (move && event.shiftKey) {
      box[2] = Math.max(step, Math.min(view.width - box[0], box[2] + move[0] * step));
      box[3] = Math.max(step, Math.min(view.height - box[1], box[3] + move[1] * step));
    } else if (move) {
      box[0] = Math.max(0, Math.min(view.width - box[2], box[0] + move[0] * step));
      box[1] = Math.max(0, Math.min(view.height - box[3], box[1] + move[1] * step));
    } else return false;
    if (drawing) boxShow();
    return true;
  };
  let lastRow = null;
  document.querySelectorAll(".sheet").forEach(function (sheet) {
    const pointOf = function (event) {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
      const view = sheet.viewBox.baseVal;
      return [Math.max(0, Math.min(view.width, point.x)), Math.max(0, Math.min(view.height, point.y))];
    };
    let from = null;
    sheet.addEventListener("pointerdown", function (event) {
      if (event.button !== 0 || !lastRow || event.target.closest(".mark")) return;
      from = pointOf(event);
      event.preventDefault();
      sheet.setPointerCapture(event.pointerId);
    });
    sheet.addEventListener("pointermove", function (event) {
      if (!from) return;
      const to = pointOf(event);
      const box = [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(from[0] - to[0]), Math.abs(from[1] - to[1])];
      if (drawing && drawing.sheet === sheet) { drawing.box = box; boxShow(); }
      else if (box[2] > 3 || box[3] > 3) boxBegin(lastRow, sheet, box);
    });
    sheet.addEventListener("pointerup", function () {
      if (from && drawing && drawing.box[2] > 8 && drawing.box[3] > 8) boxRead();
      else if (from) boxEnd();
      from = null;
    });
  });

  // ---- keys ----

  const offerTake = function (row, number) {
    const button = row.querySelectorAll(".offers button")[number - 1];
    if (button) button.click();
    return Boolean(button);
  };
  const escape = function (row) {
    const input = inputOf(row);
    if (input.value !== row.kept) {
      input.value = row.kept;
      fit(input);
      input.select();
    } else if (row.classList.contains("is-reviewed")) takeBack(row);
  };
  const stepTo = function (row, by) {
    const next = rows[rows.indexOf(row) + by];
    if (next) focus(next);
  };
  const pristine = function (row) { return inputOf(row).value === row.kept; };

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229) return; // Enter ends the input method's word, not the field
    if (keys.open) return;
    if (drawing) { if (boxKey(event)) event.preventDefault(); return; }
    const row = event.target.closest("tr[data-document]");
    const typing = row && event.target === inputOf(row);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (typing && (!pristine(row))) confirm(row);
      leave();
    } else if (event.key === "?" && (!typing || pristine(row))) keys.showModal();
    else if (!typing) return;
    else if (event.key === "Enter" && !event.shiftKey) { confirm(row); goOn(row); }
    else if (event.key === "Escape") escape(row);
    else if (event.altKey && event.code.match(/^Digit[1-9]$/)) { if (!offerTake(row, Number(event.code.slice(5)))) return; }
    else if (event.altKey && event.code === "KeyB") boxByKeys(row);
    else if (event.altKey && event.key === "ArrowDown") stepTo(row, 1);
    else if (event.altKey && event.key === "ArrowUp") stepTo(row, -1);
    else return;
    event.preventDefault();
  });
  document.getElementById("show-keys").addEventListener("click", function () { keys.showModal(); });

  // ---- the beginning ----

  rows.forEach(function (row) {
    const input = inputOf(row);
    row.kept = input.defaultValue;
    if (row.classList.contains("is-reviewed")) row.dataset.state = "saved";
    input.value = row.kept; // a browser that goes back keeps what was typed; what holds is what is kept
    fit(input);
    versions[row.dataset.document] = Number(row.dataset.version);
    input.addEventListener("input", function () { fit(input); });
    row.addEventListener("focusin", function () { lastRow = row; offer(row); });
  });
  window.addEventListener("resize", function () { rows.forEach(function (row) { fit(inputOf(row)); }); });
  if (main.dataset.document) versions[main.dataset.document] = Number(main.dataset.version);

  // What others say meanwhile, and who they are.
  const look = async function () {
    const own = main.dataset.document;
    if (own && unsent === 0 && !document.hidden) {
      try {
        const answer = await fetch("/state/" + own + "?page=" + pageName);
        if (answer.ok && unsent === 0) {
          const state = await answer.json();
          take(own, state);
          others.innerHTML = state.others.length ? word("others") : "";
          if (state.others.length) others.append(" " + state.others.join(", "));
        }
      } catch (error) { /* the server is away; what is said is kept until it is back */ }
    }
    setTimeout(look, LOOK_MS);
  };
  const begin = rows.find(isOpen);
  const firstLook = async function () {
    if (main.dataset.document) {
      const answer = await fetch("/state/" + main.dataset.document + "?page=" + pageName).catch(function () { return null; });
      if (answer && answer.ok) {
        const state = await answer.json();
        state.words.forEach(function (said) {
          const row = rows.find(function (one) { return one.dataset.name === said.field && one.dataset.record === String(said.record); });
          if (row && !row.pending) row.dataset.word = said.id;
        });
      }
    }
    look();
  };
  firstLook();
  if (begin) focus(begin);
  else onward.focus();
})();
