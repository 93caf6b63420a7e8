"""Every page by keyboard alone, and nothing on it moves once it is there; in one browser."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from tests.web.browser import CHROMIUM, Watched, sign_in
from tests.web.test_axe import SHORTEN, UNFOLD
from tests.web.test_browser import PAGES

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium")

# What Tab must reach: one of a group of radio buttons, and nothing that is folded away.
EXPECT = """() => {
  const groups = new Set();
  const wanted = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")].filter((one) => {
    if (one.disabled || one.tabIndex < 0 || one.closest("[inert], dialog:not([open])")) return false;
    if (!one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) return false;
    if (one.type !== "radio") return true;
    const group = `${one.form?.action} ${one.name}`;
    return !groups.has(group) && groups.add(group);
  });
  const all = () => [...document.querySelectorAll("*")];
  window.walked = { wanted: wanted.map((one) => ({ one, at: all().indexOf(one) })), seen: [] };
  const shown = (one) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
  };
  // A part that is fetched anew gives the focus back: no step of somebody who walks.
  let pressed = false;
  addEventListener("keydown", () => { pressed = true; }, true);
  addEventListener("focusin", (event) => {
    if (!pressed) return;
    pressed = false;
    const one = event.target;
    const box = one.getBoundingClientRect();
    const near = [one, one.parentElement, one.nextElementSibling, one.labels?.[0]].filter(Boolean);
    window.walked.seen.push({
      one, at: all().indexOf(one), marked: near.some(shown),
      inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    });
  });
  document.activeElement?.blur?.();
  // A field for a date has a stop for the day, the month, the year and so on.
  const dates = wanted.filter((one) => /^(date|time|datetime-local|month|week)$/.test(one.type)).length;
  return wanted.length + 7 * dates;
}"""
WALKED = """() => {
  const { wanted, seen } = window.walked;
  const name = (one) => `${one.outerHTML.slice(0, 110)}`;
  // The same place, where a part was fetched anew meanwhile.
  const reached = new Set(seen.flatMap((step) => [step.one, step.at]));
  const group = (one) => seen.some((step) => step.one.type === "radio" && step.one.name === one.name);
  const there = ({ one, at }) => reached.has(one) || reached.has(at) || (one.type === "radio" && group(one));
  return {
    missed: wanted.filter((each) => !there(each)).map(({ one }) => name(one)),
    unmarked: seen.filter((step) => !step.marked).map((step) => name(step.one)),
    outside: seen.filter((step) => !step.inside).map((step) => name(step.one)),
    steps: seen.map((step) => step.at),
  };
}"""
SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const what = entry.sources?.map((one) => (one.node?.outerHTML ?? "text").slice(0, 90));
      if (!entry.hadRecentInput) window.shifts.push([entry.value, what]);
    }
  }).observe({ type: "layout-shift", buffered: true });
"""


ARRIVED = "() => document.readyState === 'complete' && !document.querySelector('.htmx-request')"


def arrived(walker, path):
    """The page with everything it fetches for itself, as somebody meets it who starts to work."""
    page = walker.open(path)
    page.wait_for_selector("[data-link][data-state=live]", state="attached")
    page.wait_for_function(ARRIVED)
    return page


@pytest.fixture(scope="module")
def walker(chromium, home):
    watched = Watched(chromium, home.url, locale="en-GB")
    watched.context.add_init_script(SHIFTS)
    sign_in(watched.page, home.url, "owner")
    yield watched
    watched.context.close()


