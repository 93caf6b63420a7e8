// Answering: counts letters and seconds, warns of words to avoid, keeps drafts. Without it the form works all the same.
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

  // The same as core/respond/wording.py, so that the warning comes while one writes; what is sent is checked there.
  const folded = (text) => (text.normalize("NFKC").toLowerCase().replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue").replaceAll("ß", "ss").match(/[\p{L}\p{M}\p{N}]+/gu) ?? []);

  function stands(avoid, words) {
    const wanted = avoid.trim().split(/\s+/).flatMap((part) => folded(part).map((word, at, all) => [word, part.endsWith("*") && at === all.length - 1]));
    if (!wanted.length) return false;
    return words.some((_, start) => wanted.every(([word, open], at) => (open ? words[start + at]?.startsWith(word) : words[start + at] === word)));
  }

  function warn(area) {
    const form = area.form;
    const into = form.querySelector("[data-warned]");
    if (!into) return;
    const words = folded(area.value);
    const found = [...form.querySelectorAll("[data-avoid]")].map((one) => one.dataset.avoid).filter((avoid) => stands(avoid, words));
    into.hidden = !found.length;
    into.querySelector("b").textContent = found.join(", ");
  }

  // Drafts stay in this browser until they are sent: a lost connection or a closed window takes no word away.
  const DRAFT = "draft:";
  const draftOf = (area) => (area.form?.dataset.kept ? DRAFT + area.form.dataset.kept : "");

  function hold(area) {
    const name = draftOf(area);
    if (!name) return;
    if (area.value.trim()) localStorage.setItem(name, area.value);
    else localStorage.removeItem(name);
  }

  function recall() {
    for (const area of found("form[data-kept] textarea")) {
      const text = localStorage.getItem(draftOf(area));
      if (text && !area.value) { area.value = text; area.dispatchEvent(new Event("input", { bubbles: true })); }
    }
  }

  // Sent is what the station took: only then the draft goes.
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt?.closest?.("form[data-kept]") ?? event.target.closest?.("form[data-kept]");
    if (form && event.detail.successful) localStorage.removeItem(DRAFT + form.dataset.kept);
  });

  // The seconds run here; that it has left is told by the station.
  function tick() {
    for (const one of found("[data-leaves]")) {
      const left = Math.max(0, Number(one.dataset.leaves) - 1);
      one.dataset.leaves = left;
      const number = one.querySelector(".num");
      if (number) number.textContent = left;
    }
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("form[data-kept] textarea")) return;
    hold(event.target);
    if (event.target.matches("form.answer textarea")) { count(event.target); warn(event.target); }
  });
  document.addEventListener("htmx:afterSettle", () => { keep(); recall(); });
  keep();
  recall();
  setInterval(tick, 1000);
})();
