"""The three formats, each a writer that takes pages and is closed at the end."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO, Literal, Protocol

import msgspec

from sturmwarte.station.archive.exporting.record import COLUMNS, flat, nested
from sturmwarte.station.archive.records import Found

Format = Literal["jsonl", "csv", "parquet"]
FORMATS: tuple[Format, ...] = ("jsonl", "csv", "parquet")
_ROW_GROUP = 5_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_encode = msgspec.json.Encoder().encode


class Writer(Protocol):
    def write(self, found: Sequence[Found]) -> None: ...
    def close(self) -> None: ...


def writer(form: Format, stream: BinaryIO, *, names: bool, judged: bool) -> Writer:
    """The writer for a format; it never closes the stream."""
    match form:
        case "jsonl":
            return JsonLines(stream, names, judged)
        case "csv":
            return Csv(stream, names)
        case "parquet":
            return Parquet(stream, names)


class JsonLines:
    """The interchange format: what comes out goes in again."""

    def __init__(self, stream: BinaryIO, names: bool, judged: bool) -> None:
        self._stream, self._names, self._judged = stream, names, judged

    def write(self, found: Sequence[Found]) -> None:
        for one in found:
            self._stream.write(_encode(nested(one, names=self._names, judged=self._judged)) + b"\n")

    def close(self) -> None:
        pass


class Csv:
    """For spreadsheets: UTF-8 with a mark (or Excel shows Ã¼), and no cell that a spreadsheet would
    execute."""

    def __init__(self, stream: BinaryIO, names: bool) -> None:
        self._names = names
        self._text = io.TextIOWrapper(
            stream, encoding="utf-8-sig", newline="", errors="replace", write_through=True
        )
        self._rows = csv.writer(self._text, dialect="excel")
        self._rows.writerow([name for name, _ in COLUMNS])

    def write(self, found: Sequence[Found]) -> None:
        for one in found:
            row = flat(one, names=self._names)
            self._rows.writerow([_cell(row[name]) for name, _ in COLUMNS])

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


def _cell(value: Any) -> object:
    """A quote before what a spreadsheet would take for a formula (OWASP, CSV injection)."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        plain = value.replace("\x00", "")
        return "'" + plain if plain.lstrip(" \n\v\f").startswith(_FORMULA) else plain
    return "" if value is None else value


class Parquet:
    """For analysis: typed columns in row groups, so that neither we nor the reader need all of it in
    memory."""

    def __init__(self, stream: BinaryIO, names: bool) -> None:
        import pyarrow as pa  # noqa: PLC0415 - heavy, and only this format needs it
        import pyarrow.parquet as pq  # noqa: PLC0415

        types = {
            "text": pa.string(), "time": pa.timestamp("us", tz="UTC"), "number": pa.int64(),
            "fraction": pa.float64(), "flag": pa.bool_(),
        }  # fmt: skip
        self._arrow, self._names = pa, names
        self._schema = pa.schema([(name, types[sort]) for name, sort in COLUMNS])
        self._file = pq.ParquetWriter(stream, self._schema)
        self._rows: list[dict[str, Any]] = []

    def write(self, found: Sequence[Found]) -> None:
        self._rows += (flat(one, names=self._names) for one in found)
        if len(self._rows) >= _ROW_GROUP:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        if self._rows:
            self._file.write_table(self._arrow.Table.from_pylist(self._rows, self._schema))
            self._rows = []
