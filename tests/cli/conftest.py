from dataclasses import dataclass

import pytest

from sturmwarte.cli.main import guarded, sturmwarte
from tests.engine.station import Station, free_port


@pytest.fixture
def station(tmp_path) -> Station:
    """A station in processes of its own: slow, for what touches the machine."""
    return Station(tmp_path, free_port())


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def call(db, capfd):
    """Runs a command in this process, on the tests' database, as the console script would."""

    def run(*args, code=0):
        capfd.readouterr()
        given = [str(arg) for arg in args]
        returned = guarded(lambda: sturmwarte.main(given, standalone_mode=False))
        done = Done(returned, *capfd.readouterr())
        assert code in {None, returned}, done
        return done

    return run
