// The command palette: one field for everywhere one may go and everything this page can do.
// A combobox with a list, as the ARIA Authoring Practices describe it: the cursor stays in the field.
"use strict";
(() => {
  const MOST_A_GROUP = 8;
  const MOST_AT_FIRST = 12;
  const VERBS_AT_FIRST = 7;
  const WAIT_MS = 120;
  const box = document.getElementById("palette");
  if (!box) return;
  const field = document.getElementById("palette-words");
  const list = document.getElementById("palette-list");
  const keys = () => window.sturmwarteKeys ?? { table: [], possible: () => [], press: () => {} };
  const icons = (document.querySelector(".icon use")?.getAttribute("href") ?? "").split("#")[0];
  let offered = [];
  let found = [];
  let shown = [];
  let at = 0;
  let asked = 0;
  let timer = 0;

  const UMLAUTS = { "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss" };
  const fold = (text) => text.toLowerCase().replace(/[äöüß]/g, (one) => UMLAUTS[one]).normalize("NFKD").replace(/\p{M}/gu, "");

  // How well one word fits: at the start of a word, within one, or as letters in order; 0: not at all.
  function fit(word, text) {
    const place = text.indexOf(word);
    if (place === 0) return 100;
    if (place > 0) return /[^\p{L}\p{N}]/u.test(text[place - 1]) ? 80 : 50;
    let from = -1;
    let first = -1;
    for (const letter of word) {
      from = text.indexOf(letter, from + 1);
      if (from < 0) return 0;
      if (first < 0) first = from;
    }
    const spread = from - first + 1 - word.length;
    return word.length > 1 && spread <= word.length * 2 ? Math.max(1, 30 - spread) : 0;
  }

  function score(words, hit) {
    let sum = 0;
    for (const word of words) {
      const best = Math.max(fit(word, hit.folded), fold(hit.sub).includes(word) ? 20 : 0, fit(word, hit.family) > 40 ? 15 : 0);
      if (!best) return 0;
      sum += best;
    }
    return sum / words.length;
  }

  const ready = (hit) => ({ ...hit, folded: fold(hit.label), family: fold(hit.group) });

  // What can be done here: the verbs whose buttons stand on the page, and what the menu holds.
  function here() {
    const verbs = keys().possible().map((key) => ({ group: box.dataset.here, label: key.label, sub: "", key: key.name, icon: "zap", run: () => keys().press(key) }));
    const switches = [...document.querySelectorAll(".menu fieldset button")].map((button) => ({
      group: box.dataset.display, label: `${button.closest("fieldset").querySelector("legend").textContent}: ${button.textContent}`, sub: "", icon: "settings-2", chosen: button.getAttribute("aria-pressed") === "true", run: () => button.click(),
    }));
    const others = [...document.querySelectorAll(".menu li:not(.only-phone) a, .menu li button")].map((one) => ({
      group: box.dataset.display, label: one.textContent.trim(), sub: "", icon: "user", run: () => one.click(),
    }));
    return [...verbs, ...switches, ...others].map(ready);
  }

  function keyOf(hit) {
    if (hit.key) return hit.key;
    return keys().table.find((key) => key.does === "go" && key.target === hit.url)?.name ?? "";
  }

  function matching() {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    const all = [...(box.local ?? []), ...offered];
    if (!words.length) return grouped(all.filter((hit) => hit.group !== box.dataset.display), MOST_AT_FIRST, VERBS_AT_FIRST);
    const ranked = all.map((hit) => ({ ...hit, score: score(words, hit) })).filter((hit) => hit.score);
    ranked.sort((a, b) => b.score - a.score);
    const known = new Set(ranked.map((hit) => hit.url).filter(Boolean));
    return grouped([...ranked, ...found.filter((hit) => !known.has(hit.url))], MOST_A_GROUP, MOST_A_GROUP);
  }

  // Groups stand in the order of their best hit.
  function grouped(hits, most, verbs) {
    const groups = new Map();
    for (const hit of hits) {
      if (!groups.has(hit.group)) groups.set(hit.group, []);
      if (groups.get(hit.group).length < (hit.group === box.dataset.here ? verbs : most)) groups.get(hit.group).push(hit);
    }
    return groups;
  }

  // Whoever has gone down the list stays with their hit when more of them come.
  function draw(kept = null) {
    const groups = matching();
    const exact = found.filter((hit) => /^#?\s?\d+$/.test(field.value.trim()) && hit.url);
    shown = [];
    const parts = [];
    for (const [name, hits] of groups) {
      const id = `palette-group-${parts.length}`;
      const part = made("div", { role: "group", "aria-labelledby": id });
      part.append(made("div", { role: "presentation", id, class: "palette-group" }, name));
      for (const hit of hits) part.append(option(hit));
      parts.push(part);
    }
    list.replaceChildren(...parts);
    const again = kept ? shown.findIndex((hit) => hit.label === kept.label && hit.url === kept.url) : -1;
    at = again >= 0 ? again : Math.max(0, exact.length ? shown.findIndex((hit) => hit.url === exact[0].url) : 0);
    document.getElementById("palette-none").hidden = shown.length > 0;
    list.hidden = !shown.length;
    document.getElementById("palette-count").textContent = `${box.dataset.some} ${shown.length}`;
    choose(at);
  }

  function option(hit) {
    const number = shown.push(hit) - 1;
    const row = made("div", { role: "option", id: `palette-${number}`, "aria-selected": "false", class: "palette-hit" });
    row.append(picture(hit.icon));
    const words = made("span", { class: "palette-name" });
    words.append(made("bdi", {}, hit.label));
    if (hit.sub) words.append(made("bdi", { class: "palette-sub" }, hit.sub));
    row.append(words);
    if (hit.chosen) row.append(picture("check"));
    const key = keyOf(hit);
    if (key) row.append(made("kbd", {}, key));
    row.addEventListener("click", (event) => go(hit, event.ctrlKey || event.metaKey));
    row.addEventListener("pointermove", () => { if (at !== number) choose(number, false); });
    return row;
  }

  // Everything is put in as text: some of it strangers wrote.
  function made(tag, attributes, text = "") {
    const one = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
    if (text) one.textContent = text;
    return one;
  }

  function picture(name) {
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawing.setAttribute("class", "icon");
    drawing.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${icons}#${name}`);
    drawing.append(use);
    return drawing;
  }

  function choose(number, follow = true) {
    list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    at = number;
    const row = document.getElementById(`palette-${number}`);
    if (!row) { field.removeAttribute("aria-activedescendant"); return; }
    row.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", row.id);
    if (follow) (number ? row : list.firstElementChild).scrollIntoView({ block: "nearest" });
  }

  function go(hit, apart = false) {
    box.close();
    if (!hit.url) hit.run();
    else if (apart) open(hit.url, "_blank", "noopener");
    else location.href = hit.url;
  }

  async function ask(words) {
    const mine = ++asked;
    try {
      const answer = await fetch(`${box.dataset.url}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
      if (answer.redirected || !answer.ok) throw new Error(answer.status);
      const hits = (await answer.json()).hits.map(ready);
      if (!words) offered = hits;
      else if (mine === asked) found = hits;
      document.getElementById("palette-count").classList.add("unseen");
    } catch {
      const told = document.getElementById("palette-count");
      told.textContent = box.dataset.lost;
      told.classList.remove("unseen");
      return;
    }
    if (box.open) draw(at > 0 ? shown[at] : null);
  }

  const moves = {
    ArrowDown: () => choose((at + 1) % shown.length),
    ArrowUp: () => choose((at - 1 + shown.length) % shown.length),
    PageDown: () => choose(Math.min(at + 8, shown.length - 1)),
    PageUp: () => choose(Math.max(at - 8, 0)),
  };

  field.addEventListener("input", () => {
    found = [];
    asked += 1;
    draw();
    clearTimeout(timer);
    const words = field.value.trim();
    if (words) timer = setTimeout(() => ask(words), WAIT_MS);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "k" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); box.close(); return; }
    if (event.target !== field || !shown.length) return;
    if (moves[event.key]) { event.preventDefault(); moves[event.key](); }
    if (event.key === "Enter") { event.preventDefault(); go(shown[at], event.ctrlKey || event.metaKey); }
  });
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  document.addEventListener("palette:open", () => {
    if (box.open) return;
    box.local = here();
    field.value = "";
    found = [];
    box.showModal();
    field.focus();
    draw();
    ask("");
  });
})();
