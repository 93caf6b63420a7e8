"""Hostile posts are shown without effect: no script, no dialog, no request elsewhere, nothing outside its
place."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from tests.web.browser import ROOT, environment, free_port, sign_in, station
from tests.web.hostile_posts import A_THREAD, SORTS, hostile_posts
from tests.web.hostile_watch import Looker

MANY = 400


@pytest.fixture(scope="module")
def besieged(tmp_path_factory):
    """A station that heard nothing but hostile posts."""
    data = tmp_path_factory.mktemp("besieged")
    env = environment(data, free_port())
    (data / "static").mkdir()
    command = [sys.executable, "-m", "tests.web.hostile_scene", str(MANY), "judged"]
    subprocess.run(command, env=env, cwd=ROOT, check=True)
    with station(env) as running:
        yield running


def test_hundreds_of_hostile_posts_are_shown_without_effect(besieged, chromium):
    looker = Looker(chromium, besieged.url)
    sign_in(looker.page, besieged.url)
    shown, path = 0, "/archive/?q=zeisig+OR+NOT+zeisig"
    for _ in range(MANY // 50 + 1):
        page = looker.look(path)
        if not shown:
            page.wait_for_selector("#spread section")
        shown += page.locator(".row.found-post").count()
        following = page.locator("a[data-act=next]")
        if not following.count():
            break
        path = following.get_attribute("href")
    assert shown == MANY
    for thread in range(0, MANY, A_THREAD):
        page = looker.look(f"/post/?network=mastodon&id=h-{thread}&q=zeisig")
        assert page.locator(".talk .said").count() == A_THREAD
    for path in ("/desk/", "/archive/exports/", "/archive/saved/"):
        looker.look(path)
    case = looker.page.evaluate(
        "document.querySelector('a[href^=\"/desk/\"][data-row]')?.getAttribute('href')"
    )
    looker.look("/desk/")
    looker.page.locator("[data-row]").first.click()
    looker.page.wait_for_timeout(300)
    assert looker.wrong == [], case


def test_the_generator_brings_every_sort_and_repeats_itself():
    now = datetime(2026, 11, 22, tzinfo=UTC)
    first, again = (list(hostile_posts(200, now)) for _ in range(2))
    assert first == again
    texts = " ".join(record["text"] for _, record in first)
    for sort in SORTS:
        assert any(bit[:12] in texts for bit in sort), sort[:1]
