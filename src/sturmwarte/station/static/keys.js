// Binds the keys of the table that the help sheet shows (frame/keys.py). Nothing here needs a mouse.
"use strict";
(() => {
  const table = JSON.parse(document.getElementById("keys")?.textContent ?? "[]");
  const help = document.getElementById("help");
  let waiting = "";
  let timer = 0;
  let opening = false;
  let kept = [];
  let before = null;

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
    if (open) fold(open);
    else if (typing(document.activeElement)) document.activeElement.blur();
    else back();
  }

  // Beside its list an open case needs no link back, but Escape leaves it; its row keeps the focus.
  const LEFT = "left-row";
  function back() {
    const row = document.querySelector(".panes.chosen [data-row][aria-current]");
    if (row?.id) sessionStorage.setItem(LEFT, row.id);
    (act("back") ?? document.querySelector(".panes.chosen .detail [data-act=back]"))?.click();
  }

  // Where the tabs are wider than the page, the one that is open must not be out of sight.
  function reveal() {
    for (const tabs of document.querySelectorAll(".tabs")) {
      const open = tabs.querySelector("[aria-current]");
      if (!open || tabs.scrollWidth <= tabs.clientWidth) continue;
      const [inner, outer] = [open.getBoundingClientRect(), tabs.getBoundingClientRect()];
      tabs.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
    }
  }
  document.addEventListener("htmx:afterSettle", reveal);
  reveal();

  const left = sessionStorage.getItem(LEFT);
  sessionStorage.removeItem(LEFT);
  if (left) document.getElementById(left)?.focus();

  // Focus goes back to where it was when a key opened the form.
  function fold(open) {
    open.open = false;
    (before?.isConnected && seen(before) ? before : open.querySelector("summary")).focus();
    before = null;
  }

  // `c` on the open form only leads back into it.
  function close() {
    const details = act("close")?.parentElement;
    if (!details) return;
    if (!details.contains(document.activeElement)) before = document.activeElement;
    details.open = true;
    details.querySelector("input[type=radio]:checked")?.focus();
  }

  function submit() {
    const at = document.activeElement?.closest?.("form.note, form.answer, .closing form");
    (at ?? document.querySelector(".closing[open] form"))?.requestSubmit();
  }

  const does = {
    go: (target) => { location.href = target; },
    focus: (name) => { const found = act(name); if (found) { found.focus(); found.select?.(); } else if (name === "search") go("archive"); },
    move: (step) => move(Number(step)),
    help: () => help?.showModal(),
    palette: () => document.dispatchEvent(new CustomEvent("palette:open")),
    leave,
    submit,
    press: (name) => {
      if (name === "open") current()?.click();
      else if (name === "close") close();
      else act(name)?.click();
    },
  };

  function go(id) {
    const link = document.querySelector(`.rail a[href*="/${id}/"]`);
    if (link) location.href = link.href;
  }

  const typing = (element) => Boolean(element?.matches?.("input:not([type=radio]):not([type=checkbox]), textarea, select"));

  // Until the next case is there, its verbs would still hit the one before it: they wait.
  const waits = (key) => opening && (["submit", "focus"].includes(key.does) || (key.does === "press" && key.target !== "open"));
  // What a page fetches for itself, a chart or a refreshed part, opens nothing.
  const opens = (detail) => ["detail", "content"].includes(detail.target?.id) && !detail.requestConfig?.headers?.["X-Refetch"];

  document.addEventListener("htmx:beforeRequest", (event) => { if (opens(event.detail)) opening = true; });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!opens(event.detail) || event.detail.successful) return;
    opening = false;
    kept = [];
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!opening || !opens(event.detail)) return;
    opening = false;
    const keys = kept;
    kept = [];
    for (const key of keys) press(key);
  });

  function press(key) {
    if (waits(key)) kept.push(key);
    else does[key.does](key.target);
  }

  // One letter may mean different things in different places: it means what is on the page.
  function meant(pressed) {
    const all = table.filter((one) => one.keys === pressed);
    return all.find((one) => one.does === "go" || act(one.target)) ?? all[0];
  }

  // What the palette lists: the keys that do something on this page, as it is now.
  // Walking through the list is no step that anybody would look for there.
  const possible = (key) => ["press", "focus"].includes(key.does) && !["open", "next"].includes(key.target) && Boolean(act(key.target));
  window.sturmwarteKeys = { table, possible: () => table.filter(possible), press };

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.isComposing) return;
    // An open window has its own keys, Escape among them.
    if (document.querySelector("dialog[open]")) return;
    if (event.ctrlKey || event.metaKey) {
      const key = table.find((one) => one.keys === `Control+${event.key}`);
      if (key) { event.preventDefault(); press(key); }
      return;
    }
    if (event.key !== "Escape" && typing(event.target)) return;
    if (event.key === "Enter" && event.target.closest?.("a, button, summary, [type=radio]")) return;
    const pressed = waiting ? `${waiting} ${event.key}` : event.key;
    clearTimeout(timer);
    waiting = "";
    const key = meant(pressed);
    if (key) {
      event.preventDefault();
      press(key);
    } else if (table.some((one) => one.keys.startsWith(`${event.key} `))) {
      waiting = event.key;
      timer = setTimeout(() => { waiting = ""; }, 1200);
    }
  });

  // Behind an open window the list may be fetched anew, and what was under the cursor with it: it is found by its name.
  let last = "";
  document.addEventListener("focusin", ({ target }) => { if (target.id && !target.closest("dialog")) last = target.id; });
  document.addEventListener("close", () => {
    if (document.activeElement === document.body) document.getElementById(last)?.focus({ preventScroll: true });
  }, true);

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-act=help]")) help?.showModal();
    if (event.target.closest("[data-act=palette]")) does.palette();
    for (const open of document.querySelectorAll("details[open].menu, details[open].closing")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
})();
