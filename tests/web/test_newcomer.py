"""A newcomer's first day, in the browser alone: from the first link to a station that works and forgets."""

import json
import re
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError

from tests.web.browser import CHROMIUM, Watched, environment, free_port
from tests.web.test_sources_browser import _answers, _serving

pytestmark = [
    pytest.mark.day,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium"),
]
PASSWORD = "drei blaue Boote am Steg"
SECRET = "ausgedacht-und-lang-genug"
PATIENCE_MS = 90_000
CASES = 12


class Newcomer:
    """Ada, who starts with one link and the pages."""

    def __init__(self, page, url: str) -> None:
        self.page, self.url = page, url

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def see(self, text: str, within: str = "main", patience_ms: int = PATIENCE_MS) -> None:
        try:
            self.page.wait_for_selector(f"{within} >> text={text}", timeout=patience_ms)
        except TimeoutError as missing:
            raise AssertionError(f"{text} is not in:\n{self.page.inner_text(within)}") from missing

    def begins(self, link: str) -> None:
        self.page.goto(link)
        self.page.fill("[name=name]", "Ada Lorenz")
        self.page.fill("[name=email]", "ada@radwerk.example")
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main form button")
        self.page.wait_for_url("**/brief/")

    def sets_up_the_company(self) -> None:
        """From a template, one form changed, activated."""
        self.page.click("main a[href='/plan/draft/']")
        self.page.fill("#t-name", "Radwerk")
        self.page.fill("#t-brands", "Radwerk")
        self.page.select_option("#t-trade", "retail")
        self.page.click("form[action='/plan/draft/template/'] button")
        self.page.click("a[href='/plan/draft/in/company/']")
        self.page.fill("#entry [name='website']", "https://radwerk.example")
        self.page.click("#entry .save-bar button")
        self.activates("Der Anfang")

    def activates(self, why: str) -> None:
        self.go("/plan/difference/")
        self.see("Prüfungen bestanden", "#outcome")
        self.page.fill("#reason", why)
        self.page.click("#activate button")
        self.page.wait_for_url(re.compile("/plan/(draft|history)/"), timeout=PATIENCE_MS)

    def brings_last_month(self, file: Path) -> None:
        self.go("/sources/bring/")
        self.page.set_input_files("[name=file]", str(file))
        self.page.click("form[action='/sources/bring/file/'] button.primary")
        self.see("40 neu", "#brought")

    def finds_a_topic(self) -> None:
        """What is searched for often is kept, and becomes a topic of the plan."""
        self.go("/archive/?q=lastenrad")
        self.see("40 Beiträge")
        self.page.click("text=Diese Suche speichern")
        self.page.fill("form[action='/archive/saved/keep/'] [name=name]", "Lastenräder")
        self.page.click("form[action='/archive/saved/keep/'] button")
        self.see("Lastenräder")
        self.page.goto(f"{self.url}/archive/saved/1/topic/")
        self.page.click("main form button.primary")
        self.page.wait_for_url("**/plan/draft/")
        self.activates("Lastenräder sind ein eigenes Thema")

    def hears(self) -> None:
        """A source set up by its form, and what a tool then sends."""
        self.go("/sources/add/webhook/")
        self.page.fill("#id-name", "Werkzeug")
        self.page.fill("#set-secret", SECRET)
        self.page.click("button[value=save]")
        self.page.wait_for_url("**/sources/werkzeug/")
        for number in range(CASES):
            _send(self.url, number)

    def works_ten_cases(self) -> None:
        """Down the list, take, close, next: no mouse."""
        self.go("/desk/?view=all")
        self.page.wait_for_function(
            f"() => document.querySelectorAll('#cases [data-row]').length >= {CASES}", timeout=PATIENCE_MS
        )
        press = self.page.keyboard.press
        press("j")
        press("Enter")
        for _ in range(10):
            self.page.wait_for_selector("#detail [data-act=take]")
            before = self.page.get_attribute("#detail [data-case]", "data-case")
            press("t")
            self.page.wait_for_selector("#detail [data-act=undo]")
            press("c")
            self.page.wait_for_selector("details.closing[open]")
            press("Control+Enter")
            self.page.wait_for_function(
                "(id) => document.querySelector('#detail [data-case]')?.dataset.case !== id", arg=before
            )
        self.go("/desk/?view=closed")
        assert self.page.locator("#cases [data-row]").count() == 10

    def is_stopped_by_the_tests(self) -> None:
        """Danger goes to the wrong person: the plan's own tests refuse it, undo mends it."""
        self.go("/plan/draft/")
        self.page.click("form[action='/plan/draft/begin/'] button")
        self.go("/plan/draft/in/kinds/0/")
        owner = self.page.locator("#entry select[name='owner']")
        others = owner.evaluate("one => [...one.options].map(o => o.value).filter(v => v && v !== one.value)")
        owner.select_option(others[0])
        self.page.click("#entry .save-bar button")
        self.go("/plan/difference/")
        self.see("nicht bestanden", "#outcome")
        assert self.page.locator("#activate button").is_disabled()
        self.page.click("[data-act=undo]")
        self.go("/plan/difference/")
        self.see("Prüfungen bestanden", "#outcome")

    def exports(self) -> None:
        self.go("/archive/?q=ersatzteil")
        with self.page.expect_download() as download:
            self.page.click("form[action='/archive/export/'] button")
        rows = Path(download.value.path()).read_text("utf-8").splitlines()
        assert len(rows) == CASES + 1
        assert "kunde3" not in "".join(rows), "pseudonyms unless asked for"

    def erases_an_author(self) -> None:
        self.go("/privacy/person/")
        self.page.fill("#sought", "kunde3")
        self.page.click("form[role=search] button.primary")
        self.page.select_option(".person-card [name=kind]", "erase")
        self.page.click(".person-card form button")
        self.page.click("[data-act=take]")
        self.see("0 Byte übrig", patience_ms=4 * PATIENCE_MS)  # it may be stopped for a minute
        self.go("/archive/?q=autor:kunde3")
        self.see("Kein Beitrag")


