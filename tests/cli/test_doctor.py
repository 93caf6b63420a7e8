"""`sturmwarte doctor`: each fault is found, with the reason it matters and the mend."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from sturmwarte.engine.clock import real_now
from sturmwarte.engine.doctor import stores, surroundings
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.models import AuditEntry, Job
from sturmwarte.station.ledger.record import record
from sturmwarte.station.listen import inbox
from sturmwarte.station.listen.models import Rejected
from sturmwarte.station.options import read

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def states(done):
    return {(f["check"], f["state"]) for f in map(json.loads, done.stdout.splitlines())}


def test_a_station_without_a_plan_is_told_so_but_not_broken(call):
    done = call("doctor", "--json")
    assert ("plan", "doubtful") in states(done)
    assert ("archive", "good") in states(done)
    assert "plan" in call("doctor").stdout


def test_a_forged_audit_trail_is_found(call):
    record("Ada", "case.close", "case:1", NOW)
    AuditEntry.objects.update(actor="Bob")
    assert ("audit", "wrong") in states(call("doctor", "--json", code=1))


def test_dead_jobs_are_found_and_can_be_revived(call):
    schedule(Due("deadline", "d:1", real_now() + timedelta(days=1)))
    Job.objects.update(state="dead", last_error="no disk")
    assert ("jobs", "wrong") in states(call("doctor", "--json", code=1))
    assert ("jobs", "good") in states(call("doctor", "--json", "--revive"))


def test_set_aside_posts_are_told(call):
    Rejected.objects.create(stage="parse", error="not JSON", line=b"{", at=NOW)
    assert ("rejected", "doubtful") in states(call("doctor", "--json"))


def test_an_inbox_nobody_reads_is_found(call, monkeypatch):
    monkeypatch.setattr(stores, "BEHIND", 1)
    inbox.put([inbox.Line(b"{}")] * 3, "x", NOW)
    assert ("inbox", "wrong") in states(call("doctor", "--json", code=1))


def test_a_check_that_fails_is_a_finding(call, monkeypatch):
    monkeypatch.setattr(stores, "first_break", lambda: 1 / 0)
    assert ("audit", "wrong") in states(call("doctor", "--json", code=1))


@pytest.mark.parametrize(
    ("environ", "state"),
    [
        ({}, "good"),
        ({"STURMWARTE_PROT": "1"}, "doubtful"),
        ({"STURMWARTE_DEBUG": "1"}, "wrong"),
        ({"STURMWARTE_BIND": "0.0.0.0"}, "wrong"),  # noqa: S104 - that is the fault to be found
        ({"STURMWARTE_BIND": "0.0.0.0", "STURMWARTE_URL": "https://storm.example.org"}, "good"),  # noqa: S104
    ],
)
def test_settings(environ, state):
    found = surroundings.settings_checks(environ, read(environ))
    assert state in {finding.state for finding in found}


def test_a_mistyped_setting_is_named():
    (finding, *_) = surroundings.settings_checks({"STURMWARTE_PROT": "1"}, read({}))
    assert finding.mend == "did you mean STURMWARTE_PORT?"


def test_a_clock_that_went_back_is_found(tmp_path):
    (finding,) = surroundings.clock_checks(NOW, NOW + timedelta(hours=1))
    assert finding.state == "wrong"
    (finding,) = surroundings.clock_checks(NOW, NOW - timedelta(hours=1))
    assert finding.state == "good"


def test_a_folder_others_may_read_is_told(tmp_path):
    tmp_path.chmod(0o755)
    assert "doubtful" in {finding.state for finding in surroundings.folder_checks(tmp_path)}
    tmp_path.chmod(0o700)
    assert {finding.state for finding in surroundings.folder_checks(tmp_path)} == {"good"}
