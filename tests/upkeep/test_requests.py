"""People's requests: entered, begun, stopped, done once even when the engine is killed, and proved."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from sturmwarte.station.ledger.models import AuditEntry, Job
from sturmwarte.station.privacy.actions.requests import THINK, begin, note_request, stop, withdraw
from sturmwarte.station.privacy.due import due
from sturmwarte.station.privacy.errors import NotAllowed, PrivacyError
from sturmwarte.station.privacy.forgetting import forget
from sturmwarte.station.privacy.models import Request
from tests.upkeep.in_station import run

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = "Die Bitterwortschale im Garten ist gesprungen, zum dritten Mal in diesem Jahr"


def entered(who, kind="erase", account="7") -> Request:
    return note_request(who, kind, "mastodon", account, date(2026, 1, 31), NOW)


def test_an_answer_is_due_a_month_later():
    assert due(date(2026, 1, 31)) == date(2026, 2, 28)
    assert due(date(2026, 12, 15)) == date(2027, 1, 15)


def test_the_trail_never_names_the_person(who):
    row = entered(who("data_protection"), account="https://social.example/uli-mustermann")
    begin(who(), row.pk, NOW)
    told = json.dumps(list(AuditEntry.objects.values("actor", "subject", "reason", "before", "after")))
    assert "uli" not in told
    assert row.pseudonym in told


def test_only_some_may(who):
    for role in ("lead", "member", "legal", "works_council", "reader"):
        with pytest.raises(NotAllowed):
            entered(who(role))
    assert not Request.objects.exists()


def test_what_was_begun_can_be_stopped_until_it_starts(who):
    owner = who()
    row = begin(owner, entered(owner).pk, NOW)
    assert Job.objects.get().due == NOW + THINK
    with pytest.raises(PrivacyError):
        begin(owner, row.pk, NOW)
    assert stop(owner, row.pk, NOW).state == Request.State.OPEN
    assert not Job.objects.exists()
    begin(owner, row.pk, NOW)
    Job.objects.update(state=Job.State.CLAIMED, attempts=1)
    with pytest.raises(PrivacyError):
        stop(owner, row.pk, NOW)


def test_a_withdrawn_request_forgets_the_account(who):
    owner = who()
    row = withdraw(owner, entered(owner).pk, NOW)
    assert (row.state, row.network, row.account) == (Request.State.WITHDRAWN, "", "")
    with pytest.raises(PrivacyError):
        begin(owner, row.pk, NOW)


@pytest.mark.parametrize("given", [("x", "mastodon", "7"), ("erase", " ", "7"), ("erase", "mastodon", "")])
def test_half_a_request_is_refused(who, given):
    with pytest.raises(PrivacyError):
        note_request(who(), *given, date(2026, 1, 1), NOW)


def test_a_request_of_tomorrow_is_refused(who):
    with pytest.raises(PrivacyError):
        note_request(who(), "erase", "mastodon", "7", NOW.date() + timedelta(days=2), NOW)


def test_an_answered_account_is_forgotten_after_a_month(who):
    row = entered(who(), "disclose")
    Request.objects.update(state="done", done_at=NOW)
    assert forget(NOW + timedelta(days=30)) == 0
    assert forget(NOW + timedelta(days=32)) == 1
    row.refresh_from_db()
    assert (row.network, row.account) == ("", "")


BEGIN = """
from sturmwarte.station.privacy.actions.requests import begin, note_request
from sturmwarte.station.archive.face import Archive
row = note_request(who, "object", "mastodon", "7", now.date(), now)
begin(who, row.pk, now)
{kill}
runner.run_due(SteppedClock(now + timedelta(seconds=61)))
"""
AGAIN = "runner.run_due(SteppedClock(now + timedelta(minutes=10)))"


@pytest.mark.parametrize("kill", ["Archive.erase = killed", "Archive.finish_erasure = killed"])
def test_killed_in_between_it_is_done_once_and_proved(station, tmp_path, kill):
    posts = [
        {"id": "1", "channel": "mastodon", "text": TEXT, "author": {"id": "7", "handle": "uli"}},
        {"id": "2", "channel": "mastodon", "text": "Anderes Wort", "author": {"id": "8", "handle": "ada"}},
    ]
    file = tmp_path / "posts.jsonl"
    file.write_text("\n".join(map(json.dumps, posts)))
    station.call("import", file)
    run(station, BEGIN.format(kill=kill), killed=True)
    run(station, AGAIN)
    ((state, account, result),) = station.ask("SELECT state, account, result FROM privacy_request")
    told = json.loads(result)
    assert (state, account) == ("done", "")
    assert (told["removed"], told["finished"]) == (1, True)
    assert told.get("left", 0) == 0
    if "finish" not in kill:
        assert told["sought"] == 1
    assert station.ask("SELECT count(*) FROM ledger_auditentry WHERE action = 'privacy.erase'") == [(1,)]
    assert station.ask("SELECT gid FROM archive_post") == [("2",)]
    for path in station.data.glob("sturmwarte.db*"):
        assert b"itterwortschale" not in path.read_bytes(), path.name
    again = tmp_path / "again.jsonl"
    again.write_text(json.dumps({**posts[0], "id": "3"}))
    assert "1 suppressed" in station.call("import", again).stderr
