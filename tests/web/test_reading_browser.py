"""Searching and reading: the line that helps, the chart that is brushed, the briefing that was read."""

import re

import pytest

from tests.web.browser import CHROMIUM, Watched, sign_in

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium")
NARROWED = re.compile(r"/archive/\?.*since=.*until=")
SLOW = 60_000


@pytest.fixture(scope="module")
def reader(chromium, home):
    watched = Watched(chromium, home.url, locale="en-GB")
    watched.page.set_default_timeout(SLOW)
    sign_in(watched.page, home.url, "lead")
    yield watched
    assert watched.wrong == []
    watched.context.close()


def test_the_search_line_helps_by_keyboard(reader):
    page = reader.open("/archive/")
    line, keys = page.locator("#search"), page.keyboard
    keys.press("/")
    keys.type("zeisig kin")
    page.wait_for_selector("#choices [role=option]")
    assert line.get_attribute("aria-expanded") == "true"
    keys.press("ArrowDown")
    assert line.get_attribute("aria-activedescendant") == "choice-0"
    assert page.get_attribute("#choice-0", "aria-selected") == "true"
    keys.press("Enter")
    assert line.input_value() == "zeisig kind:"
    keys.type("compl")
    page.wait_for_selector("#choices >> text=complaint")
    keys.press("ArrowDown")
    keys.press("Tab")
    assert line.input_value() == "zeisig kind:complaint "
    page.wait_for_selector("#typed .foretold")  # how many it will find, before anybody searches
    keys.press("Escape")
    assert line.get_attribute("aria-expanded") == "false"
    assert line.input_value() == "zeisig kind:complaint ", "Escape closes the choices and nothing else"
    keys.press("Enter")
    page.wait_for_url(re.compile(r"q=zeisig\+kind%3Acomplaint"))


def test_a_mistake_is_shown_while_typing_and_mended_with_one_chord(reader):
    page = reader.open("/archive/")
    page.keyboard.press("/")
    page.keyboard.type("zeisig AND (kocher")
    page.wait_for_selector("#typed .caret")
    page.keyboard.press("Alt+Enter")
    assert page.input_value("#search") == "zeisig AND (kocher)"
    page.wait_for_selector("#typed .foretold")


def test_the_search_line_helps_by_mouse(reader):
    page = reader.open("/archive/")
    page.click("#search")
    page.wait_for_selector("#choices [role=option]")
    page.keyboard.type("kin")
    page.click("#choice-0")
    assert page.input_value("#search") == "kind:"
    page.keyboard.type("compl")
    page.click("#choices [role=option] >> text=/^complaint$/")
    assert page.input_value("#search") == "kind:complaint "
    assert page.evaluate("document.activeElement.id") == "search"


def told(page):
    """How many posts the chart says lie between."""
    page.wait_for_function("document.querySelector('[data-brushed]').textContent")
    return int(re.search(r": ([\d,]+) posts", page.inner_text("[data-brushed]"))[1].replace(",", ""))


def shown(page):
    page.wait_for_url(NARROWED)
    return page.locator("[data-row]").count()


def test_the_chart_is_brushed_by_keyboard_and_by_mouse(reader):
    page = reader.open("/archive/?q=zeisig")
    bars = page.locator("[data-brush] a[data-since]")
    busy = bars.evaluate_all("all => all.findIndex(one => Number(one.dataset.n) > 0)")
    page.focus("[data-brush]")
    for key in ("Home", *["ArrowRight"] * busy, "Shift+ArrowRight"):
        page.keyboard.press(key)
    said = told(page)
    page.keyboard.press("Escape")
    assert page.inner_text("[data-brushed]") == ""
    for key in ("Home", *["ArrowRight"] * busy, "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert shown(page) == min(said, 50) > 0

    page = reader.open("/archive/?q=zeisig")
    box = page.locator("[data-brush]").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.97, box["y"] + 20, steps=4)
    said = told(page)
    page.mouse.up()
    assert shown(page) == min(said, 50) > 0


def test_the_briefing_is_read_when_somebody_has_read_it_to_its_end(reader):
    page = reader.page
    page.set_viewport_size({"width": 1440, "height": 400})  # not even a quiet day fits into it
    page.clock.install()
    reader.open("/brief/")
    mark = "#brief-mark >> text=Read up to"
    page.clock.run_for(55_000)  # long enough for every word of it, but only its beginning is in view
    assert page.locator(mark).count() == 0
    page.mouse.move(300, 300)
    page.locator("[data-end]").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    page.clock.run_for(2_000)
    page.clock.resume()
    page.wait_for_selector(mark)
    assert page.is_disabled("[data-read] button")
    page.click("#brief-mark [data-act=undo]")
    page.wait_for_load_state()
    assert page.locator(mark).count() == 0, "unread again, the same stretch of time"
