// Binds the keys of the table that the help sheet shows (frame/keys.py). Nothing here needs a mouse.
"use strict";
(() => {
  const table = JSON.parse(document.getElementById("keys")?.textContent ?? "[]");
  const help = document.getElementById("help");
  let waiting = "";
  let timer = 0;

  const seen = (element) => element.offsetParent !== null || element.getClientRects().length > 0;
  const act = (name) => [...document.querySelectorAll(`[data-act="${name}"]`)].find(seen);
  const rows = () => [...document.querySelectorAll("[data-row]")];

  // The row with the cursor: the focused one, else the open one.
  function current() {
    return document.activeElement?.closest?.("[data-row]") ?? document.querySelector("[data-row][aria-current]");
  }

  function move(step) {
    const all = rows().filter(seen);
    const at = all.indexOf(current());
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)] ?? null;
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
    // Beside an open case the next one opens at once; in the bare list Enter opens.
    if (next && document.querySelector(".panes.chosen") && next !== all[at]) next.click();
  }

  function leave() {
    const open = document.querySelector("details[open].menu, details[open].closing");
    if (help?.open) help.close();
    else if (open) { open.open = false; open.querySelector("summary").focus(); }
    else if (typing(document.activeElement)) document.activeElement.blur();
    else act("back")?.click();
  }

  const does = {
    go: (target) => { location.href = target; },
    focus: (name) => { const found = act(name); if (found) { found.focus(); found.select?.(); } else if (name === "search") go("archive"); },
    move: (step) => move(Number(step)),
    help: () => help?.showModal(),
    leave,
    press: (name) => {
      if (name === "open") return current()?.click();
      const found = act(name);
      found?.click();
      if (name === "close") found?.parentElement.querySelector("input[type=radio]:checked")?.focus();
    },
  };

  function go(id) {
    const link = document.querySelector(`.rail a[href*="/${id}/"]`);
    if (link) location.href = link.href;
  }

  const typing = (element) => Boolean(element?.matches?.("input:not([type=radio]):not([type=checkbox]), textarea, select"));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key !== "Escape" && (typing(event.target) || help?.open)) {
      return;
    }
    if (event.key === "Enter" && event.target.closest?.("a, button, summary, [type=radio]")) return;
    const pressed = waiting ? `${waiting} ${event.key}` : event.key;
    clearTimeout(timer);
    waiting = "";
    const key = table.find((one) => one.keys === pressed);
    if (key) {
      event.preventDefault();
      does[key.does](key.target);
    } else if (table.some((one) => one.keys.startsWith(`${event.key} `))) {
      waiting = event.key;
      timer = setTimeout(() => { waiting = ""; }, 1200);
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-act=help]")) help?.showModal();
    for (const open of document.querySelectorAll("details[open].menu, details[open].closing")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
})();
