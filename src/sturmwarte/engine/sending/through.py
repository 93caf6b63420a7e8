"""Where answers leave: the connections that listen already, so that nobody logs in twice."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sturmwarte.channels.contract import Connection
from sturmwarte.wire.errors import Unreachable


class Connections(Protocol):
    def using(self, source: str) -> AbstractContextManager[Connection]:
        """The connection of a source while one works with it; raises `Trouble` where there is none."""


class _Use(Protocol):
    @property
    def connection(self) -> Connection: ...


class _Line(Protocol):
    def use(self) -> AbstractContextManager[_Use]: ...


class _Team(Protocol):
    def line(self, source: str) -> _Line | None: ...


class ByTeam:
    """The connections of the listening process."""

    def __init__(self, team: _Team) -> None:
        self._team = team

    @contextmanager
    def using(self, source: str) -> Iterator[Connection]:
        line = self._team.line(source)
        if line is None:
            raise Unreachable("reply.not_connected", source=source)
        with line.use() as use:
            yield use.connection
