// Reading the briefing counts as a look only when it lay before somebody: the tab in front and in use, for as long
// as it takes to read, and to its end. Until then nothing is said to the station.
"use strict";
(() => {
  const STEP_MS = 1000;
  const LEAST_S = 12;
  const READS_A_SECOND = 25; // characters: an easy pace
  const LONGEST_S = 45;
  const STILL_THERE_MS = 60000; // a page left open on an empty chair is not read
  const form = document.querySelector("form[data-read]");
  const end = document.querySelector("[data-end]");
  if (!form || !end) return;

  const words = document.querySelector(".brief-body").textContent.length;
  const needed = Math.min(Math.max(LEAST_S, words / READS_A_SECOND), LONGEST_S);
  let before = 0;
  let reachedEnd = false;
  let lastTouch = Date.now();
  let clock = 0;

  new IntersectionObserver((seen) => { reachedEnd ||= seen.some((one) => one.isIntersecting); }).observe(end);
  for (const kind of ["pointermove", "keydown", "scroll", "wheel", "touchstart"]) {
    addEventListener(kind, () => { lastTouch = Date.now(); }, { passive: true, capture: true });
  }

  clock = setInterval(() => {
    const there = !document.hidden && document.hasFocus() && Date.now() - lastTouch < STILL_THERE_MS;
    if (there) before += STEP_MS / 1000;
    if (before >= needed && reachedEnd) done();
  }, STEP_MS);

  function done() {
    clearInterval(clock);
    window.htmx?.trigger(form, "submit");
  }

  // Said once, by hand or by reading: not again.
  form.addEventListener("htmx:afterRequest", () => { clearInterval(clock); form.querySelector("button").disabled = true; });
})();