def _send(url: str, number: int) -> None:
    text = f"@Radwerk Mein Lastenrad ist kaputt, wo bleibt das Ersatzteil Nummer {number}?"
    body = json.dumps({"id": f"w{number}", "text": text, "author": f"kunde{number}"}).encode()
    headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}
    asked = urllib.request.Request(f"{url}/hook/werkzeug/", body, headers)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert answer.status < 300


def _last_month(file: Path) -> Path:
    begun = datetime.now(UTC) - timedelta(days=30)
    posts = (
        {
            "id": f"alt{n}", "channel": "mastodon", "text": f"Mein Radwerk Lastenrad klappert, Fahrt {n}",
            "created_at": (begun + timedelta(hours=n)).isoformat(),
            "author": {"id": f"a{n % 7}", "handle": f"fahrer{n % 7}"},
        }
        for n in range(40)
    )  # fmt: skip
    file.write_text("\n".join(json.dumps(post) for post in posts), "utf-8")
    return file


def _first_link(env) -> str:
    log = Path(env["STURMWARTE_DATA"], "serve.log")
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if found := re.search(r"http://\S+/start/\S+", log.read_text("utf-8")):
            return found[0]
        time.sleep(0.2)
    raise AssertionError(log.read_text("utf-8"))


def test_the_first_day(chromium, tmp_path):
    env = environment(tmp_path, free_port())
    with _serving(env):
        url = f"http://127.0.0.1:{env['STURMWARTE_PORT']}"
        link = _first_link(env)
        assert _answers(url)
        watched = Watched(chromium, url, locale="de-DE")
        ada = Newcomer(watched.page, url)
        ada.begins(link)
        ada.sets_up_the_company()
        ada.brings_last_month(_last_month(tmp_path / "oktober.jsonl"))
        ada.finds_a_topic()
        ada.hears()
        ada.works_ten_cases()
        ada.is_stopped_by_the_tests()
        ada.exports()
        ada.erases_an_author()
        wrong = watched.wrong
        watched.context.close()
    assert wrong == []
