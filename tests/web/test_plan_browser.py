"""The story of a change: a deadline by form, a test that stops it, the mend, activation, and back again."""

import subprocess
import sys

import pytest

from tests.web.browser import CHROMIUM, ROOT, Watched, sign_in

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium")
SLOW = 60_000
"""The first answer of the engine takes seconds: it builds what judges posts."""


@pytest.fixture
def engine(home):
    command = [sys.executable, "-m", "tests.web.plan_engine"]
    process = subprocess.Popen(command, env=home.env, cwd=ROOT)
    yield
    process.terminate()
    process.wait(15)


def test_a_change_is_stopped_mended_activated_and_taken_back(chromium, home, engine):
    watched = Watched(chromium, home.url, locale="en")
    page = watched.page
    sign_in(page, home.url, "owner")
    page.set_default_timeout(SLOW)
    watched.open("/plan/draft/")
    page.click("text=Begin a draft")
    watched.open("/plan/draft/in/deadlines/-/")
    first = page.get_by_label("Answered within").first

    first.fill("soon")
    page.wait_for_selector(".faults .wrong")  # told while it is typed, before anything is saved
    first.fill("5 h")
    page.wait_for_selector(".faults .wrong", state="detached")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#tests .result")
    assert "expected 1 h" in page.inner_text("#tests").replace("\n", " ")
    watched.open("/plan/difference/")
    page.wait_for_selector("#outcome .result")
    assert page.is_disabled("#activate button.primary")

    watched.open("/plan/draft/in/deadlines/-/")
    page.get_by_label("Answered within").first.fill("60 min")
    page.get_by_label("Answered within").nth(3).fill("20 h")
    page.click(".section-row >> text=Business hours")  # leaving saves what was typed
    page.wait_for_url("**/in/hours/**")
    watched.open("/plan/difference/")
    page.wait_for_selector("#outcome .passed")
    assert "20 h" in page.inner_text(".told")
    page.fill("#reason", "One working day is too long")
    page.click("#activate button.primary")
    page.wait_for_url("**/plan/draft/")
    page.click("main [data-act=undo]")
    page.wait_for_selector("text=counts again")
    assert watched.wrong == []
    watched.context.close()
