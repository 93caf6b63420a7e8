"""What a source says arrives, once, whatever happens on the way."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from sturmwarte.engine import lock
from sturmwarte.engine.ears.ears import EARS_LOCK
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.listen import inbox
from sturmwarte.station.listen.models import Gap, Inbox, Pulse, Rejected, Source, Subscription, Tally
from sturmwarte.station.listen.secrets import unseal
from tests.ears.conftest import add, read_all, until
from tests.ears.platform import TOKEN


def heard():
    read_all()
    posts = Archive().get_all([("harbour", f"p{n}") for n in range(1, 60)], may=May.everything())
    return sorted(id for _, id in posts)


def row(**given):
    """The subscription, or an empty one while there is none yet."""
    return Subscription.objects.filter(**given).first() or Subscription()


def test_posts_arrive_once_with_the_cursor_that_covers_them(source, platform, listening):
    for n in range(45):
        platform.say(f"Wort {n}")
    ears = listening()
    until(lambda: Inbox.objects.count() == 45)
    platform.say("noch eins")
    until(lambda: Inbox.objects.count() == 46)
    ears.end()
    assert row().cursor == {"n": 46}
    assert row().items == 46
    assert row().asked_at
    assert row().heard_at
    assert not row().trouble
    assert len(heard()) == 46
    assert Tally.objects.get(topic="").items == 46
    assert Pulse.objects.get(process="ears").detail["sources"] == 1
    listening()
    platform.say("nach dem Neustart")
    until(lambda: Inbox.objects.count() == 1)
    assert len(heard()) == 47


def test_a_stream_goes_on_where_it_stopped(platform, transactional_db, listening):
    add(platform, way="stream")
    platform.say("eins")
    ears = listening()
    until(lambda: Inbox.objects.count() == 1)
    ears.end()
    platform.say("zwei")
    listening()
    until(lambda: Inbox.objects.count() == 2)
    assert heard() == ["p1", "p2"]
    assert not Gap.objects.exists()


def test_a_stream_that_cannot_notes_what_it_missed(platform, transactional_db, listening):
    add(platform, way="live")
    ears = listening()
    until(lambda: Subscription.objects.filter(asked_at__isnull=False).exists())
    ears.end()
    away = timezone.now() - timedelta(hours=1)
    Subscription.objects.update(asked_at=away)
    listening()
    gap = until(Gap.objects.first)
    assert gap.since == away
    assert gap.why["key"] == "gap.not_replayed"


def test_a_channel_speaks_only_for_itself(platform, transactional_db, listening):
    add(platform, way="wrong", every=60)
    ears = listening()
    until(lambda: row().cursor)
    ears.end()
    assert Rejected.objects.count() == 4
    read_all()
    found = Archive().get_all([("harbour", n) for n in "1356"], may=May.everything())
    assert sorted(id for _, id in found) == ["1", "5", "6"]
    assert {post.post.channel for post in found.values()} == {"harbour:harbour"}
    assert {post.post.run for post in found.values()} == {"live"}
    assert "text_cut" in found["harbour", "6"].post.flags
    assert not Archive().known([found["harbour", "1"].post.__class__(id="2", channel="x", network="bluesky")])


def test_a_revoked_token_is_told_and_a_new_one_heard_at_once(source, platform, listening):
    platform.moods.token = "another"
    listening()
    told = until(lambda: Subscription.objects.filter(trouble__key__isnull=False).first())
    assert told.trouble["class"] == "Refused"
    assert told.next_at > timezone.now() + timedelta(minutes=10)
    platform.say("endlich")
    platform.moods.token = TOKEN
    Source.objects.update(version=2)
    until(Inbox.objects.exists)
    assert row(name="poll").trouble == {}
    assert row(name="poll").trouble_since is None


def test_one_refusal_makes_the_whole_source_doubtful(platform, transactional_db, listening):
    add(platform, way="refused")
    listening()
    until(lambda: row(name="idle").asked_at and row(name="poll").asked_at)
    platform.moods.token = "another"
    # The other one asks only in ten minutes, and would have looked well until then.
    assert until(lambda: row(name="idle").trouble)["class"] == "Refused"


def test_a_token_revoked_in_mid_stream_is_told(platform, transactional_db, listening):
    add(platform, way="stream")
    listening()
    until(lambda: Subscription.objects.filter(asked_at__isnull=False).exists())
    platform.moods.status = 401
    assert until(lambda: row().trouble)["class"] == "Refused"


@pytest.mark.parametrize(
    ("status", "headers", "class_"), [(503, {}, "Unreachable"), (429, {"Retry-After": "300"}, "Limited")]
)
def test_what_passes_is_tried_again(source, platform, listening, status, headers, class_):
    platform.moods.status, platform.moods.headers = status, headers
    listening()
    first = until(lambda: Subscription.objects.filter(trouble__key__isnull=False).first())
    assert first.trouble["class"] == class_
    assert first.next_at > timezone.now() + (timedelta(minutes=4) if status == 429 else timedelta(0))
    if status == 503:
        platform.moods.status = 0
        platform.say("wieder da")
        until(Inbox.objects.exists, 12)


def test_a_fault_in_a_channel_takes_nothing_else_down(platform, transactional_db, listening, caplog):
    add(platform, way="both")
    platform.say("trotzdem")
    listening()
    until(Inbox.objects.exists)
    broken = until(lambda: row(name="broken").trouble)
    assert broken["key"] == "trouble.fault"
    assert broken["args"] == {"what": "RuntimeError"}
    assert TOKEN not in caplog.text
    assert "RuntimeError" in caplog.text


def test_a_thread_that_hangs_is_given_up(platform, transactional_db, listening, monkeypatch):
    monkeypatch.setattr("sturmwarte.engine.ears.worker.HUNG_S", 0.3)
    add(platform, way="hanging", every=3)
    ears = listening()
    told = until(lambda: row().trouble)
    assert told["key"] == "trouble.hung"
    assert ears.team.counts()["hung"] >= 1
    assert not ears.team.moving()


def test_a_connection_that_is_never_made_is_given_up_and_told(
    platform, transactional_db, listening, monkeypatch
):
    monkeypatch.setattr("sturmwarte.engine.ears.team.HUNG_S", 2.0)
    add(platform, "stuck", way="stuck", every=4)
    add(platform, "other")
    platform.say("nebenan")
    listening()
    until(Inbox.objects.exists)
    told = until(lambda: row(source_id="stuck").trouble)
    assert told["key"] == "trouble.hung"
    assert row(source_id="stuck").next_at > timezone.now() + timedelta(minutes=10)


def test_nothing_is_asked_while_too_much_waits(source, platform, listening, monkeypatch):
    monkeypatch.setattr(inbox, "FULL", 5)
    for n in range(200):
        platform.say(f"Wort {n}")
    listening()
    slow = until(lambda: row().slowed)
    assert slow["key"] == "slowed.backlog"
    assert Inbox.objects.count() < 200
    monkeypatch.setattr(inbox, "FULL", 50_000)
    until(lambda: Inbox.objects.count() == 200)


def test_two_never_listen_at_once(source, platform, listening, tmp_path):
    with lock.hold(tmp_path / EARS_LOCK, "another station"):
        listening()
        assert not listening_to(platform)
    until(lambda: platform.asked)


def test_rest_wake_and_removal(source, platform, listening):
    listening()
    until(lambda: row().asked_at)
    Source.objects.update(resting=True, resting_until=timezone.now() + timedelta(seconds=1))
    asked = len(until(lambda: list(platform.asked)))
    until(lambda: Source.objects.filter(resting=False).exists())
    platform.say("geweckt")
    until(Inbox.objects.exists)
    assert len(platform.asked) > asked
    Source.objects.update(removed_at=timezone.now())
    waiting = Inbox.objects.count()
    until(lambda: not listening_to(platform))
    platform.say("zu spät")
    assert Inbox.objects.count() == waiting


def listening_to(platform):
    before = len(platform.asked)
    time.sleep(0.4)
    return len(platform.asked) > before


def test_a_renewed_secret_is_kept(platform, transactional_db, listening):
    source = add(platform, token="renew-me-please")
    platform.moods.token = "renew-me-please"
    listening()
    until(lambda: unseal(Source.objects.get(pk=source.pk).secrets)["token"] == TOKEN)
    assert TOKEN.encode() not in bytes(Source.objects.get(pk=source.pk).secrets)
