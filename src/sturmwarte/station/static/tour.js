// Marks what the tour speaks of. Without scripts the tour works all the same.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const spot = document.querySelector(".tour")?.dataset.spot;
  if (spot) document.querySelector(spot)?.classList.add("toured");
});
