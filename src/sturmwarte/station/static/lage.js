// The situation prints on one page; the button is there only where a script can press it.
"use strict";
(() => {
  const show = () => { for (const one of document.querySelectorAll("[data-print-page]")) one.hidden = false; };
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print-page]")) print(); });
  document.addEventListener("htmx:afterSwap", show);
  show();
})();
