"""Every page in a real browser, in both languages: loads clean, stays at home, fits, works by keyboard."""

import os
import re
import signal
from itertools import pairwise

import pytest

from tests.web.browser import CHROMIUM, Watched, fill, free_port, sign_in, station

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium")

PAGES = (
    "/brief/", "/lage/open/",
    "/desk/", "/desk/?view=overdue", "/desk/?view=closed", "/desk/20/",
    "/desk/?view=postponed&kind=complaint", "/archive/", "/archive/?q=zeisig",
    "/archive/?q=zeisig+AND+(", "/archive/saved/?q=zeisig", "/archive/exports/",
    "/archive/?q=gibtesnicht", "/understand/queue/", "/understand/learning/",
    "/understand/learning/?about=sentiment", "/campaigns/", "/campaigns/?order=fastest", "/talk/",
    "/people/", "/people/3/", "/people/?invite", "/station/absences/", "/station/sign-in/", "/station/",
    "/plan/", "/plan/draft/", "/plan/history/", "/plan/history/1/", "/plan/history/1/?as=files",
    "/plan/stale/",
    "/plan/emergency/", "/plan/emergency/?type=owner", "/account/2fa/",
    "/account/password/change/",
    "/audit/", "/audit/5/", "/settings/", "/backup/", "/health/", "/health/refused/",
    "/privacy/", "/privacy/person/", "/privacy/holds/", "/privacy/retention/", "/privacy/objections/",
    "/privacy/documents/", "/privacy/documents/record/",
)  # fmt: skip
HOSTILE = [f"/post/?network=mastodon&id=hostile-{n}" for n in range(9)]


@pytest.fixture
def owner(chromium, home):
    watched = Watched(chromium, home.url, locale="en-GB")
    sign_in(watched.page, home.url, "owner")
    yield watched
    watched.context.close()


