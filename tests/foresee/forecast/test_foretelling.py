"""The shipped forecaster is found, kept and made anew."""

import pytest

from sturmwarte.core.foresee.forecast import Forecaster
from sturmwarte.core.foresee.forecast.shipped import settings
from sturmwarte.engine import foretelling


@pytest.fixture(scope="module")
def small() -> Forecaster:
    return Forecaster.trained(settings(), waves=60, seed=1)


@pytest.fixture
def places(monkeypatch, tmp_path, small):
    made = []

    def trained(_settings):
        made.append(1)
        return small

    monkeypatch.setattr(foretelling, "_packaged", lambda: tmp_path / "package" / "waves.model")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(foretelling.Forecaster, "trained", trained)
    foretelling.forecaster.cache_clear()
    yield tmp_path, made
    foretelling.forecaster.cache_clear()


def test_what_is_packed_is_read_and_nothing_learned(places, small):
    _, made = places
    assert foretelling.pack()
    assert foretelling.forecaster().dump() == small.dump()
    assert len(made) == 1


def test_without_a_package_it_is_learned_once_and_cached(places):
    folder, made = places
    foretelling.forecaster()
    foretelling.forecaster.cache_clear()
    foretelling.forecaster()
    assert len(made) == 1
    assert len(list((folder / "cache" / "sturmwarte").glob("waves-*.model"))) == 1


def test_a_damaged_or_older_file_is_made_anew(places):
    folder, made = places
    foretelling.pack()
    file = folder / "package" / "waves.model"
    file.write_bytes(file.read_bytes()[:-3])
    foretelling.forecaster()
    file.write_bytes(b"of another version\nabc")
    foretelling.forecaster.cache_clear()
    foretelling.forecaster()
    assert len(made) == 2


def test_a_folder_that_cannot_be_written_is_told(places, monkeypatch):
    folder, _ = places
    (folder / "file").write_text("in the way")
    monkeypatch.setattr(foretelling, "_packaged", lambda: folder / "file" / "waves.model")
    assert not foretelling.pack()
