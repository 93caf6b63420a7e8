// Prints a document. Without scripts the browser's own way does the same, so the button is hidden then.
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
