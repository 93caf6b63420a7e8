"""Judges a recording somebody brought: posts as lines or as a table, or a table of counts."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from sturmwarte.core.alarm.ladder import propose
from sturmwarte.core.alarm.levels import Levels
from sturmwarte.core.foresee.storms import LevelOf, Player, Report, TooMuch, counted, judge
from sturmwarte.core.foresee.storms import table as counts
from sturmwarte.core.foresee.storms.judge import reported
from sturmwarte.core.foresee.watch import Pulse, WatchError
from sturmwarte.core.foresee.wave import Wave
from sturmwarte.core.listen.jsonlines import LineError, parse_line
from sturmwarte.core.post import Post
from sturmwarte.core.query.percolator import AT_ONCE, Percolator
from sturmwarte.engine.errors import Refused
from sturmwarte.engine.files.opening import Opened, Unreadable, encoding_of, open_file, text_lines
from sturmwarte.engine.files.rows import JsonLines, Row, Rows, Table
from sturmwarte.engine.foresight.rules import Rules

MOST_TOPICS, FEWEST_POSTS = 6, 50
"""Topics judged beside the whole, the largest; with fewer posts a topic tells nothing."""
_UNKNOWN = datetime(9000, 1, 1, tzinfo=UTC)


def judged(path: Path, name: str, rules: Rules, percolator: Percolator) -> list[Report]:
    """A report on all of it, then on single topics or series. Raises `Refused` with the mend."""
    try:
        with closing(_opened(path, name)) as opened:
            if (rows := _posts(opened, rules.calendar.zone)) is not None:
                return _whole(name, _of_posts(rows, name, rules, percolator))
        with closing(_opened(path, name)) as opened:
            return _whole(name, _of_counts(opened, rules))
    except (TooMuch, WatchError, csv.Error) as wrong:
        raise Refused(f"{name}: {wrong}") from None


def _opened(path: Path, name: str) -> Opened:
    opened = open_file(str(path))
    opened.name = name
    return opened


def _whole(name: str, found: list[Report]) -> list[Report]:
    if not any(report.rows for report in found):
        raise Refused(
            f"{name}: nothing in it has a time and can be read: bring posts as JSON lines with created_at,"
            " or rows of timestamp,value"
        )
    return found


def _posts(opened: Opened, zone: ZoneInfo) -> Rows | None:
    """Its rows if it holds posts; None for a table of counts."""
    if opened.peek().lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return JsonLines(opened, {"channel": "recording"})
    try:
        table = Table(opened, zone, {"network": "recording", "channel": "recording"})
    except Unreadable:
        return None
    return table if {"text", "created_at"} <= set(table.mapping) else None


def _of_posts(rows: Iterable[Row], name: str, rules: Rules, percolator: Percolator) -> list[Report]:
    times: dict[str, list[datetime]] = {"": []}
    dated = _dated(rows)
    while some := list(islice(dated, AT_ONCE)):
        found = percolator.match_batch(post for post, _ in some)
        for (_, at), topics in zip(some, found, strict=True):
            times[""].append(at)
            for topic in filter(rules.topics.__contains__, topics):
                times.setdefault(topic, []).append(at)
    every = times.pop("")
    large = sorted((t for t in times if len(times[t]) >= FEWEST_POSTS), key=lambda t: -len(times[t]))
    reports = [_of_times(name, every, rules)] if every else []
    return reports + [_of_times(topic, times[topic], rules) for topic in large[:MOST_TOPICS]]


def _of_times(name: str, times: list[datetime], rules: Rules) -> Report:
    budget = rules.foresight.budget(name)
    return judge(name, counted(times), rules.calendar, budget, level=level_of(rules.levels))


def _dated(rows: Iterable[Row]) -> Iterator[tuple[Post, datetime]]:
    """What cannot be read is passed over: one bad line does not spoil a year."""
    for row in rows:
        try:
            post = parse_line(row.line, received_at=_UNKNOWN, channel="recording") if row.line else None
        except LineError:
            continue
        if post and post.created_at and post.created_at != _UNKNOWN:
            yield post, post.created_at


def _of_counts(opened: Opened, rules: Rules) -> list[Report]:
    encoding, skip = encoding_of(opened.peek(), opened.name)
    lines = (line.rstrip("\r\n") for line in text_lines(opened, encoding, skip))
    filled = (line for line in lines if line.strip())
    first = next(filled, "")
    try:
        layout = counts.layout(first)
    except counts.Wrong as wrong:
        raise Refused(f"{opened.name}: {wrong}") from None
    reader = counts.Reader(layout, rules.calendar.zone, opened.name)
    rows = sorted(_read(reader, filled if layout.header else _with(first, filled)), key=lambda row: row.at)
    players: dict[str, Player] = {}
    numbers: dict[str, int] = {}
    for row in rows:
        budget = rules.foresight.budget(row.series)
        player = players.get(row.series)
        if player is None:
            player = Player(row.series, rules.calendar, budget, level=level_of(rules.levels))
            players[row.series] = player
        player.take(row.at, row.value)
        numbers[row.series] = numbers.get(row.series, 0) + 1
    return [
        reported(series, player, numbers[series], rules.foresight.budget(series))
        for series, player in players.items()
    ]


def _with(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _read(reader: counts.Reader, lines: Iterable[str]) -> Iterator[counts.Row]:
    for line in lines:
        try:
            yield reader.row(line)
        except (counts.Wrong, csv.Error):
            continue


def level_of(levels: Levels) -> LevelOf:
    """By the plan's criteria, as far as counts alone can meet them."""

    def level(wave: Wave, pulse: Pulse, now: datetime) -> str:
        return propose(wave, pulse, levels, now=now).level

    return level
