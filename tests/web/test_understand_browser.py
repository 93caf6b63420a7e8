"""Reading, correcting and labelling in a real browser: by keyboard, by touch, without scripts."""

import re

import pytest

from tests.web.browser import CHROMIUM, Watched, sign_in
from tests.web.test_axe import AXE, RULES, RUN

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium")

CASE = "/desk/?view=all"


@pytest.fixture
def lead(chromium, home):
    watched = Watched(chromium, home.url, locale="en-GB")
    sign_in(watched.page, home.url, "lead")
    yield watched
    assert watched.wrong == []
    watched.context.close()


def _value(page, dimension: str) -> str:
    return page.inner_text(f"#reading [data-dimension={dimension}] .value")


def _open_case(watched):
    page = watched.open(CASE)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#reading")
    return page


def test_a_reading_on_a_case_is_corrected_by_single_keys(lead):
    page = _open_case(lead)
    keys = page.keyboard
    wanted = "positive" if "positive" not in _value(page, "sentiment") else "negative"
    keys.press("+" if wanted == "positive" else "-")
    page.wait_for_selector("#reading [data-dimension=sentiment] .note >> text=by the team")
    assert wanted in _value(page, "sentiment")
    assert page.locator(".message.success").inner_text().startswith(f"Sentiment: {wanted}")
    keys.press("u")
    page.wait_for_selector("text=Taken back: Sentiment")
    before = "yes" in _value(page, "answer")
    keys.press("a")
    page.wait_for_selector("#reading [data-dimension=answer] .note")
    assert ("yes" in _value(page, "answer")) is not before


def test_a_list_opened_by_a_key_takes_the_letters_it_shows(lead):
    page = _open_case(lead)
    keys = page.keyboard
    keys.press("h")
    page.wait_for_selector("[data-dimension=heat] [data-palette][open]")
    keys.press("Escape")
    assert page.locator("[data-palette][open]").count() == 0
    keys.press("h")
    keys.press("3")
    page.wait_for_selector("#reading [data-dimension=heat] .note")
    assert "outraged" in _value(page, "heat")
    keys.press("i")
    box = "[data-dimension=kinds] [type=checkbox]"
    for key in page.locator(f"{box}:checked").evaluate_all("all => all.map(one => one.dataset.key)"):
        keys.press(key)
    keys.press("5")
    keys.press("6")
    keys.press("Enter")
    page.wait_for_selector("#reading [data-dimension=kinds] .note >> text=by the team")
    assert "Complaint, Billing or contract" in _value(page, "kinds")


def test_the_change_shows_before_the_station_has_answered(lead):
    page = _open_case(lead)
    page.route("**/understand/correct/", lambda route: page.wait_for_timeout(300) or route.continue_())
    page.keyboard.press("0")
    assert "neutral" in _value(page, "sentiment")
    page.wait_for_selector("#reading [data-dimension=sentiment] .note")


def test_five_posts_labelled_by_keyboard_alone(lead):
    page = lead.open("/understand/queue/")
    done = int(page.inner_text(".progress .num >> nth=0"))
    for turn in range(5):
        ticket = page.get_attribute("[name=ticket]", "value")
        page.keyboard.press("-0+"[turn % 3])
        page.keyboard.press("a")
        page.keyboard.press("h")
        page.wait_for_selector("fieldset[data-open][data-dimension=heat]")
        page.keyboard.press("2")
        assert page.is_checked("[name=heat][value=annoyed]")
        assert page.locator("fieldset[data-open]").count() == 0
        page.keyboard.press("Enter")
        page.wait_for_function("old => document.querySelector('[name=ticket]')?.value !== old", arg=ticket)
        page.wait_for_load_state()
    assert int(page.inner_text(".progress .num >> nth=0")) == done + 5
    page.keyboard.press("u")
    page.wait_for_selector("text=here it is again")
    assert int(page.inner_text(".progress .num >> nth=0")) == done + 4
    ticket = page.get_attribute("[name=ticket]", "value")
    page.keyboard.press("s")
    page.wait_for_function("old => document.querySelector('[name=ticket]')?.value !== old", arg=ticket)


def test_no_request_stands_alone(lead):
    page = lead.open("/understand/queue/")
    page.check("[name=kinds][value=complaint]")
    page.check("[name=kinds][value=none]")
    assert not page.is_checked("[name=kinds][value=complaint]")
    page.check("[name=kinds][value=praise]")
    assert not page.is_checked("[name=kinds][value=none]")


