"""A station with people and a few posts, once a test file; each test leaves it as it found it."""

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone

from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.station.archive import Archive, Entry, May
from sturmwarte.station.frame.catalogues import compile_all
from sturmwarte.station.respond.actions.open_for import open_for
from sturmwarte.station.respond.models import Case
from tests.web import browser
from tests.web import scene as scenes
from tests.web.browser import ARGS, CHROMIUM, fill, station


@pytest.fixture(scope="session", autouse=True)
def german() -> None:
    compile_all()


@pytest.fixture(scope="session", autouse=True)
def _scenes(tmp_path_factory) -> None:
    """Played once for all processes of a test run: their folders have one parent."""
    base = tmp_path_factory.getbasetemp()
    browser.KEPT = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "scenes"


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """People of every role, the sample plan, and a handful of posts that became cases."""
    with django_db_blocker.unblock(), transaction.atomic():
        now = timezone.now()
        people = scenes.people(now)
        scenes.plan(now)
        scenes.posts(_posts(now))
        yield SimpleNamespace(now=now, people=people, cases=_cases(now))
        transaction.set_rollback(True)


def _posts(now):
    def post(n, channel, text, **more):
        at = now - timedelta(hours=1, minutes=n)
        record = {
            "id": f"p{n}", "channel": channel, "text": text, "created_at": at.isoformat(),
            "author": {"id": f"a{n}", "handle": f"handle{n}", "name": f"Name {n}"},
        }  # fmt: skip
        return at, record | more

    return [
        post(4, "mastodon", "Wann antwortet Zeisig endlich auf meine Frage zum Flott?"),
        post(
            3, "bluesky", "Der Zeisig Toaster ist nach drei Tagen kaputt, unverschämt! Wer ersetzt mir das?"
        ),
        post(2, "mail", "Wann bekomme ich die Rechnung für meinen Zeisig Krosso?", visibility="private"),
        post(1, "mastodon", "Private Frage: Wo bleibt die Gutschrift von Zeisig?", visibility="private"),
    ]


def _cases(now):
    """A case for each post, whatever the rules of the day recommend for it."""
    verdict = Verdict(verdict="answer", priority=3, deadline=now + timedelta(hours=3))
    for at, record in _posts(now):
        if not Case.objects.filter(post=record["id"]).exists():
            found = Archive().get(record["channel"], record["id"], may=May.everything())
            open_for([Entry(found.post, (), topics=("marke",), verdict=verdict)], "live", at)
    return {case.post: case for case in Case.objects.all()}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A running station with a day of the sample company."""
    env = fill("normal", tmp_path_factory.mktemp("station"))
    with station(env) as running:
        yield running


@pytest.fixture(scope="module")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield running
        running.close()
