"""Sources in a real browser: from nothing to first posts by the form alone; every page fits and is clear."""

import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.channels.servers.feeds import Site, item
from tests.web.browser import CHROMIUM, ROOT, Watched, fill, sign_in, station
from tests.web.test_axe import AXE, RULES, RUN

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: install Debian's chromium")

PAGES = (
    "/sources/", "/sources/mastodon/", "/sources/bluesky/", "/sources/messe/", "/sources/add/",
    "/sources/add/mastodon/", "/find/", "/find/nothing/",
)  # fmt: skip
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def listening(tmp_path_factory):
    """A station with sources in every state. Nobody listens to them: their states stay as they are."""
    env = fill("empty", tmp_path_factory.mktemp("sources"))
    subprocess.run([sys.executable, "-m", "tests.web.sources_scene"], env=env, cwd=ROOT, check=True)
    with station(env) as running:
        yield running


@pytest.mark.skipif(not AXE.exists(), reason="no axe-core: run python -m sturmwarte.station.frame.assets")
@pytest.mark.parametrize(("language", "theme"), [("de", "light"), ("en", "dark")])
def test_every_page_of_sources_fits_and_axe_finds_nothing(chromium, listening, language, theme):
    watched = Watched(chromium, listening.url, locale=language, color_scheme=theme)
    sign_in(watched.page, listening.url)
    found = []
    for path in PAGES:
        page = watched.open(path)
        page.evaluate("for (const one of document.querySelectorAll('details[data-fold]')) one.open = true")
        page.evaluate(AXE.read_text("utf-8"))
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 844})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{path} scrolls sideways at {width}")
            for one in page.evaluate(RUN, list(RULES))["violations"]:
                places = "; ".join(node["html"][:120] for node in one["nodes"][:3])
                found.append(f"{path} at {width}: {one['id']} ({len(one['nodes'])}x): {places}")
    wrong = watched.wrong
    watched.context.close()
    assert found == []
    assert wrong == []


@contextmanager
def _serving(env):
    """Web, engine and ears, as people run them."""
    command = [sys.executable, "-m", "sturmwarte.cli.main", "serve"]
    with Path(env["STURMWARTE_DATA"], "serve.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=env, cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


def test_from_nothing_to_first_posts_by_the_form_alone(chromium, tmp_path):
    """A wrong address, its error, the check, a first look, saving; then the posts come by themselves."""
    env = fill("empty", tmp_path) | {"STURMWARTE_ALLOW": "127.0.0.0/8"}
    url = f"http://127.0.0.1:{env['STURMWARTE_PORT']}"
    with Site() as site, _serving(env):
        now = datetime.now(UTC)
        items = [item(site.url, n, now - timedelta(hours=n + 1)) for n in range(4)]
        site.rss("/feed.xml", items)
        watched = Watched(chromium, url, locale="de-DE")
        page = watched.page
        assert _answers(url), (tmp_path / "serve.log").read_text()
        sign_in(page, url)
        page.goto(f"{url}/sources/")
        page.click("text=Quelle hinzufügen")
        page.click("article.offer >> text=Feeds")
        page.click("button[value=check]")
        page.wait_for_selector("#set-addresses-wrong")
        page.fill("#set-addresses", f"{site.url}/nichts")
        page.fill("#id-name", "Werkszeitung")
        page.click("button[value=check]")
        page.wait_for_selector(".bad-news")
        assert page.input_value("#set-addresses") == f"{site.url}/nichts"
        assert page.input_value("#id-name") == "Werkszeitung"
        page.fill("#set-addresses", f"{site.url}/feed.xml")
        page.click("button[value=preview]")
        page.wait_for_selector(".came >> text=Meldung 3")
        page.click("button[value=save]")
        page.wait_for_url("**/sources/werkszeitung/")
        page.wait_for_selector("#source article.post >> text=Meldung 3", timeout=PATIENCE_MS)
        page.wait_for_selector("#source .state-hearing", timeout=PATIENCE_MS)
        page.goto(f"{url}/sources/")
        assert "Werkszeitung" in page.inner_text(".source-rows")
        assert [line for line in watched.wrong if "400" not in line] == []
        watched.context.close()


def _answers(url):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{url}/account/login/", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return True
    return False
