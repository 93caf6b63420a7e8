"""Waves in a real browser: the chart is read by mouse and keys, the verbs by keys, and axe finds nothing."""

import subprocess
import sys

import pytest

from tests.web.browser import CHROMIUM, ROOT, Watched, fill, sign_in, station
from tests.web.test_axe import AXE, _problems

pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium"),
    pytest.mark.skipif(not AXE.exists(), reason="no axe-core: run python -m sturmwarte.station.frame.assets"),
]
PAGES = ("/lage/", "/waves/", "/waves/?view=past", "/waves/storm/", "/waves/signs/", "/storms/", "/storms/1/")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    env = fill("empty", tmp_path_factory.mktemp("waves"))
    command = [sys.executable, "-m", "tests.web.waves_scene", "overloaded"]
    subprocess.run(command, env=env, cwd=ROOT, check=True)
    with station(env) as running:
        yield running


@pytest.mark.parametrize(("language", "theme"), [("de", "light"), ("en", "dark")])
def test_axe_finds_nothing_and_every_page_fits(chromium, home, language, theme):
    watched = Watched(chromium, home.url, locale=language, color_scheme=theme)
    sign_in(watched.page, home.url, "owner")
    found = []
    for path in PAGES:
        found += _problems(watched, path)
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390, (
            f"{path} scrolls sideways"
        )
        watched.page.set_viewport_size({"width": 1440, "height": 900})
    assert found == []
    assert watched.wrong == []
    watched.context.close()


def test_a_chart_is_read_and_leads_to_its_posts(chromium, home):
    watched = Watched(chromium, home.url, locale="en")
    sign_in(watched.page, home.url, "owner")
    page = watched.open("/waves/storm/")
    plot = page.locator("[data-plot]")
    box = plot.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.35, box["y"] + 150)
    read = page.inner_text("[data-out]")
    assert "usual" in read
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 150)
    assert "forecast" in page.inner_text("[data-out]")
    plot.focus()
    page.keyboard.press("Home")
    first = plot.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowRight")
    assert plot.get_attribute("aria-valuetext") != first
    with page.expect_download() as picture:
        page.click("[data-png]")
    assert picture.value.path().read_bytes()[:4] == b"\x89PNG"
    plot.focus()
    page.keyboard.press("End")
    for _ in range(40):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url("**/archive/**since=**")
    assert watched.wrong == []
    watched.context.close()


def test_a_wave_by_keyboard_alone(chromium, home):
    watched = Watched(chromium, home.url, locale="en")
    sign_in(watched.page, home.url, "owner")
    page, keys = watched.open("/lage/"), watched.page.keyboard
    keys.press("g")
    keys.press("w")
    page.wait_for_url("**/waves/")
    keys.press("j")
    keys.press("Enter")
    page.wait_for_url("**/waves/storm/")
    keys.press("v")
    page.wait_for_selector(".decided:has-text('Real')")
    keys.press("u")
    page.wait_for_selector("[data-act=real]")
    keys.press("z")
    page.locator(".closing[open] textarea").fill("The recall is under way.")
    keys.press("Control+Enter")
    page.wait_for_selector(".decided:has-text('The recall is under way.')")
    assert "Orange" in page.inner_text("#wave .bar .level")
    keys.press("q")
    page.locator(".closing[open] textarea").fill("Announced.")
    keys.press("Control+Enter")
    page.wait_for_selector(".decided:has-text('Announced.')")
    assert watched.wrong == []
    watched.context.close()