def test_tab_reaches_everything_in_order_and_shows_where_it_is(walker):
    wrong = []
    for path in PAGES:
        page = arrived(walker, path)
        page.evaluate(UNFOLD.replace("[data-fold]", "[data-fold]:not(.closing)"))
        page.evaluate(SHORTEN)
        for _ in range(page.evaluate(EXPECT) + 3):
            page.keyboard.press("Tab")
        walked = page.evaluate(WALKED)
        steps = walked.pop("steps")
        wrong += [f"{path} {what}: {one}" for what, them in walked.items() for one in them]
        # It goes round once: where it falls back it has left the page and comes in at the top again.
        falls = sum(after < before for before, after in pairwise(steps))
        if falls > 1:
            wrong.append(f"{path}: the order jumps back {falls} times")
        if Counter(steps).most_common(1)[0][1] > 2:
            wrong.append(f"{path}: Tab is trapped")
    assert wrong == []


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_nothing_moves_once_it_is_there(walker, size):
    walker.page.set_viewport_size({"width": size[0], "height": size[1]})
    moved = []
    for path in PAGES:
        page = arrived(walker, path)
        page.evaluate("document.fonts.ready.then(() => true)")
        page.wait_for_timeout(150)
        moved += [(path, *shift) for shift in page.evaluate("window.shifts")]
    walker.page.set_viewport_size({"width": 1440, "height": 900})
    assert moved == []


def test_each_letter_leads_where_the_help_sheet_says(walker):
    page = walker.open("/station/")
    keys = page.evaluate("JSON.parse(document.getElementById('keys').textContent)")
    ways = [(key["keys"].split(" ")[1], key["target"]) for key in keys if key["does"] == "go"]
    assert len(ways) > 8
    for letter, target in ways:
        page.keyboard.press("g")
        page.keyboard.press(letter)
        page.wait_for_url(lambda address, target=target: target in address)
    assert walker.wrong == []


@pytest.mark.parametrize("path", ["/desk/?view=all", "/archive/"])
def test_lists_go_by_j_k_enter_and_escape(walker, path):
    page = walker.open(path)
    at = "[...document.querySelectorAll('[data-row]')].indexOf(document.activeElement)"
    steps = []
    for key in "jjk":
        page.keyboard.press(key)
        steps.append(page.evaluate(at))
    assert steps == [0, 1, 0]
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_function("before => location.href !== before", arg=before)
    page.wait_for_load_state()
    if path == "/archive/":  # a case stands beside its list, which is still there
        page.keyboard.press("Escape")
        page.wait_for_url(re.compile(r"/archive/(\?.*)?$"))


def test_the_palette_finds_places_cases_and_steps(walker):
    page = walker.open("/desk/20/?view=all")
    words = "#palette-words"
    page.focus("#row-20")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open] [role=option]")
    assert page.get_attribute(words, "aria-activedescendant") == "palette-0"
    page.keyboard.press("ArrowDown")
    chosen = page.get_attribute(words, "aria-activedescendant")
    assert page.get_attribute(f"#{chosen}", "aria-selected") == "true"
    page.keyboard.press("Escape")
    assert page.locator("#palette[open]").count() == 0
    page.wait_for_selector("#row-20:focus")
    for typed, address in (("camp", "/campaigns/"), ("#12", "/desk/12/"), ("gibtesnirgends", "/archive/?q=")):
        page.keyboard.press("Control+k")
        page.keyboard.type(typed)
        page.wait_for_selector(f"#palette-0 >> text=/{'Case #12' if '#' in typed else typed}/i")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda now, address=address: address in now)
    page = walker.open("/desk/20/?view=all")
    page.keyboard.press("Control+k")
    page.keyboard.type("write a note")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-act=note]:focus")
    page.keyboard.press("Control+k")
    page.keyboard.type("brightness dark")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-theme=dark]")
    assert walker.wrong == []


def test_the_palette_under_a_thumb(chromium, home):
    watched = Watched(chromium, home.url, locale="de-DE", has_touch=True)
    watched.page.set_viewport_size({"width": 390, "height": 844})
    sign_in(watched.page, home.url, "duty")
    page = watched.open("/desk/")
    page.tap(".rail [data-act=palette]")
    page.wait_for_selector("#palette[open] [role=option]")
    heights = "all => all.map(one => one.getBoundingClientRect().height)"
    assert min(page.eval_on_selector_all("#palette [role=option]", heights)) >= 44
    page.fill("#palette-words", "quellen")
    page.tap("#palette-0")
    page.wait_for_url(re.compile("/sources/"))
    assert watched.wrong == []
    watched.context.close()
