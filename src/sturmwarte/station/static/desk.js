// The desk: selecting rows, what is unread, who else is here. Nothing of it leaves this browser but a selection.
"use strict";
(() => {
  const list = () => document.querySelector(".desk .list");
  const boxes = () => [...document.querySelectorAll("[data-pick]")];
  const caseOf = (box) => box.dataset.pick.split(":")[0];

  // Which cases are selected, each with the revision that was seen: kept over pages of the list.
  const PICKED = "picked";
  const query = () => list()?.dataset.query ?? "";
  const before = JSON.parse(sessionStorage.getItem(PICKED) ?? "{}");
  const picked = new Map(before.query === query() ? Object.entries(before.cases) : []);
  let anchor = ""; // the case a range begins with; its row may be another one by then

  function pick(box, on) {
    const id = caseOf(box);
    if (on && !picked.has(id)) picked.set(id, box.dataset.pick.split(":")[1]);
    if (!on) picked.delete(id);
    box.checked = on;
  }

  function show() {
    sessionStorage.setItem(PICKED, JSON.stringify({ query: query(), cases: Object.fromEntries(picked) }));
    document.body.classList.toggle("picking", picked.size > 0); // a list fetched anew would lose it
    for (const one of document.querySelectorAll("[data-picked]")) one.textContent = picked.size;
    for (const box of boxes()) {
      box.checked = picked.has(caseOf(box));
      box.closest(".entry")?.classList.toggle("picked", box.checked);
    }
  }

  const boxOf = (row) => row?.closest(".entry")?.querySelector("[data-pick]");
  const current = () => boxOf(document.activeElement?.closest?.("[data-row]") ?? document.querySelector("[data-row][aria-current]"));

  function range(to) {
    const all = boxes();
    const from = all.findIndex((box) => caseOf(box) === anchor);
    const [first, last] = [from < 0 ? all.indexOf(to) : from, all.indexOf(to)].sort((a, b) => a - b);
    for (const box of all.slice(first, last + 1)) pick(box, true);
  }

  const acts = {
    select: () => { const box = current(); if (box) { pick(box, !box.checked); anchor = caseOf(box); } },
    "select-range": () => { const box = current(); if (box) range(box); },
    "select-all": () => { const all = boxes(); const on = all.some((box) => !box.checked); for (const box of all) pick(box, on); },
  };

  document.addEventListener("click", (event) => {
    const name = event.target.closest?.("[data-act]")?.dataset.act;
    if (acts[name]) { acts[name](); show(); }
    if (event.target.closest?.("[data-pick-none]")) { picked.clear(); show(); }
    const box = event.target.closest?.("[data-pick]");
    if (box) {
      pick(box, box.checked);
      if (event.shiftKey && anchor) range(box);
      anchor = caseOf(box);
      show();
    }
    const text = event.target.closest?.("[data-use]")?.dataset.use;
    const area = text && document.getElementById("answer");
    if (area) { area.value = text; area.dispatchEvent(new Event("input", { bubbles: true })); area.focus(); }
  });

  // Before htmx collects the form's values.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-bulk]")) return;
    for (const [id, revision] of picked) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "pick", value: `${id}:${revision}` });
      event.target.append(field);
    }
    picked.clear();
    sessionStorage.removeItem(PICKED);
  }, true);

  // Unread: what moved since this browser last showed it. Whoever opens the desk for the first time has read all.
  const SEEN = "seen-cases";
  const KEEP = 3000;
  const now = Date.now();
  const seen = JSON.parse(localStorage.getItem(SEEN) ?? `{"since":${now},"cases":{}}`);

  function unread() {
    for (const row of document.querySelectorAll("[data-stamp]")) {
      const id = row.id.slice(4);
      const stamp = Number(row.dataset.stamp);
      if (row.getAttribute("aria-current")) read(id, stamp);
      row.classList.toggle("unread", stamp > (seen.cases[id] ?? seen.since));
    }
    localStorage.setItem(SEEN, JSON.stringify(seen));
  }

  function read(id, stamp) {
    seen.cases[id] = Math.max(stamp, seen.cases[id] ?? 0);
    const all = Object.entries(seen.cases);
    if (all.length > KEEP) seen.cases = Object.fromEntries(all.sort((a, b) => b[1] - a[1]).slice(0, KEEP / 2));
  }

  // Presence: said every few seconds while the page is looked at, and taken back when it no longer is.
  const BEAT_MS = 10000;
  const WRITING_MS = 8000;
  const page = Math.random().toString(36).slice(2);
  let typed = 0;
  let told = "";

  async function tell(gone = false) {
    const line = document.querySelector("[data-presence]");
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    const place = line?.dataset.presence ?? "";
    if (told && told !== place) leave();
    if (!place || !token || (document.hidden && !gone)) return;
    told = place;
    const writes = Date.now() - typed < WRITING_MS ? "1" : "";
    try {
      const answer = await fetch(place, { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: token, page, writes }) });
      const text = await answer.text();
      if (answer.ok && line.isConnected && line.dataset.presence === place) line.innerHTML = text;
    } catch { /* the connection is lost: the strip says so */ }
  }

  function leave() {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (told && token) navigator.sendBeacon(told, new URLSearchParams({ csrfmiddlewaretoken: token, page, gone: "1" }));
    told = "";
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("#detail textarea")) return;
    const fresh = Date.now() - typed > WRITING_MS;
    typed = Date.now();
    if (fresh) tell();
  });
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : tell()));
  setInterval(tell, BEAT_MS);

  // A form that a key opened is ready to be filled in.
  document.addEventListener("toggle", (event) => {
    const open = event.target;
    if (!open.matches?.(".desk .closing[open]") || open.contains(document.activeElement?.closest?.(".sheet"))) return;
    open.querySelector(".sheet input[type=radio]:checked, .sheet select, .sheet input:not([type=hidden]), .sheet textarea")?.focus();
  }, true);

  document.addEventListener("htmx:afterSettle", (event) => {
    show();
    unread();
    if (document.querySelector("[data-presence]")?.dataset.presence !== told) { typed = 0; tell(); }
  });
  show();
  unread();
  tell();
})();
