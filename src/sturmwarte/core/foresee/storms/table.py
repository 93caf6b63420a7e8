"""Reads counts from CSV as people have them: with or without a header, `,` or `;`, any usual time."""

import csv
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

_TIMES = {"timestamp", "time", "date", "datetime", "ts", "zeit", "zeitpunkt", "zeitstempel", "datum", "at"}
_VALUES = {"value", "values", "count", "counts", "posts", "mentions", "n", "wert", "anzahl", "beiträge"}
_SERIES = {"series", "topic", "thema", "reihe", "name", "brand", "marke"}
_UNHEARD = {"", "nan", "na", "n/a", "null", "none", "-"}
_GERMAN = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y")
_EPOCH = re.compile(r"\d{9,10}(\.\d+)?")
_EPOCH_MS = re.compile(r"\d{12,13}")
_EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Wrong(ValueError):
    """What is wrong with a row: the column, what stands there and the mend."""


class Layout(NamedTuple):
    """Which column is which, by place; `names` as the header has them (or their numbers)."""

    delimiter: str
    names: tuple[str, ...]
    time: int
    value: int
    series: int | None
    header: bool

    @property
    def passed_over(self) -> list[str]:
        used = {self.time, self.value, self.series}
        return [name for place, name in enumerate(self.names) if place not in used]


class Row(NamedTuple):
    """`stamp` and `text` as they stand in the file; `value` None: not heard."""

    stamp: str
    text: str
    series: str
    at: datetime
    value: float | None


def cells(line: str, delimiter: str) -> list[str]:
    """Raises `Wrong` for what is no row of CSV (a cell without end)."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as problem:
        raise Wrong(f"not a row of CSV ({problem}); write timestamp,value") from None


def layout(line: str) -> Layout:
    """From the first line. Raises `Wrong` where no column can be the time or the value."""
    delimiter = next((each for each in (";", "\t") if each in line), ",")
    first = [cell.strip() for cell in cells(line, delimiter)]
    if len(first) < 2:
        raise Wrong("one column only; write rows of timestamp,value")
    if _is_time(first[0]):
        return _unnamed(delimiter, first)
    names = [name.casefold() for name in first]
    time, value = _find(names, _TIMES), _find(names, _VALUES)
    series = _find(names, _SERIES)
    time = 0 if time is None else time
    if value is None and len(names) == 2:
        value = 1 - time
    if value is None or value == time:
        raise Wrong(f"no column is called value; call one so (found: {', '.join(first)})")
    return Layout(delimiter, tuple(first), time, value, series, True)


def _unnamed(delimiter: str, first: Sequence[str]) -> Layout:
    names = tuple(f"column {place}" for place in range(1, len(first) + 1))
    three = len(first) > 2 and not _is_value(first[1]) and _is_value(first[2])
    return Layout(delimiter, names, 0, 2 if three else 1, 1 if three else None, False)


def _find(names: Sequence[str], known: set[str]) -> int | None:
    return next((place for place, name in enumerate(names) if name in known), None)


def _is_time(text: str) -> bool:
    try:
        return bool(_time(text))
    except ValueError:
        return False


def _is_value(text: str) -> bool:
    try:
        _number(text)
    except ValueError:
        return text.casefold() in _UNHEARD
    return True


class Reader:
    """Rows of one file, in its order."""

    def __init__(self, found: Layout, zone: ZoneInfo, series: str) -> None:
        self.layout, self._zone, self._series = found, zone, series
        self._last: dict[str, datetime] = {}

    def row(self, line: str) -> Row:
        """Raises `Wrong` for a row that cannot be used."""
        found = self.layout
        given = cells(line, found.delimiter)
        if len(given) <= max(found.time, found.value, found.series or 0):
            raise Wrong(f"{len(given)} columns where {len(found.names)} are due; complete the row")
        series = self._series if found.series is None else given[found.series].strip()
        at = self._at(given[found.time].strip(), series)
        return Row(given[found.time], given[found.value], series, at, self._value(given[found.value].strip()))

    def texts(self, line: str) -> tuple[str, str, str]:
        """Time, value and series as they stand there, of a row that may be unusable."""
        try:
            given = [*cells(line, self.layout.delimiter), *[""] * len(self.layout.names)]
        except Wrong:
            return "", "", self._series
        series = self._series if self.layout.series is None else given[self.layout.series].strip()
        return given[self.layout.time], given[self.layout.value], series

    def _value(self, text: str) -> float | None:
        if text.casefold() in _UNHEARD:
            return None
        where = f"column {self.layout.names[self.layout.value].removeprefix('column ')}"
        try:
            value = _number(text)
        except ValueError:
            raise Wrong(f'{where}: "{text[:40]}" is no number; write a count, or nothing') from None
        if not 0 <= value < 1e12:
            raise Wrong(f'{where}: "{text[:40]}" is no count; write 0 or more, or nothing if it is not known')
        return value

    def _at(self, text: str, series: str) -> datetime:
        where = f"column {self.layout.names[self.layout.time].removeprefix('column ')}"
        try:
            at = _time(text)
            at = at if at.tzinfo else self._local(at, series)
            at = at.astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            raise Wrong(f'{where}: "{text[:40]}" is no time; write it as 2026-03-02T14:30:00+01:00') from None
        if not _EARLIEST <= at < _LATEST:
            raise Wrong(f'{where}: "{text[:40]}" lies outside 1970 to 2200; mend the year')
        self._last[series] = at
        return at

    def _local(self, at: datetime, series: str) -> datetime:
        """In the hour that autumn repeats, a time not after the row before it means the second round."""
        first, second = at.replace(tzinfo=self._zone, fold=0), at.replace(tzinfo=self._zone, fold=1)
        last = self._last.get(series)
        if last is not None and first.utcoffset() != second.utcoffset():
            repeated = first.astimezone(UTC) <= last < second.astimezone(UTC)
            if repeated and last - first.astimezone(UTC) < timedelta(hours=1):
                return second
        return first


def _time(text: str) -> datetime:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(float(text), UTC)
    if _EPOCH_MS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    if re.match(r"\d{1,2}\.\d{1,2}\.\d{4}", text):
        for form in _GERMAN:
            try:
                return datetime.strptime(text, form)  # noqa: DTZ007 - the caller gives it the zone
            except ValueError:
                continue
    return datetime.fromisoformat(text)


def _number(text: str) -> float:
    return float(text.replace(",", ".") if re.fullmatch(r"\d+,\d+", text) else text)
