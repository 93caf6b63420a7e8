"""`sturmwarte doctor` on what is heard, and on who would be told if it were not."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from sturmwarte.core.listen.topics import TOPICS, Topic
from sturmwarte.engine.doctor.sources import mail_checks, ping_checks, source_checks
from sturmwarte.station.listen.models import Pulse, Source

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def source():
    for process in ("ears", "engine"):
        Pulse.objects.create(process=process, at=NOW - 5 * SECOND)
    return Source.objects.create(
        id="masto", kind="mastodon", name="Mastodon", channel="m", made_at=NOW, made_by="test",
        state="hearing", why={"key": "hearing.fine", "args": {"since": NOW.isoformat()}},
    )  # fmt: skip


def found(running=True):
    return [(one.check, one.state) for one in source_checks(NOW, running)]


def test_a_source_that_is_heard_is_good(source):
    assert found() == [("source masto", "good")]


def test_a_disturbed_source_is_wrong_and_says_why(source):
    why = {"key": "hearing.no_answer", "args": {"since": NOW.isoformat()}}
    Source.objects.update(state="disturbed", why=why)
    (one,) = source_checks(NOW, True)
    assert (one.state, one.what) == ("wrong", "Has not answered since 13:00")


@pytest.mark.parametrize("state", ["limited", "quiet"])
def test_what_may_not_be_heard_is_doubtful(source, state):
    Source.objects.update(state=state)
    assert found() == [("source masto", "doubtful")]


def test_access_that_ends_is_told(source):
    Source.objects.update(expires=NOW + 3 * DAY)
    assert found() == [("source masto", "good"), ("source masto", "doubtful")]


def test_a_listening_process_that_is_silent_is_wrong(source):
    Pulse.objects.filter(process="ears").update(at=NOW - 300 * SECOND)
    assert found() == [("listening", "wrong")]
    assert found(running=False) == [("sources", "good")]


def test_a_topic_that_no_search_finds_is_told(source, monkeypatch):
    topics = [Topic(id="gut", query="zeisig"), Topic(id="stern", query="zeisig*")]
    plan = SimpleNamespace(plan={TOPICS: topics})
    monkeypatch.setattr("sturmwarte.engine.doctor.sources.active_plan", lambda: plan)
    assert found() == [("source masto", "good"), ("topic stern", "doubtful")]


def test_without_sources_there_is_nothing_to_hear(db):
    assert found() == [("sources", "good")]


@pytest.mark.parametrize(
    ("smtp", "state"),
    [("", "doubtful"), ("mail.example.com", "wrong"), ("smtp://storm:geheim@127.0.0.1:1", "wrong")],
)
def test_the_mail_server(settings, smtp, state):
    settings.SMTP, settings.MAIL_FROM = smtp, "storm@example.com"
    (one,) = mail_checks()
    assert one.state == state
    assert "geheim" not in f"{one}"


@pytest.mark.parametrize(
    ("url", "state"),
    [
        ("", "doubtful"),
        ("https://ping.example.com/secret", "good"),
        ("ftp://ping.example.com/secret", "wrong"),
    ],
)
def test_the_watcher_outside(settings, url, state):
    settings.PING_URL = url
    (one,) = ping_checks()
    assert one.state == state
    assert "secret" not in f"{one}"
