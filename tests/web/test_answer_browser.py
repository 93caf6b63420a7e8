"""An answer in a real browser: written, sent by keyboard, counted down, stopped, and its text kept."""

import subprocess
import sys

import pytest

from tests.web.browser import ROOT, Watched, environment, free_port, sign_in, station

SCENE = """
import json
from datetime import timedelta
from tests.web import scene
from django.utils import timezone
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.engine.context import Context
from sturmwarte.engine import reading
from sturmwarte.station.archive import Archive, Entry, May
from sturmwarte.station.ledger.runs import standing_runs
from sturmwarte.station.listen import inbox
from sturmwarte.station.listen.models import Source
from sturmwarte.station.respond.actions.open_for import open_for

scene.migrate()
now = timezone.now()
scene.people(now)
standing_runs(now)
Source.objects.create(
    id="masto", kind="mastodon", name="Mastodon", channel="mastodon", made_at=now, made_by="test",
    account={"name": "@zeisig@kraut.example"},
)
at = (now - timedelta(hours=1)).isoformat()
post = {"id": "p1", "channel": "mastodon", "text": "Wann antwortet ihr endlich?", "created_at": at,
        "author": {"id": "a1", "handle": "anna"}}
inbox.put([inbox.Line(json.dumps(post).encode())], "mastodon", now)
reading.read_batch(Context(None, Archive()))
found = Archive().get("mastodon", "p1", may=May.everything())
open_for([Entry(found.post, (), verdict=Verdict(verdict="answer", priority=3))], "live", now)
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    data = tmp_path_factory.mktemp("answering")
    env = environment(data, free_port())
    (data / "static").mkdir()
    subprocess.run([sys.executable, "-c", SCENE], env=env, cwd=ROOT, check=True)
    with station(env) as running:
        yield running


def test_an_answer_is_sent_by_keyboard_and_stopped(desk, chromium):
    watched = Watched(chromium, desk.url, locale="de-DE")
    sign_in(watched.page, desk.url, "duty")
    page = watched.open("/desk/1/")
    page.keyboard.press("s")
    page.keyboard.type("Guten Tag, wir sehen sofort nach.")
    assert page.locator("button[data-act=send]").inner_text() == "Als „@zeisig@kraut.example“ antworten"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".leaving [data-leaves]")
    assert page.locator("#answer").count() == 0
    page.locator("h2").first.click()
    page.keyboard.press("x")
    page.wait_for_selector("#answer")
    assert page.locator("#answer").input_value() == "Guten Tag, wir sehen sofort nach."
    assert page.locator(".leaving").count() == 0
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator("#answer").bounding_box()["height"] >= 104
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert watched.wrong == []
    watched.context.close()
