// A chart answers: hovering or the arrow keys read it, a click or Enter opens the posts behind a point.
"use strict";
(() => {
  const courses = new WeakMap();
  const figureOf = (plot) => plot.closest("[data-chart]");

  function courseOf(plot) {
    if (!courses.has(plot)) courses.set(plot, JSON.parse(figureOf(plot).querySelector("script[type='application/json']").textContent));
    return courses.get(plot);
  }

  const nearest = (points, x) => points.reduce((best, one, at) => (Math.abs(one.x - x) < Math.abs(points[best].x - x) ? at : best), 0);

  // Values come as words in the reader's language; here they are only put in their places.
  function line(tag, text) {
    const part = document.createElement(tag);
    part.textContent = text;
    return part;
  }

  function told(plot, point) {
    const words = figureOf(plot).querySelector("[data-words]").dataset;
    const lines = [line("span", point.t), document.createElement("br"), line("b", point.v ?? `${words.forecast} ${point.f}`)];
    if (point.u) lines.push(line("span", ` ${words.usual} ${point.u}`));
    return lines;
  }

  function show(plot, at) {
    const { points } = courseOf(plot);
    const point = points[at];
    if (!point) return;
    plot.dataset.at = at;
    const out = plot.querySelector("[data-out]");
    out.replaceChildren(...told(plot, point));
    out.hidden = false;
    const room = plot.clientWidth - out.offsetWidth;
    const x = (point.x / 100) * plot.clientWidth;
    out.style.left = `${Math.max(0, Math.min(room, x > plot.clientWidth / 2 ? x - out.offsetWidth - 12 : x + 12))}px`;
    cursor(plot, point);
    plot.setAttribute("aria-valuenow", at);
    plot.setAttribute("aria-valuetext", out.textContent);
  }

  function cursor(plot, point) {
    const rule = plot.querySelector("line.cursor");
    const dot = plot.querySelector(".cursor-dot");
    for (const end of ["x1", "x2"]) rule.setAttribute(end, `${point.x}%`);
    rule.setAttribute("visibility", "visible");
    dot.setAttribute("visibility", point.y === undefined ? "hidden" : "visible");
    if (point.y === undefined) return;
    const [top, bottom] = [Number(rule.getAttribute("y1")), Number(rule.getAttribute("y2"))];
    dot.setAttribute("cx", `${point.x}%`);
    dot.setAttribute("cy", top + ((bottom - top) * point.y) / 100);
  }

  function hide(plot) {
    plot.querySelector("[data-out]").hidden = true;
    for (const part of plot.querySelectorAll("line.cursor, .cursor-dot")) part.setAttribute("visibility", "hidden");
  }

  function open(plot) {
    const { archive, points } = courseOf(plot);
    const point = points[Number(plot.dataset.at)];
    if (!archive || !point?.since) return;
    location.href = `${archive}&${new URLSearchParams({ since: point.since, until: point.until })}`;
  }

  const plotAt = (event) => event.target.closest?.("[data-plot]");

  document.addEventListener("pointermove", (event) => {
    const plot = plotAt(event);
    if (!plot) return;
    const box = plot.getBoundingClientRect();
    show(plot, nearest(courseOf(plot).points, (100 * (event.clientX - box.left)) / box.width));
  });
  document.addEventListener("pointerout", (event) => {
    const plot = plotAt(event);
    if (plot && !plot.contains(event.relatedTarget)) hide(plot);
  });
  document.addEventListener("focusout", (event) => { const plot = plotAt(event); if (plot) hide(plot); });
  document.addEventListener("click", (event) => { const plot = plotAt(event); if (plot) open(plot); });

  document.addEventListener("keydown", (event) => {
    const plot = plotAt(event);
    if (!plot || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = courseOf(plot).points.length - 1;
    const at = Number(plot.dataset.at ?? last);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: at - 12, PageDown: at + 12, Home: 0, End: last }[event.key];
    if (event.key === "Enter") open(plot);
    else if (to === undefined) return;
    else show(plot, Math.max(0, Math.min(last, to)));
    event.preventDefault();
    event.stopPropagation();
  }, true);

  // An opened form has the cursor in its first field.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.closing") && event.target.open) event.target.querySelector("select, input:checked, textarea")?.focus();
  }, true);

  // A picture for slides: the drawing with its looks written into it, twice as large as on the screen.
  const LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-weight", "text-anchor", "vector-effect", "paint-order", "stroke-linejoin", "visibility", "display"];

  function copied(drawing) {
    const copy = drawing.cloneNode(true);
    const [from, into] = [[drawing, ...drawing.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
    from.forEach((part, at) => {
      const look = getComputedStyle(part);
      for (const name of LOOKS) into[at].setAttribute(name, look.getPropertyValue(name));
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("font-family", "Inter, sans-serif");
    return copy;
  }

  async function picture(figure) {
    const drawing = figure.querySelector(".drawing");
    const { width, height } = drawing.getBoundingClientRect();
    const copy = copied(drawing);
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: (width + 48) * 2, height: (height + 84) * 2 });
    const paper = canvas.getContext("2d");
    const looks = getComputedStyle(figure);
    paper.scale(2, 2);
    paper.fillStyle = looks.backgroundColor;
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.fillStyle = looks.color;
    paper.font = "600 17px Inter, sans-serif";
    paper.fillText(document.title, 24, 32, width);
    paper.font = "12px Inter, sans-serif";
    paper.fillText([...figure.querySelectorAll(".series")].map((one) => one.textContent).join(" · "), 24, 52, width);
    paper.drawImage(image, 24, 68, width, height);
    return canvas;
  }

  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-print]")) { print(); return; }
    const button = event.target.closest("[data-png]");
    if (!button) return;
    const canvas = await picture(button.closest("[data-chart]"));
    const link = Object.assign(document.createElement("a"), { href: canvas.toDataURL("image/png"), download: "sturmwarte.png" });
    link.click();
  });

  // Without scripts these could do nothing, so they come with them.
  function offer() {
    for (const button of document.querySelectorAll("[data-png], [data-print]")) button.hidden = false;
  }
  addEventListener("DOMContentLoaded", offer);
  document.addEventListener("htmx:afterSettle", offer);
})();