@pytest.mark.parametrize(("language", "words"), [("de", "Vorgänge"), ("en", "Cases")])
def test_every_page_loads_clean_and_fits(chromium, home, language, words):
    for theme in ("light", "dark"):
        watched = Watched(chromium, home.url, locale=f"{language}-XX"[:2], color_scheme=theme)
        sign_in(watched.page, home.url, "owner")
        for path in (*PAGES, *HOSTILE):
            page = watched.open(path)
            assert page.get_attribute("html", "lang") == language
            assert words in page.inner_text("nav.rail")
            page.set_viewport_size({"width": 390, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, f"{path} scrolls sideways"
            page.set_viewport_size({"width": 1440, "height": 900})
        assert watched.wrong == []
        watched.context.close()


def test_the_doors_load_clean_for_strangers(chromium, home):
    watched = Watched(chromium, home.url, locale="de-DE")
    for path in ("/account/login/", "/start/nothing/", "/invited/nothing/", "/enter/nothing/", "/nowhere/"):
        page = watched.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440
        assert page.inner_text("h1")
    assert [line for line in watched.wrong if "404" not in line and "410" not in line] == []


def test_hostile_posts_do_nothing(owner):
    for path in ("/desk/?view=all", "/archive/", *HOSTILE):
        page = owner.open(path)
        assert page.title() != "broken"
        assert page.locator("img:not([src^=data])").count() == 0
        assert page.locator(".words script, .words img, .words style, .words svg").count() == 0
        assert page.is_visible("nav.rail")
        protocols = "all => all.map(a => new URL(a.getAttribute('href'), location).protocol)"
        for address in page.eval_on_selector_all("a[href]", protocols):
            assert address in {"http:", "https:"}
        for link in page.locator("a[target=_blank]").all():
            assert {"noopener", "noreferrer", "nofollow"} <= set(link.get_attribute("rel").split())
    assert owner.wrong == []


def test_a_case_by_keyboard_alone(owner):
    """Down the list, open, take, write a note, close, undo: no mouse."""
    page = owner.open("/desk/?view=all")
    keys = page.keyboard
    keys.press("j")
    keys.press("j")
    first = page.evaluate("document.activeElement.id")
    assert first.startswith("row-")
    keys.press("Enter")
    page.wait_for_selector("#detail [data-case]")
    assert page.url.split("?")[0].endswith(f"/desk/{first[4:]}/")
    assert page.get_attribute(f"#{first}", "aria-current") == "true"
    if page.locator(".verbs [data-act=take]").count():
        keys.press("t")
        page.wait_for_selector("[data-act=undo]")
    keys.press("m")
    keys.type("Called back; number is known.")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector("text=Called back; number is known.")
    page.locator("body").click(position={"x": 700, "y": 300}, trial=True)
    page.evaluate("document.activeElement.blur()")
    keys.press("c")
    page.wait_for_selector(".closing[open] input[value=answered]:focus")
    keys.press("ArrowDown")
    keys.press("Enter")
    page.wait_for_selector(".message.success")
    assert page.locator(f"#{first}").count() == 0
    keys.press("u")
    page.wait_for_selector(f"#{first}")
    assert owner.wrong == []


def test_ten_cases_by_keyboard_alone(owner):
    """Closed, postponed, ignored, assigned one after the other, the last three at once; each time the next
    case of the list is open, and its row has the focus."""
    page = owner.open("/desk/?view=all")
    keys = page.keyboard
    listed = page.eval_on_selector_all("[data-row]", "all => all.map(row => row.id.slice(4))")
    keys.press("j")
    keys.press("Enter")
    for number, verb in enumerate("cczqfcz"):
        page.wait_for_selector(f"#detail [data-case='{listed[number]}']")
        if verb == "c" and page.locator(".verbs [data-act=take]").count():
            keys.press("t")
            page.wait_for_selector(".verbs [data-act=give-back]")
        keys.press(verb)
        page.wait_for_selector(".verbs .closing[open] :is(input, select):focus")
        if verb == "q":
            keys.type("a joke")
        if verb == "f":
            keys.press("D")  # Duty is called Svea: the first of the teams and people with that letter
            keys.press("ArrowDown")
        keys.press("Control+Enter")
        page.wait_for_selector(f"#detail [data-case='{listed[number + 1]}']")
        page.wait_for_selector(f"#row-{listed[number + 1]}[aria-current=true]:focus")
        assert page.locator(f"#row-{listed[number]}:not(.late)").count() == (verb == "f" and not number)
    keys.press("x")
    for case in listed[8:10]:
        keys.press("j")
        page.wait_for_selector(f"#detail [data-case='{case}']")
    keys.press("X")
    page.wait_for_selector("[data-picked]:text-is('3')")
    keys.press("c")
    page.wait_for_selector(".bulk .closing[open] input:focus")
    keys.press("Control+Enter")
    page.wait_for_selector(".told >> text=Done on 3 cases.")
    assert page.locator("[data-row]").count() > 0
    keys.press("u")
    page.wait_for_selector(".told >> text=Taken back on 3 cases.")
    # A refresh that gives way to the next case is told by htmx, and no fault.
    assert [line for line in owner.wrong if "htmx:" not in line and line != "undefined"] == []


def test_a_verb_pressed_too_early_waits_for_its_case(owner):
    """Down and at once take: the case that opens is meant, not the one that still stands there."""
    page = owner.open("/desk/?view=all")
    free = page.locator("[data-row]:not(.taken)").evaluate_all("all => all.map(row => row.id.slice(4))")
    first, second = next(pairwise(free))
    owner.open(f"/desk/{first}/?view=all")
    page.focus(f"#row-{second}")
    page.keyboard.press("Enter")
    page.keyboard.press("t")
    page.wait_for_selector(f"#row-{second}.taken")
    assert page.locator(f"#row-{first}.taken").count() == 0
    assert owner.wrong == []


def test_escape_leaves_the_closing_form_and_gives_the_focus_back(owner):
    page = owner.open("/desk/?view=all")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#detail [data-case]")
    row = page.evaluate("document.activeElement.id")
    page.keyboard.press("c")
    page.wait_for_selector(".closing[open] input[type=radio]:focus")
    page.keyboard.press("Escape")
    assert page.locator(".closing[open]").count() == 0
    assert page.evaluate("document.activeElement.id") == row
    page.keyboard.press("m")
    page.keyboard.type("Sent by keyboard.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".history >> text=Sent by keyboard.")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    page.wait_for_selector(".panes:not(.chosen)")
    page.wait_for_selector(f"#{row}:focus")
    assert owner.wrong == []


def test_the_help_sheet_lists_the_keys_that_work(owner):
    page = owner.open("/desk/")
    page.keyboard.press("?")
    page.wait_for_selector("#help[open]")
    assert page.locator("#help kbd").count() == len(
        page.evaluate("JSON.parse(document.getElementById('keys').textContent)")
    )
    page.keyboard.press("Escape")
    assert page.locator("#help[open]").count() == 0
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url(re.compile("/archive/"))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    assert owner.wrong == []


def test_what_a_colleague_does_appears_by_itself(chromium, home, owner):
    page = owner.open("/desk/?view=all")
    page.wait_for_selector("[data-link][data-state=live]")
    other = Watched(chromium, home.url, locale="en-GB")
    sign_in(other.page, home.url, "lead")
    there = other.open("/desk/?view=all")
    free = "all => all.map(row => row.id)"
    mine = page.eval_on_selector_all("[data-row]:not(.taken)", free)
    id = next(one for one in there.eval_on_selector_all("[data-row]:not(.taken)", free) if one in mine)
    there.click(f"#{id}")
    there.click(".verbs [data-act=take]")
    page.wait_for_selector(f"#{id}.taken", timeout=10_000)
    page.click(f"#{id}")
    page.wait_for_selector("#present >> text=Lead Beispiel is looking", timeout=15_000)
    page.fill("#note", "I know this one")
    there.wait_for_selector("#present >> text=Jette Carstens is writing", timeout=15_000)
    page.fill("#note", "")
    assert owner.wrong == []
    assert other.wrong == []
    other.context.close()


def test_two_people_never_overwrite_each_other(chromium, home, owner):
    page = owner.open("/desk/?view=all")
    # Of the private ones a lead sees only those assigned to them.
    path = page.locator("[data-row]:not(.taken):not(:has([href*='#lock']))").last.get_attribute("href")
    page.route("**/events*", lambda route: route.abort())
    page = owner.open(path)
    other = Watched(chromium, home.url, locale="en-GB")
    sign_in(other.page, home.url, "lead")
    there = other.open(path)
    there.click(".verbs [data-act=take]")
    there.wait_for_selector(".verbs [data-act=undo]")
    page.click(".verbs [data-act=close]")
    page.fill(".closing[open] input[name=reason]", "my words")
    page.keyboard.press("Enter")
    page.wait_for_selector(".message.error")
    assert "Somebody was faster" in page.inner_text(".message.error")
    assert page.input_value(".closing[open] input[name=reason]") == "my words"
    assert "Lead" in page.inner_text(".summary")
    other.context.close()


def test_a_lost_connection_is_said_and_mended(chromium, tmp_path):
    env = fill("empty", tmp_path, free_port())
    watched = Watched(chromium, f"http://127.0.0.1:{env['STURMWARTE_PORT']}", locale="en-GB")
    with station(env) as first:
        sign_in(watched.page, first.url, "owner")
        watched.page.wait_for_selector("[data-link][data-state=live]")
        # An open stream must not hold up the end of the web process.
        os.kill(first.process.pid, signal.SIGTERM)
        first.process.wait(5)
        watched.page.wait_for_selector("[data-link][data-state=lost]")
        assert "last news at" in watched.page.inner_text("[data-link]")
    with station(env):
        watched.page.wait_for_selector("[data-link][data-state=live]", timeout=20_000)
    watched.context.close()


def test_works_without_scripts(chromium, home):
    watched = Watched(chromium, home.url, java_script_enabled=False, locale="en-GB")
    sign_in(watched.page, home.url, "lead")
    page = watched.open("/desk/?view=all")
    page.locator("[data-row]:not(.taken)").last.click()
    page.wait_for_url(re.compile(r"/desk/\d+/"))
    page.click(".verbs [data-act=take]")
    page.wait_for_selector("[data-act=undo]")
    page.locator("[data-act=undo]").click()
    page.wait_for_selector(".verbs [data-act=take]")
    watched.context.close()
