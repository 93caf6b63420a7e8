// Editing the plan: rows come and go without losing what was typed, and nothing unsaved is left behind.
"use strict";
(() => {
  const form = document.querySelector("form[data-entry], form[data-file]");
  if (!form) return;
  const unsaved = form.querySelector(".unsaved") ?? document.querySelector(".unsaved");
  let dirty = Boolean(form.querySelector("[name=changed]"));
  let leaving = false;

  function touched() {
    dirty = true;
    if (unsaved) unsaved.hidden = false;
  }
  if (dirty) touched();
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);

  // A row more or less: the server draws the fields again from what is typed, nothing is saved by it.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-shape]");
    if (!button) return;
    event.preventDefault();
    touched();
    const values = Object.fromEntries([["op", button.value]]);
    htmx.ajax("POST", location.pathname, { source: button, target: "#fields", swap: "innerHTML", values }).then(() => settle(button.value));
  });

  // What was just added gets the cursor.
  function settle(op) {
    const [verb, name] = op.split(/:(.*)/s);
    const box = document.getElementById(`f-${name.replace(/[^\p{L}\p{N}]/gu, "-")}`);
    if (verb === "add") [...(box?.querySelectorAll(":scope > .one") ?? [])].pop()?.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    else if (verb === "open" || verb === "row") box?.querySelector("input:not([type=hidden]), select, summary")?.focus();
    else (box ?? form.querySelector("input:not([type=hidden])"))?.scrollIntoView({ block: "nearest" });
  }

  // On the way to another page of the plan the form is saved first, then the way is gone.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !dirty || leaving || event.ctrlKey || event.metaKey || event.shiftKey || link.target || link.download) return;
    const there = new URL(link.href);
    if (form.matches("[data-file]") || there.origin !== location.origin || !there.pathname.startsWith("/plan/")) return;
    event.preventDefault();
    const then = document.createElement("input");
    then.type = "hidden";
    then.name = "then";
    then.value = there.pathname + there.search;
    form.append(then);
    leaving = true;
    form.submit();
  });
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && (event.key === "Enter" || event.key === "s")) {
      event.preventDefault();
      event.stopPropagation();
      leaving = true;
      form.requestSubmit();
    }
  }, true);

  const text = document.getElementById("file-text");
  if (!text) return;
  const gutter = form.querySelector(".gutter");

  function number() {
    const wanted = text.value.split("\n").length;
    while (gutter.children.length < wanted) gutter.append(Object.assign(document.createElement("span"), { textContent: gutter.children.length + 1 }));
    while (gutter.children.length > wanted) gutter.lastChild.remove();
    mark();
  }
  function mark() {
    for (const one of gutter.querySelectorAll(".bad")) one.classList.remove("bad");
    for (const one of document.querySelectorAll("#line-faults .error [data-here]")) gutter.children[one.dataset.line - 1]?.classList.add("bad");
  }
  function goTo(line, column = 1) {
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    text.focus({ preventScroll: true });
    text.setSelectionRange(start + column - 1, start + (lines[line - 1]?.length ?? 0));
    text.scrollTop = Math.max(0, (line - 6) * 20);
  }
  text.addEventListener("input", number);
  text.addEventListener("scroll", () => { gutter.scrollTop = text.scrollTop; });
  text.addEventListener("keydown", (event) => {
    // Escape first lets Tab leave the field again.
    if (event.key !== "Tab" || event.shiftKey || text.dataset.left) { text.dataset.left = event.key === "Escape" ? "1" : ""; return; }
    event.preventDefault();
    text.setRangeText("  ", text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.id === "line-faults") mark(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#line-faults [data-here]");
    if (!link || link.dataset.line === "0") return;
    event.preventDefault();
    goTo(Number(link.dataset.line), Number(link.dataset.column) || 1);
  });
  mark();
  if (Number(text.dataset.line)) goTo(Number(text.dataset.line));
})();
