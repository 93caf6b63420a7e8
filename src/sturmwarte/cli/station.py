"""What every command does that works on the station's data: makes Django ready, tells failures in a line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sturmwarte.cli.failure import ENVIRONMENT, USAGE, Failure


@contextmanager
def station(*, schema: bool = True) -> Iterator[Path]:
    """Yields the data folder. With `schema` the database is there and up to date.

    Import what needs Django inside the block: models cannot be loaded before.
    """
    from sturmwarte.engine import setup  # noqa: PLC0415 - brings Django: slow to load
    from sturmwarte.engine.errors import Environment, Refused  # noqa: PLC0415

    try:
        yield setup.ready() if schema else setup.prepare()
    except Refused as refused:
        raise Failure(str(refused), USAGE) from None
    except Environment as broken:
        raise Failure(str(broken), ENVIRONMENT) from None
