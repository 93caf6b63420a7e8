// What of a page of ours is not ours: run in the page by hostile_watch.py, returns up to ten sentences.
() => {
  const found = [];
  const say = (what, one) => found.push(`${what}: ${(one?.outerHTML ?? String(one)).slice(0, 160)}`);
  if (window.pwned) say("a script ran", "");
  for (const one of document.querySelectorAll("script:not([src]):not([type='application/json'])")) say("inline script", one);
  for (const one of document.querySelectorAll("style, iframe, object, embed, base, link[href^='http'], meta[http-equiv], marquee, plaintext"))
    say("element", one);
  for (const one of document.querySelectorAll("*"))
    for (const name of one.getAttributeNames())
      if (name.startsWith("on") || (name === "style" && one.closest("main"))) say("attribute", one);
  for (const one of document.querySelectorAll("a[href], form[action], img[src], use[href]")) {
    const to = one.getAttribute("href") ?? one.getAttribute("action") ?? one.getAttribute("src") ?? "";
    const ours = to.startsWith("/") && !to.startsWith("//") || to.startsWith("?") || to.startsWith("#") || to === "";
    const out = one.matches("a.out") && /^https?:/i.test(to) && (one.rel ?? "").includes("noopener") && (one.rel ?? "").includes("nofollow");
    if (!ours && !out) say("address", one);
  }
  const wide = document.documentElement;
  if (wide.scrollWidth > wide.clientWidth + 1) say("wider than the screen", wide.scrollWidth);
  for (const one of document.querySelectorAll(".found-post, .talk, .post-page .body > .post"))
    for (const bad of one.querySelectorAll("form, input, textarea, select, dialog, table, img, kbd, h1, [hx-get], [data-refetch], [id=messages]"))
      if (!bad.closest(".pictures, .campaign-line")) say("ours among theirs", bad);
  // Nothing is painted outside the box it belongs to.
  for (const box of document.querySelectorAll(".row.found-post, .post, .edition")) {
    const place = box.getBoundingClientRect();
    const clips = getComputedStyle(box).overflow !== "visible";
    for (const one of box.querySelectorAll("*")) {
      const own = one.getBoundingClientRect();
      if (!own.width || clips || one.closest("svg") || hidden(one, box)) continue;
      if (own.left < place.left - 2 || own.right > place.right + 2 || own.top < place.top - 2 || own.bottom > place.bottom + 2) { say("outside its box", one); break; }
    }
    if (getComputedStyle(box).direction !== "ltr") say("turned round", box);
  }
  function hidden(one, box) {
    for (let at = one.parentElement; at && at !== box; at = at.parentElement) if (getComputedStyle(at).overflow !== "visible") return true;
    return false;
  }
  // The columns of a row stay in their order, whatever direction the words have.
  for (const row of document.querySelectorAll(".row.found-post")) {
    const when = row.querySelector(".when").getBoundingClientRect();
    const reach = row.querySelector(".reach").getBoundingClientRect();
    if (reach.width && when.right > reach.left) say("columns changed places", row);
    if (row.getBoundingClientRect().height > 90) say("a row too high", row);
  }
  return found.slice(0, 10);
}
