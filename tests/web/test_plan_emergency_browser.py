"""The emergency change of two people, each at a browser: one at the desk, one on a phone at night."""

import pytest

from tests.web.browser import CHROMIUM, Watched, sign_in

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium")

PHONE = {"width": 390, "height": 844}


def test_one_proposes_at_the_desk_and_the_other_agrees_on_the_phone(chromium, home):
    desk, phone = (Watched(chromium, home.url, locale="en-GB") for _ in range(2))
    phone.page.set_viewport_size(PHONE)
    sign_in(desk.page, home.url, "owner")
    sign_in(phone.page, home.url, "duty")
    there = phone.open("/desk/")
    assert there.locator("#emergency-line a").count() == 0

    here = desk.open("/plan/emergency/")
    here.check("text=Mastodon")
    here.fill("textarea[name=reason]", "Somebody was hurt")
    here.click("text=Ask a second person")
    here.wait_for_selector("text=Waits for a second person")
    assert "Svea Lorenz" in here.inner_text(".seconds")

    # The phone, on another page, is told without being touched; a thumb finds the way.
    there.wait_for_selector("#emergency-line >> text=Jette Carstens asks for your agreement", timeout=15000)
    assert there.locator("#emergency-line a").bounding_box()["height"] >= 44
    there.click("#emergency-line a")
    button = there.locator("text=Agree: it counts at once")
    assert button.bounding_box()["height"] >= 44
    button.click()
    there.wait_for_selector("text=Holds now")
    assert there.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    # The desk sees it come into force, and every page carries the line.
    here.wait_for_selector("#emergency-now >> text=Holds now", timeout=15000)
    page = desk.open("/archive/")
    assert "nothing is published on Mastodon" in page.inner_text("#emergency-line")
    main, line = (page.locator(one).bounding_box() for one in ("main", "#emergency-line"))
    assert main["y"] >= line["y"] + line["height"] - 1, "the line covers nothing"
    assert desk.wrong == phone.wrong == []
    for watched in (desk, phone):
        watched.context.close()
