// Corrects a reading by single keys: the change shows at once, the station's answer takes its place.
"use strict";
(() => {
  const palette = () => document.querySelector("[data-palette][open]");
  const typing = (element) => Boolean(element?.matches?.("input:not([type=radio], [type=checkbox]), textarea, select"));
  const chooser = (form, value) => [...form.querySelectorAll("[name=value]")].find((one) => one.value === value);

  function close(open) {
    open.open = false;
    open.querySelector("summary").focus({ preventScroll: true });
  }

  // In an open list its own letters count: one is chosen at once, several are ticked and sent with Enter.
  function inPalette(open, event) {
    const key = event.key.toLowerCase();
    const many = open.querySelector("[data-apply]");
    if (key === "escape") close(open);
    else if (key === "enter" && many && !event.target.closest?.("button")) many.click();
    else {
      const found = [...open.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
      if (!found) return false;
      found.click();
      if (!many) found.focus?.();
    }
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || typing(event.target)) return;
    if (document.getElementById("help")?.open) return;
    const open = palette();
    const done = open ? inPalette(open, event) : inQueue(event);
    if (!done) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // No request and something else stand beside each other in no post.
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!box.matches?.("[data-many] [type=checkbox]")) return;
    const alone = box.value === "none";
    if (!box.checked) return;
    for (const one of box.closest("[data-many]").querySelectorAll("[type=checkbox]")) {
      if (one !== box && (alone || one.value === "none")) one.checked = false;
    }
  });

  // One list at a time, and the cursor in it.
  document.addEventListener("toggle", (event) => {
    const open = event.target;
    if (!open.matches?.("[data-palette]") || !open.open) return;
    for (const other of document.querySelectorAll("[data-palette][open]")) if (other !== open) other.open = false;
    if (matchMedia("(max-width: 760px)").matches) document.querySelector("#messages .success")?.remove();
    const first = open.querySelector("[aria-pressed=true], :checked") ?? open.querySelector(".pick");
    (first?.matches("label") ? first.querySelector("input") : first)?.focus({ preventScroll: true });
    open.querySelector(".sheet").scrollIntoView({ block: "nearest" });
  }, true);

  // Before the station has answered, the row says what was chosen.
  let corrected = "";
  let voices = false;
  let inside = false;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches?.("#reading form, #messages form")) return;
    const dimension = form.querySelector("[name=dimension]");
    if (!dimension) return; // another form of the case: its undo
    corrected = dimension.value;
    inside = Boolean(document.activeElement?.closest("#reading"));
    voices = Boolean(document.querySelector(".voices[open]"));
    const sent = event.detail.requestConfig.formData?.getAll("value") ?? [];
    const words = sent.map((one) => chooser(form, one)?.closest(".pick") ?? pick(form, one)).filter(Boolean);
    const value = form.querySelector(".line .value");
    for (const open of form.querySelectorAll("[data-palette]")) open.open = false;
    if (!value || !words.length) return;
    const bold = document.createElement("b");
    bold.textContent = words.map((one) => one.querySelector("span").textContent).join(", ");
    value.replaceChildren(bold);
  });
  const pick = (form, value) => form.querySelector(`.pick[value="${CSS.escape(value)}"]`);

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "reading" || !corrected) return;
    const fold = document.querySelector(".voices");
    if (fold && voices) fold.open = true;
    if (inside) document.getElementById(`read-${corrected}`)?.focus({ preventScroll: true });
    corrected = "";
  });

  // The queue: keys change the answers on the page; Enter sends them all.
  const queue = () => document.querySelector("[data-queue]");
  let row = null;

  function inQueue(event) {
    const form = queue();
    if (!form) return false;
    const key = event.key;
    if (row && (key === "Escape" || key === "Enter")) { choose(null); return true; }
    if (row && chosen(row, key.toLowerCase())) return true;
    if (key === "Enter" && !event.target.closest?.("a, button:not([data-act=right]), summary")) {
      form.requestSubmit(form.querySelector("[data-act=right]"));
      return true;
    }
    const wanted = form.querySelector(`[data-direct="${CSS.escape(key)}"]`);
    if (wanted) { wanted.click(); wanted.focus({ preventScroll: true }); return true; }
    const asked = form.querySelector(`fieldset[data-row-key="${CSS.escape(key)}"]`);
    if (!asked) return false;
    const radios = [...asked.querySelectorAll("[type=radio]")];
    if (radios.length === 2) radios.find((one) => !one.checked).click();
    else choose(asked);
    return true;
  }

  // A row with many answers waits for the key of one; several of them may be ticked.
  function choose(next) {
    row?.removeAttribute("data-open");
    row = next;
    row?.setAttribute("data-open", "");
    row?.scrollIntoView({ block: "nearest" });
  }

  function chosen(open, key) {
    const found = [...open.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
    if (!found) return false;
    found.click();
    if (found.type === "radio") choose(null);
    return true;
  }

  document.addEventListener("click", (event) => {
    const more = event.target.closest("[data-more]");
    if (more) choose(more.closest("fieldset"));
  });
  document.addEventListener("submit", () => choose(null));
})();
