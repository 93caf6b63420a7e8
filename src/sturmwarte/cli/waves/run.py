"""One run of the command: files in, waves or scores out, what goes wrong told and counted."""

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from sturmwarte.cli.failure import USAGE, Failure
from sturmwarte.cli.inputs import lines
from sturmwarte.cli.outputs import emit
from sturmwarte.cli.progress import Progress
from sturmwarte.cli.waves.level import level_of
from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.detect import Scorer
from sturmwarte.core.foresee.signal import View
from sturmwarte.core.foresee.storms.judge import reported
from sturmwarte.core.foresee.storms.limits import Bounds
from sturmwarte.core.foresee.storms.player import Player
from sturmwarte.core.foresee.storms.table import Layout, Reader, Row, Wrong, layout
from sturmwarte.core.foresee.wave import Wave

_TOLD = 20
"""Bad rows of a file that are told one by one."""


class Asked(NamedTuple):
    """`what`: waves, scores or report. `several`: files, so that scores name their series."""

    what: str
    calendar: Calendar
    budget: float
    views: Sequence[View]
    several: bool


class Given(NamedTuple):
    """A row of the file and its number from 0, or (`row` None) what stands where none could be read."""

    number: int
    row: Row | None
    texts: tuple[str, str, str]


class Run:
    """Reads file after file; `rejected` rows are counted over all of them."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.rejected = 0

    def read(self, path: str) -> None:
        source = _Source(path, self.asked.calendar)
        given = source.rows()
        if self.asked.what == "scores":
            self._scores(source, given if path == "-" else _in_time(given), live=path == "-")
        else:
            self._waves(source, _in_time(given))
        source.close()
        self.rejected += source.rejected

    def _scores(self, source: "_Source", given: Iterator[Given], *, live: bool) -> None:
        write = _Scores(self.asked.several or source.layout.series is not None, live=live)
        scorers: dict[str, Player | Scorer] = {}
        for each in given:
            score = 0.0
            if each.row is not None:
                source.bounds(each.row.series).take(each.row.at)
                if each.row.series not in scorers:
                    scorers[each.row.series] = self._scorer(each.row.series)
                score = scorers[each.row.series].take(each.row.at, each.row.value)
            write.row(each, score)
        write.close()

    def _scorer(self, series: str) -> "Player | Scorer":
        """Minutes and hours in one score, row by row; the build-up view alone only if it is asked for."""
        asked = self.asked
        if asked.views == ("build_up",):
            return Player(series, asked.calendar, asked.budget, asked.views)
        return Scorer(asked.calendar)

    def _waves(self, source: "_Source", given: Iterator[Given]) -> None:
        players: dict[str, Player] = {}
        rows: dict[str, int] = {}
        for each in given:
            if each.row is not None:
                source.bounds(each.row.series).take(each.row.at)
                self._play(players, each.row)
                rows[each.row.series] = rows.get(each.row.series, 0) + 1
        for name, player in players.items():
            if self.asked.what == "report":
                emit(reported(name, player, rows[name], self.asked.budget))
                continue
            for wave in player.waves.values():
                emit(_told(name, wave, self.asked.calendar))

    def _play(self, players: dict[str, Player], row: Row) -> None:
        if row.series not in players:
            asked = self.asked
            players[row.series] = Player(row.series, asked.calendar, asked.budget, asked.views, level_of)
        players[row.series].take(row.at, row.value)


class _Source:
    """One file: its layout, its rows, and what could not be read."""

    def __init__(self, path: str, calendar: Calendar) -> None:
        self.path, self.rejected, self._read = path, 0, 0
        self._bounds: dict[str, Bounds] = {}
        self._lines = lines(path)
        first = next(self._lines, None)
        if first is None:
            raise Failure(f"{path}: empty; write rows of timestamp,value", USAGE)
        self._first = (first[0], _text(first[1]))
        try:
            self.layout: Layout = layout(self._first[1])
        except Wrong as wrong:
            raise Failure(f"{path}:{first[0]}: {wrong}", USAGE) from None
        self._reader = Reader(self.layout, calendar.zone, _name(path))
        if self.layout.header and self.layout.passed_over:
            click.echo(f"{path}: passed over: {', '.join(self.layout.passed_over)}", err=True)

    def rows(self) -> Iterator[Given]:
        size = 0 if self.path == "-" else Path(self.path).stat().st_size
        position = 0
        with Progress(self.path, 0 if self.path.endswith(".gz") else size) as progress:
            for count, (number, line) in enumerate(self._numbered()):
                position += len(line) + 1
                if count % 1000 == 0:
                    progress.at(position, 1000)
                yield self._given(count, number, line)

    def _numbered(self) -> Iterator[tuple[int, str]]:
        if not self.layout.header:
            yield self._first
        for number, line in self._lines:
            yield number, _text(line)

    def _given(self, count: int, number: int, line: str) -> Given:
        try:
            row = self._reader.row(line)
        except Wrong as wrong:
            self.rejected += 1
            if self.rejected <= _TOLD:
                click.echo(f"{self.path}:{number}: {wrong}", err=True)
            return Given(count, None, self._reader.texts(line))
        return Given(count, row, (row.stamp, row.text, row.series))

    def bounds(self, series: str) -> Bounds:
        return self._bounds.setdefault(series, Bounds())

    def close(self) -> None:
        if self.rejected > _TOLD:
            click.echo(f"{self.path}: {self.rejected} rows rejected, the first {_TOLD} told above", err=True)


class _Scores:
    """Rows of CSV in the order of the input, whatever order they were scored in."""

    def __init__(self, names_series: bool, *, live: bool) -> None:
        self._names, self._live = names_series, live
        self._waiting: dict[int, list[str]] = {}
        self._next = 0
        self._out = io.TextIOWrapper(sys.stdout.buffer, "utf-8", newline="", write_through=True)
        self._csv = csv.writer(self._out, lineterminator="\n")
        self._csv.writerow(["timestamp", *["series"][: self._names], "value", "score"])
        self._flush()

    def row(self, given: Given, score: float) -> None:
        stamp, value, series = given.texts
        named = [series] if self._names else []
        self._waiting[given.number] = [stamp, *named, value, f"{score:.6f}"]
        while (row := self._waiting.pop(self._next, None)) is not None:
            self._csv.writerow(row)
            self._next += 1
        self._flush()

    def _flush(self) -> None:
        if self._live:
            sys.stdout.buffer.flush()

    def close(self) -> None:
        self._out.detach()


def _in_time(given: Iterator[Given]) -> Iterator[Given]:
    """All rows in the order of their times, so that a file may be sorted in any way."""
    rows = list(given)
    rows.sort(key=lambda each: (each.row is not None, each.row.at.timestamp() if each.row else 0.0))
    yield from rows


def _told(name: str, wave: Wave, calendar: Calendar) -> dict[str, Any]:
    zone = calendar.zone
    told: dict[str, Any] = {
        "series": name,
        "view": wave.view,
        "started": wave.started.astimezone(zone),
        "detected": wave.detected.astimezone(zone),
    }
    if wave.ended is not None:
        told["ended"] = wave.ended.astimezone(zone)
    levels = [{"level": each.level, "at": each.at.astimezone(zone)} for each in wave.levels]
    return told | {
        "level": wave.level,
        "levels": levels,
        "direction": wave.direction,
        "known": wave.known,
        "peak_rate": round(wave.peak_rate, 2),
        "posts": wave.posts,
        "why": msgspec.to_builtins(wave.why),
    }


def _name(path: str) -> str:
    return "counts" if path == "-" else Path(path).name.removesuffix(".gz").removesuffix(".csv")


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")
