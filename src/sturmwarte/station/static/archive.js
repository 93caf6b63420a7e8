// The search line helps while one types; the chart can be brushed. Without this file both still work by forms.
"use strict";
(() => {
  const PAUSE_MS = 250;
  const MOST_CHOICES = 9;
  const box = document.querySelector("[data-combo]");

  if (box) combo(box);
  document.addEventListener("htmx:oobAfterSwap", brushes);
  document.addEventListener("DOMContentLoaded", brushes);
  brushes();

  function combo(box) {
    const input = box.querySelector("input[role=combobox]");
    const pane = box.querySelector(".typing");
    const said = box.querySelector("#typed");
    const list = box.querySelector("#choices");
    let words = null;
    let choices = [];
    let at = -1;
    let mended = document.querySelector("[data-mend]")?.dataset.mend ?? "";
    let timer = 0;
    let asking = null;
    // A mistake that the page shows is not covered by choices before somebody types.
    let quiet = input.getAttribute("aria-invalid") === "true";

    async function learn() {
      if (words) return;
      words = { operators: [], syntax: [], fields: [] };
      try {
        words = await (await fetch(box.dataset.vocabulary, { headers: { Accept: "application/json" } })).json();
      } catch { words = null; return; }
      if (document.activeElement === input) offer();
    }

    // The word under the cursor, and where it begins; inside quotation marks nothing is offered.
    function piece() {
      const before = input.value.slice(0, input.selectionStart ?? input.value.length);
      const quotes = (before.match(/["„“”]/g) ?? []).length;
      const word = /[^\s()]*$/.exec(before)[0];
      return { word, from: before.length - word.length, to: before.length, quoted: quotes % 2 === 1 && !/:["„“”][^"„“”]*$/.test(before) };
    }

    function found() {
      if (!words) return [];
      const { word, from, to, quoted } = piece();
      if (quoted) return [];
      const field = /^([^\s:><=]+)(:|[><]=?|=)(["„“”]?)(.*)$/.exec(word);
      if (field) {
        const known = words.fields.find((one) => one.names.includes(field[1].toLowerCase()));
        const wanted = field[4].toLowerCase();
        return (known?.values ?? []).filter((one) => has(one.text, wanted) || has(one.says, wanted))
          .map((one) => ({ label: one.text, says: one.says, text: `${field[1]}${field[2]}${one.text} `, from, to }));
      }
      const wanted = word.toLowerCase();
      const fields = words.fields.filter((one) => wanted === "" || one.names.some((name) => name.startsWith(wanted)))
        .map((one) => ({ label: `${one.name}${one.sign}`, says: one.says, text: `${one.name}${one.sign}`, more: true, from, to }));
      if (wanted === "") {
        const operators = /\S\s$/.test(input.value.slice(0, to)) ? words.operators : [];
        return [...operators.map((one) => ({ label: one.text, says: one.says, text: `${one.text} `, from, to })), ...fields];
      }
      const operators = words.operators.filter((one) => one.text.toLowerCase().startsWith(wanted)).map((one) => ({ label: one.text, says: one.says, text: `${one.text} `, from, to }));
      const values = wanted.length < 2 ? [] : words.fields.flatMap((field) => field.values.filter((one) => starts(one.says, wanted) || starts(one.text, wanted))
        .map((one) => ({ label: `${field.name}:${one.text}`, says: one.says, text: `${field.name}:${one.text} `, from, to })));
      return [...fields, ...operators, ...values];
    }

    const has = (text, part) => text.toLowerCase().includes(part);
    const starts = (text, part) => text.toLowerCase().split(/[\s_-]+/).some((word) => word.startsWith(part));

    function offer() {
      if (quiet) return;
      choices = found().slice(0, MOST_CHOICES);
      at = -1;
      list.replaceChildren(...choices.map((one, number) => {
        const row = element("li", "", { id: `choice-${number}`, role: "option", ariaSelected: "false" });
        row.append(element("code", one.label), element("span", one.says));
        row.addEventListener("pointerdown", (event) => { event.preventDefault(); take(number); });
        return row;
      }));
      if (input.value === "" && words) {
        for (const one of words.syntax) {
          const row = element("li", "", { role: "presentation", className: "example" });
          row.append(element("code", one.text), element("span", one.says));
          list.append(row);
        }
      }
      show();
    }

    function show() {
      const open = document.activeElement === input && Boolean(list.children.length || said.textContent);
      pane.hidden = !open;
      input.setAttribute("aria-expanded", String(open && choices.length > 0));
      if (!open) input.removeAttribute("aria-activedescendant");
    }

    function point(to) {
      if (!choices.length) return;
      list.children[at]?.setAttribute("aria-selected", "false");
      at = (to + choices.length) % choices.length;
      const row = list.children[at];
      row.setAttribute("aria-selected", "true");
      row.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", row.id);
    }

    function take(number) {
      const one = choices[number];
      input.setRangeText(one.text, one.from, one.to, "end");
      changed();
    }

    function changed() {
      quiet = false;
      mended = "";
      offer();
      clearTimeout(timer);
      asking?.abort();
      timer = setTimeout(preview, PAUSE_MS);
    }

    async function preview() {
      const text = input.value.trim();
      if (!text) { said.replaceChildren(); show(); return; }
      asking = new AbortController();
      const asked = new URLSearchParams(new FormData(input.form));
      asked.set("q", text);
      try {
        const answer = await fetch(`${box.dataset.preview}?${asked}`, { signal: asking.signal, headers: { Accept: "application/json" } });
        if (answer.ok) tell(await answer.json());
        else said.textContent = box.dataset.lost;
      } catch (error) {
        if (error.name !== "AbortError") said.textContent = box.dataset.lost;
      }
      show();
    }

    function tell({ wrong, warnings, count }) {
      mended = wrong?.mended ?? "";
      if (wrong) {
        const line = element("pre", "", { ariaHidden: "true" });
        line.append(`${wrong.before}${wrong.after}\n`, element("span", `${" ".repeat(wrong.before.length)}▲`, { className: "caret" }));
        said.replaceChildren(line, element("p", wrong.text));
        if (mended) {
          const row = element("p", "", { className: "mend" });
          const button = element("button", box.dataset.fix, { type: "button", className: "button small", tabIndex: -1 });
          button.addEventListener("pointerdown", (event) => { event.preventDefault(); mend(); });
          row.append(button, " ", element("code", mended), " ", element("kbd", "Alt"), " ", element("kbd", "↵"));
          said.append(row);
        }
        return;
      }
      said.replaceChildren(element("p", count, { className: "foretold" }), ...warnings.map((one) => element("p", one.text, { className: "careful" })));
    }

    function mend() {
      if (!mended) return false;
      input.value = mended;
      input.setSelectionRange(mended.length, mended.length);
      input.focus();
      document.getElementById("wrong")?.remove();
      input.removeAttribute("aria-invalid");
      changed();
      return true;
    }

    input.addEventListener("input", changed);
    input.addEventListener("focus", () => { learn(); offer(); });
    input.addEventListener("click", offer);
    input.addEventListener("blur", () => { pane.hidden = true; input.setAttribute("aria-expanded", "false"); });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.altKey) { if (mend()) event.preventDefault(); return; }
      if (pane.hidden) { if (event.key === "ArrowDown") { quiet = false; offer(); event.preventDefault(); } return; }
      if (event.key === "ArrowDown") { point(at + 1); event.preventDefault(); }
      else if (event.key === "ArrowUp") { point(at < 0 ? choices.length - 1 : at - 1); event.preventDefault(); }
      else if (event.key === "Enter" && at >= 0) { take(at); event.preventDefault(); }
      else if (event.key === "Tab" && !event.shiftKey && at >= 0) { take(at); event.preventDefault(); }
      else if (event.key === "Escape") { pane.hidden = true; input.setAttribute("aria-expanded", "false"); at = -1; event.stopPropagation(); event.preventDefault(); }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.altKey && event.target !== input && mend()) event.preventDefault();
    });
    if (document.activeElement === input) learn();
  }

  function element(name, text, more = {}) {
    const made = Object.assign(document.createElement(name), more);
    if (text) made.textContent = text;
    if (more.role) made.setAttribute("role", more.role);
    return made;
  }

  function brushes() {
    for (const plot of document.querySelectorAll("[data-brush]:not([data-ready])")) brush(plot);
  }

  // Drag over the bars, or Shift and the arrow keys; Enter narrows the search to what is selected.
  function brush(plot) {
    plot.dataset.ready = "1";
    const bars = [...plot.querySelectorAll("a[data-since]")];
    const rect = plot.querySelector(".brush");
    const figure = plot.closest("figure");
    const tell = figure.querySelector("[data-brushed]");
    const rest = figure.querySelector("[data-rest]");
    let from = -1;
    let to = -1;
    let dragging = false;

    const left = (bar) => Number(bar.querySelector(".hit").getAttribute("x"));
    const right = (bar) => left(bar) + Number(bar.querySelector(".hit").getAttribute("width"));
    const range = () => [Math.min(from, to), Math.max(from, to)];

    function under(event) {
      const place = plot.getBoundingClientRect();
      const x = ((event.clientX - place.left) / place.width) * 1000;
      const found = bars.findIndex((bar) => x < right(bar));
      return found < 0 ? bars.length - 1 : found;
    }

    function draw() {
      const none = from < 0;
      rect.toggleAttribute("hidden", none);
      rest.hidden = !none;
      if (none) { tell.textContent = ""; return; }
      const [first, last] = range();
      rect.setAttribute("x", left(bars[first]));
      rect.setAttribute("width", right(bars[last]) - left(bars[first]));
      const n = bars.slice(first, last + 1).reduce((sum, bar) => sum + Number(bar.dataset.n || 0), 0);
      const span = first === last ? bars[first].dataset.says : `${bars[first].dataset.says} – ${bars[last].dataset.says}`;
      tell.textContent = `${span}: ${n.toLocaleString(document.documentElement.lang)} ${tell.dataset.posts}`;
    }

    function narrow() {
      const [first, last] = range();
      const address = new URL(bars[first].getAttribute("href"), location.href);
      address.searchParams.set("since", bars[first].dataset.since);
      address.searchParams.set("until", bars[last].dataset.until);
      location.href = address.href;
    }

    plot.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      dragging = true;
      from = to = under(event);
      plot.setPointerCapture(event.pointerId);
      event.preventDefault();
      draw();
    });
    plot.addEventListener("pointermove", (event) => { if (dragging) { to = under(event); draw(); } });
    plot.addEventListener("pointerup", () => { if (dragging) { dragging = false; narrow(); } });
    plot.addEventListener("pointercancel", () => { dragging = false; from = to = -1; draw(); });
    plot.addEventListener("dragstart", (event) => event.preventDefault());
    plot.addEventListener("blur", () => { if (!dragging) { from = to = -1; draw(); } });
    plot.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -bars.length, End: bars.length }[event.key];
      if (step) {
        const next = to < 0 ? (step > 0 ? 0 : bars.length - 1) : Math.min(Math.max(to + step, 0), bars.length - 1);
        to = next;
        if (!event.shiftKey || from < 0) from = next;
        draw();
      } else if (event.key === "Enter" && from >= 0) narrow();
      else if (event.key === "Escape" && from >= 0) { from = to = -1; draw(); event.stopPropagation(); }
      else return;
      event.preventDefault();
    });
  }
})();
