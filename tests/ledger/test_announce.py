from datetime import UTC, datetime

import pytest
from django.db import transaction

from sturmwarte.station.ledger import announce as changes
from sturmwarte.station.ledger import runs
from sturmwarte.station.ledger.models import Change, Run

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_readers_go_on_where_they_stopped():
    changes.announce("case", "1", NOW)
    (first,) = changes.changes_after(0)
    changes.announce_all("case", ["2", "3"], NOW, "replay:a")
    assert [c.ref for c in changes.changes_after(first.id)] == ["2", "3"]


def test_a_change_that_was_taken_back_was_never_announced():
    class Stop(Exception):
        pass

    def announce_and_fail():
        with transaction.atomic():
            changes.announce("case", "1", NOW)
            raise Stop

    with pytest.raises(Stop):
        announce_and_fail()
    assert not Change.objects.exists()


def test_old_changes_are_forgotten(monkeypatch):
    monkeypatch.setattr(changes, "KEEP_CHANGES", 2)
    changes.announce_all("case", [str(n) for n in range(5)], NOW)
    assert changes.forget_old_changes() == 3
    assert [c.ref for c in changes.changes_after(0)] == ["3", "4"]


def test_a_run_has_its_own_time_which_stands_still_at_its_end():
    start = datetime(2019, 1, 1, tzinfo=UTC)
    run = runs.begin("replay", "a", NOW, story_start=start, speed=60)
    later = datetime(2026, 3, 1, 12, 1, tzinfo=UTC)
    assert run.story_at(later) == datetime(2019, 1, 1, 1, tzinfo=UTC)
    runs.end(run.id, later, run.story_at(later))
    assert Run.objects.get().story_at(datetime(2030, 1, 1, tzinfo=UTC)) == datetime(2019, 1, 1, 1, tzinfo=UTC)


def test_a_run_is_named_once():
    runs.begin("replay", "a", NOW, story_start=NOW, speed=1)
    with pytest.raises(runs.RunError, match="already"):
        runs.begin("replay", "a", NOW, story_start=NOW, speed=1)
    with pytest.raises(runs.RunError, match="cannot name"):
        runs.begin("replay", "a/b", NOW, story_start=NOW, speed=1)
