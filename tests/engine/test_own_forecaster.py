"""The station learns from its own waves, and the engine takes up what was learned."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.forecast import Forecaster
from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.watch import Watch
from sturmwarte.core.post import LIVE
from sturmwarte.engine import foretelling
from sturmwarte.engine.foresight import own_forecaster, running
from sturmwarte.engine.foresight.remembering import _Kept
from sturmwarte.station.archive import Archive
from sturmwarte.station.foresee.models import Memory, Wave

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def waves(db):
    """Nine finished waves; the archive has lost their posts, which makes them quiet ones."""
    watch = Watch(Calendar())
    watch.tick(int(NOW.timestamp()) // 60 - 100, {SeriesKey("us"): 1})
    state = msgspec.msgpack.encode(_Kept(watch.pack(), [], 0))
    Memory.objects.create(run=LIVE, upto=0, ticked=0, ticked_at=NOW, state=state, tracker=b"")
    for n in range(9):
        began = NOW - timedelta(days=10 * (n + 1))
        Wave.objects.create(
            run=LIVE, wave=f"w{n}", topic="us", topics=["us"], phase="over", level="green", direction="up",
            started=began, detected=began, ended=began + timedelta(hours=5), updated=began, told={},
        )  # fmt: skip


@pytest.fixture
def seen(monkeypatch):
    """What was learned from; learning itself is tested where it lives and takes half a minute."""
    asked = []

    def learn(self, past, **_):
        asked.append([one.id for one in past])
        return Forecaster(self.model._replace(own=len(past)), self.settings)

    monkeypatch.setattr(Forecaster, "learn", learn)
    return asked


def test_enough_waves_of_ones_own_are_learned_from_once(waves, seen, tmp_path):
    assert own_forecaster.is_wanted(tmp_path, NOW)
    assert own_forecaster.learn(tmp_path, Archive(), Calendar(), NOW)
    assert sorted(seen[0]) == [f"w{n}" for n in range(9)]
    assert not own_forecaster.is_wanted(tmp_path, NOW), "these are known by now"
    Wave.objects.filter(wave="w3").update(real=False)
    assert own_forecaster.is_wanted(tmp_path, NOW), "one of them was none"
    Wave.objects.filter(wave__in=["w1", "w2"]).delete()
    assert not own_forecaster.is_wanted(tmp_path, NOW), "too few"


def test_the_engine_takes_up_what_was_learned(waves, seen, tmp_path, settings, monkeypatch):
    settings.DATA = str(tmp_path)
    monkeypatch.setattr(running, "PAUSE_S", 0.0)
    ready = running.Beside()
    ready()
    ready._thread.join(60)
    assert ready().model.own == 0
    own_forecaster.learn(tmp_path, Archive(), Calendar(), NOW)
    ready()
    ready._thread.join(60)
    assert ready().model.own == 9


def test_a_file_of_another_version_is_not_read(tmp_path):
    (tmp_path / own_forecaster.FILE).write_bytes(b"other packs\nnothing")
    assert own_forecaster.read(tmp_path) is None
    assert own_forecaster.read(tmp_path / "nowhere") is None
    assert foretelling.mark_of(tmp_path / own_forecaster.FILE) == "other packs"
