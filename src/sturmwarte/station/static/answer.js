// Answering: counts letters and seconds. Without it the form and the stop button work all the same.
"use strict";
(() => {
  const found = (name) => [...document.querySelectorAll(name)];

  // A text the server gave back counts as typed, so that no refresh takes it away.
  function keep() {
    for (const area of found("form.answer textarea")) {
      const text = area.value;
      if (!text || area.value !== area.defaultValue) continue;
      area.defaultValue = "";
      area.value = text;
    }
  }

  function count(area) {
    const into = document.querySelector(`[data-length-of="${area.id}"]`);
    const most = Number(area.dataset.longest);
    if (!into) return;
    into.dataset.plain ??= into.textContent;
    const length = [...area.value.trim()].length;
    into.textContent = length ? `${length} / ${most}` : into.dataset.plain;
    into.classList.toggle("over-length", length > most);
  }

  // The seconds run here; that it has left is told by the station.
  function tick() {
    for (const one of found("[data-leaves]")) {
      const left = Math.max(0, Number(one.dataset.leaves) - 1);
      one.dataset.leaves = left;
      const number = one.querySelector(".num");
      if (number) number.textContent = left;
    }
  }

  document.addEventListener("input", (event) => { if (event.target.matches?.("form.answer textarea")) count(event.target); });
  document.addEventListener("htmx:afterSettle", keep);
  keep();
  setInterval(tick, 1000);
})();
