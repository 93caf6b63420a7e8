// Keeps the page up to date: the station says what changed, the page fetches again what shows it.
"use strict";
(() => {
  const FIRST_WAIT_MS = 1000;
  const LONGEST_WAIT_MS = 5000; // with the jitter 7.5 s: whoever restarts the station has everybody back in 15 s
  const SILENCE_MS = 40000; // two heartbeats and a little
  const AGES_MS = 60000; // "3 min ago" must not stay for an hour
  const LATER_MS = 2000;
  const RESTS_AFTER_MS = 10000;
  let wait = FIRST_WAIT_MS;
  let last = Date.now();
  let lastId = "";
  let state = "";
  let stream = null;
  let plannedReturn = 0;
  let failures = 0;

  const clock = () => new Date(last).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

  // The strip is fetched again now and then, so the words are put in anew each time.
  function tell(now = state) {
    state = now;
    const link = document.querySelector("[data-link]");
    if (!link || !state) return;
    link.dataset.state = state;
    link.querySelector("[data-words]").textContent = state === "lost" ? `${link.dataset.lost} ${clock()}` : link.dataset[state];
  }

  // It begins where the page was drawn, so that nothing falls between the drawing and the listening.
  function listen() {
    clearTimeout(plannedReturn);
    stream?.close();
    lastId ||= document.getElementById("strip")?.dataset.after ?? "";
    stream = new EventSource(`/events?after=${encodeURIComponent(lastId)}`);
    stream.addEventListener("hello", (event) => {
      heard(event);
      failures = 0;
      wait = FIRST_WAIT_MS;
      tell("live");
      if (JSON.parse(event.data).all) refetchAll();
    });
    stream.addEventListener("beat", (event) => { heard(event); tell("live"); });
    stream.addEventListener("change", (event) => { heard(event); note(JSON.parse(event.data)); });
    stream.onerror = lost;
  }

  function heard(event) {
    last = Date.now();
    if (event.lastEventId) lastId = event.lastEventId;
  }

  // Everybody comes back at a moment of their own, or a restart of the station is met by all at once.
  function lost() {
    stream?.close();
    stream = null;
    tell(state === "out" ? "out" : "lost");
    failures += 1;
    if (failures === 3) askWhy();
    clearTimeout(plannedReturn);
    plannedReturn = setTimeout(listen, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 1.6, LONGEST_WAIT_MS);
  }

  // A stream that fails does not say why. Somebody whose login has ended stays on the page: they may be writing.
  async function askWhy() {
    const answer = await fetch("/strip/", { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 401) tell("out");
    else failures = 0;
  }

  // A browser keeps six connections to a station for all its windows: one that nobody looks at gives its own
  // back, and hears what it missed when somebody looks again.
  let resting = 0;
  function looked() {
    clearTimeout(resting);
    if (document.hidden) resting = setTimeout(rest, RESTS_AFTER_MS);
    else if (!stream) listen();
  }
  function rest() {
    clearTimeout(plannedReturn);
    stream?.close();
    stream = null;
  }

  const due = new Set();
  let planned = 0;

  // Many changes in a moment become one fetch.
  function note(changes) {
    for (const part of document.querySelectorAll("[data-refetch]")) {
      const wanted = part.dataset.on.split(" ");
      if (changes.some((one) => wanted.includes(one.kind) || wanted.includes(`${one.kind}:${one.ref}`))) due.add(part.id || part.dataset.into);
    }
    if (due.size && !planned) planned = setTimeout(refetch, 250);
  }

  function refetch() {
    planned = 0;
    const now = new Set(due);
    due.clear();
    for (const part of document.querySelectorAll("[data-refetch]")) {
      const into = part.dataset.into ?? part.id;
      if (!now.has(into)) continue;
      const target = document.getElementById(into);
      if (!target) continue;
      if (busy(target)) { later(into); continue; }
      // Each part asks for itself: of several requests of one element htmx keeps the first and the last.
      htmx.ajax("GET", part.dataset.refetch, { source: target, target, swap: "innerHTML show:none", headers: { "X-Refetch": "1" } });
    }
  }

  // A part in use is tried again; what changed meanwhile is caught by the case's revision.
  function later(into) {
    due.add(into);
    planned ||= setTimeout(refetch, LATER_MS);
  }

  function refetchAll() {
    for (const part of document.querySelectorAll("[data-refetch]")) due.add(part.dataset.into ?? part.id);
    refetch();
  }

  // What somebody is writing or has opened is not taken from under their hands.
  function busy(target) {
    const at = document.activeElement;
    const writing = target.contains(at) && at.matches("textarea, input:not([type=hidden])");
    const typed = [...target.querySelectorAll("textarea")].some((one) => one.value !== one.defaultValue);
    return writing || typed || Boolean(target.querySelector("details.menu[open], details.closing[open]"));
  }

  // Whether the page still shows in this place what was asked for.
  function wanted(target, path) {
    return [...document.querySelectorAll("[data-refetch]")].some((part) => (part.dataset.into ?? part.id) === target.id && part.dataset.refetch === path);
  }

  const places = new Map();
  // At the last moment: whoever works has moved on since the part was asked for. With the part itself: several
  // are fetched at once, and only one of them holds the focus.
  function keepPlace(target) {
    target.dataset.focused = target.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...target.querySelectorAll("details[data-fold]")].map((one) => one.open);
    target.dataset.open = JSON.stringify(open);
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = event.detail;
    if (requestConfig?.headers?.["X-Refetch"]) {
      // Somebody may have begun to write while the answer was on its way, or be at the next case.
      const late = busy(target);
      if (late) later(target.id);
      if (late || !wanted(target, requestConfig.path)) {
        event.detail.shouldSwap = false;
        return;
      }
      keepPlace(target);
    }
    for (const one of document.querySelectorAll(".list, .detail")) places.set(one.className, one.scrollTop);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const { target, requestConfig } = event.detail;
    const again = requestConfig?.headers?.["X-Refetch"];
    if (target.id !== "detail" || again) restore(again);
    if (target.id === "detail" && !again) opened(target);
    mark();
    if (again && target.dataset.open) {
      const was = JSON.parse(target.dataset.open);
      target.querySelectorAll("details[data-fold]").forEach((one, at) => { one.open = was[at] ?? one.open; });
    }
    if (again && target.dataset.focused) document.getElementById(target.dataset.focused)?.focus({ preventScroll: true });
    tell();
    fade();
  });

  function restore(again) {
    for (const one of document.querySelectorAll(".list, .detail")) {
      if (again || one.classList.contains("list")) one.scrollTop = places.get(one.className) ?? 0;
    }
  }

  // The row of the open case, whichever was open when the list was fetched.
  function mark() {
    const id = document.querySelector("#detail [data-case]")?.dataset.case;
    if (!document.getElementById("detail")) return;
    for (const row of document.querySelectorAll("#cases [data-row]")) {
      if (row.id === `row-${id}`) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  // A step on a case brings the whole content anew: whoever works by keyboard stands in it, not nowhere.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!adrift(event.detail.target) || event.detail.requestConfig?.headers?.["X-Refetch"]) return;
    const refused = document.querySelector(".closing[open] input:checked");
    (refused ?? document.querySelector("[data-row][aria-current]"))?.focus({ preventScroll: true });
    document.activeElement.closest("[data-row]")?.scrollIntoView({ block: "nearest" });
  });

  // The row of the case that was just settled is still in the list, and htmx gives it the focus it had.
  function adrift(target) {
    const at = document.activeElement;
    return at === document.body || (target?.id === "content" && at.matches("[data-row]:not([aria-current])"));
  }

  // A case was opened beside the list: show its pane, start at its top.
  function opened(detail) {
    const panes = detail.closest("[data-panes]");
    const id = detail.querySelector("[data-case]")?.dataset.case;
    panes?.classList.add("chosen");
    detail.scrollTop = 0;
    document.getElementById(`row-${id}`)?.scrollIntoView({ block: "nearest" });
    if (matchMedia("(max-width: 760px)").matches) scrollTo(0, 0);
  }

  // Good news leaves by itself; a refusal stays until the next step.
  function fade() {
    for (const message of document.querySelectorAll(".message.success:not([data-timed]), .message.info:not([data-timed])")) {
      message.dataset.timed = "1";
      setTimeout(() => message.remove(), 10000);
    }
  }

  document.addEventListener("htmx:sendError", () => tell("lost"));
  addEventListener("DOMContentLoaded", () => {
    fade();
    if (!document.querySelector("[data-link]")) return;
    listen();
    setInterval(() => { if (stream && Date.now() - last > SILENCE_MS) lost(); }, 5000);
    setInterval(() => { if (!document.hidden) refetchAll(); }, AGES_MS);
  });
  document.addEventListener("visibilitychange", () => { if (document.querySelector("[data-link]")) looked(); });
  addEventListener("online", () => { if (state === "lost" && document.querySelector("[data-link]")) listen(); });
  addEventListener("pagehide", rest);
  addEventListener("pageshow", (event) => { if (event.persisted && document.querySelector("[data-link]")) listen(); });
})();