def test_by_touch_on_a_phone(chromium, home):
    watched = Watched(chromium, home.url, locale="de-DE", has_touch=True)
    watched.page.set_viewport_size({"width": 390, "height": 844})
    sign_in(watched.page, home.url, "duty")
    page = watched.open("/understand/queue/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    small = "all => all.filter(one => one.getBoundingClientRect().height < 40).length"
    assert page.locator(".option:visible").evaluate_all(small) == 0
    page.tap("[data-dimension=kinds] [data-more]")
    other = page.locator("[name=kinds]:not(:checked)").last.get_attribute("value")
    page.tap(f"[data-dimension=kinds] .option:has([value={other}])")
    assert page.is_checked(f"[name=kinds][value={other}]")
    ticket = page.get_attribute("[name=ticket]", "value")
    page.tap("[data-act=right]")
    page.wait_for_function("old => document.querySelector('[name=ticket]')?.value !== old", arg=ticket)
    watched.open("/archive/")
    page.tap("[data-row] >> nth=12")
    page.tap("#read-heat")
    page.tap("[data-dimension=heat] .pick >> nth=0")
    page.wait_for_selector("#reading [data-dimension=heat] .note >> text=vom Team")
    assert watched.wrong == []
    watched.context.close()


def test_without_scripts(chromium, home):
    watched = Watched(chromium, home.url, java_script_enabled=False, locale="en-GB")
    sign_in(watched.page, home.url, "owner")
    page = watched.open(CASE)
    page.locator("[data-row]").nth(3).click()
    page.click("#read-heat")
    page.click("[data-dimension=heat] .pick >> nth=1")
    page.wait_for_url(re.compile(r"/desk/\d+/"))
    assert "annoyed" in _value(page, "heat")
    page.click("[data-dimension=heat] .undo")
    assert "by the team" not in _value(page, "heat")
    page = watched.open("/understand/queue/")
    page.check("[name=sentiment][value=positive]", force=True)
    page.click("[data-act=right]")
    assert page.is_visible("text=The one before")
    watched.context.close()


def test_a_correction_moves_nothing(lead):
    """No layout shift while keys are pressed and answers arrive, on a case and in the queue."""
    page = _open_case(lead)
    page.wait_for_timeout(300)
    page.evaluate(
        "() => { window.moved = 0; new PerformanceObserver(list => {"
        " for (const one of list.getEntries()) window.moved += one.value;"
        " }).observe({ type: 'layout-shift' }); }"
    )
    for key in ("-", "0", "d"):
        page.keyboard.press(key)
        page.wait_for_timeout(400)
    assert page.evaluate("window.moved") < 0.01


@pytest.mark.skipif(not AXE.exists(), reason="no axe-core: run python -m sturmwarte.station.frame.assets")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_with_lists_open(chromium, home, theme):
    watched = Watched(chromium, home.url, locale="de-DE", color_scheme=theme)
    sign_in(watched.page, home.url, "lead")
    found = []
    for path, key in (("/post/?network=mastodon&id=hostile-8", "h"), ("/understand/queue/", "i")):
        page = watched.open(path)
        page.keyboard.press(key)
        page.wait_for_selector("[data-palette][open], fieldset[data-open]")
        page.evaluate(AXE.read_text("utf-8"))
        for one in page.evaluate(RUN, list(RULES))["violations"]:
            found.append(f"{path}: {one['id']}: {one['nodes'][0]['html'][:200]}")
    watched.context.close()
    assert found == []


def test_hostile_words_do_nothing_in_the_queue(chromium, home):
    watched = Watched(chromium, home.url, locale="en-GB")
    sign_in(watched.page, home.url, "owner")
    page = watched.open("/understand/queue/")
    for _ in range(12):
        assert page.title() == "Label posts · Sturmwarte"
        assert page.locator(".words script, .words img, .words style, .words svg").count() == 0
        if not page.locator("[data-act=skip]").count():
            break
        ticket = page.get_attribute("[name=ticket]", "value")
        page.keyboard.press("s")
        page.wait_for_function("old => document.querySelector('[name=ticket]')?.value !== old", arg=ticket)
        page.wait_for_load_state()
    assert watched.wrong == []
    watched.context.close()
