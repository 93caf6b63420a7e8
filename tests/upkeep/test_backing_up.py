"""Backups by job: killed in between they are whole or not there, and no backup is ever written over."""

import json
from datetime import UTC, datetime, time, timedelta

import pytest

from sturmwarte.engine.jobs.upkeep import daily
from sturmwarte.station.ledger.models import AuditEntry, Job
from sturmwarte.station.upkeep.actions.back_up import MAKE, back_up
from sturmwarte.station.upkeep.actions.forget_backup import forget_backup
from sturmwarte.station.upkeep.actions.set_timetable import DAILY, set_timetable
from sturmwarte.station.upkeep.errors import NotAllowed, Refused
from sturmwarte.station.upkeep.models import Backup, Timetable
from sturmwarte.station.upkeep.timetable import next_time, too_many
from tests.upkeep.in_station import run

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ASK = """
from sturmwarte.engine.upkeep import backing_up
from sturmwarte.station.upkeep.actions.back_up import back_up
row = back_up(who, now)
{kill}
backing_up.make(data, row.pk, now)
"""
AGAIN = """
from sturmwarte.engine.upkeep import backing_up
from sturmwarte.station.upkeep.models import Backup
for row in Backup.objects.all():
    backing_up.make(data, row.pk, now)
    backing_up.verify(row.pk, now)
"""


def told(station):
    return station.ask("SELECT state, whole, name FROM upkeep_backup")


@pytest.mark.parametrize("kill", ["os.fsync = killed", "backing_up._made = killed"])
def test_killed_in_between_it_is_made_once(station, kill):
    run(station, ASK.format(kill=kill), killed=True)
    folder = station.data / "backups"
    before = {path.name: path.stat().st_ino for path in folder.glob("*.tar.gz")}
    assert len(before) == (1 if "made" in kill else 0)
    run(station, AGAIN)
    ((state, whole, name),) = told(station)
    assert (state, whole) == ("made", 1)
    assert (folder / name).stat().st_mode & 0o077 == 0
    if before:
        assert before[name] == (folder / name).stat().st_ino, "a whole backup was written over"
    assert not [path for path in folder.iterdir() if path.name not in {name} and "made" in kill]


def test_a_restored_station_does_not_write_over_the_backup_it_came_from(station):
    run(station, ASK.format(kill=""))
    ((_state, _whole, name),) = told(station)
    file = station.data / "backups" / name
    before = file.stat().st_ino, file.read_bytes()
    station.call("restore", file, "--force")
    assert told(station)[0][0] == "waiting", "the backup holds the moment before it was made"
    run(station, AGAIN)
    assert told(station) == [("made", 1, name)]
    assert (file.stat().st_ino, file.read_bytes()) == before


def test_a_damaged_backup_is_told(station):
    run(station, ASK.format(kill=""))
    ((_state, _whole, name),) = told(station)
    file = station.data / "backups" / name
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    run(station, AGAIN)
    assert told(station)[0][1] == 0
    found = [json.loads(line) for line in station.call("doctor", "--json", code=1).stdout.splitlines()]
    assert any(one["check"] == "backup" and one["state"] == "wrong" for one in found)


def test_a_folder_that_cannot_be_written_is_told_and_the_station_goes_on(station):
    blocked = station.folder / "no-folder"
    blocked.write_text("a file")
    settings = f"settings.BACKUPS = Path({str(blocked)!r})"
    run(station, ASK.format(kill=settings))
    ((state, why),) = station.ask("SELECT state, why FROM upkeep_backup")
    assert state == "failed"
    assert "no-folder" in why


def test_asking_twice_is_one_backup(who):
    owner = who()
    assert back_up(owner, NOW).pk == back_up(owner, NOW + timedelta(minutes=1)).pk
    assert Job.objects.filter(kind=MAKE).count() == 1
    for role in ("lead", "works_council", "data_protection"):
        with pytest.raises(NotAllowed):
            back_up(who(role), NOW)


def test_the_timetable_asks_every_day_and_keeps_the_newest(who, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    set_timetable(who(), on=True, at=time(2, 30), keep=2, now=NOW)
    job = Job.objects.get(key=DAILY)
    assert job.due == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    after = daily(job, job.due)
    assert after == datetime(2026, 3, 3, 1, 30, tzinfo=UTC)
    assert Backup.objects.get().asked_by == "station"
    Backup.objects.all().delete()
    for n in range(4):
        at = NOW + timedelta(days=n)
        Backup.objects.create(name=f"{n}", asked_at=at, made_at=at, asked_by="station", state="made")
    Backup.objects.create(name="mine", asked_at=NOW, made_at=NOW, asked_by="user:1", state="made")
    assert [one.name for one in too_many(Timetable.objects.get())] == ["1", "0"]


def test_switching_it_off_takes_the_job_away(who):
    owner = who()
    set_timetable(owner, on=True, at=time(2, 30), keep=2, now=NOW)
    set_timetable(owner, on=False, at=time(2, 30), keep=2, now=NOW)
    assert not Job.objects.filter(key=DAILY).exists()
    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.before["on"], entry.after["on"]) == (True, False)
    with pytest.raises(Refused):
        set_timetable(owner, on=True, at=time(2, 30), keep=0, now=NOW)


def test_the_hour_that_the_clock_leaves_out_is_not_missed():
    """In Berlin 02:30 does not exist on 29 March 2026."""
    due = next_time(time(2, 30), "Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert due.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_the_last_backup_cannot_be_removed(who, tmp_path, settings, django_capture_on_commit_callbacks):
    settings.BACKUPS, owner = tmp_path, who()
    for n in ("a", "b"):
        Backup.objects.create(name=n, asked_at=NOW, made_at=NOW, asked_by="user:1", state="made")
        (tmp_path / n).write_text("x")
    with django_capture_on_commit_callbacks(execute=True):
        forget_backup(owner, Backup.objects.get(name="a").pk, NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    with pytest.raises(Refused):
        forget_backup(owner, Backup.objects.get(name="b").pk, NOW)
