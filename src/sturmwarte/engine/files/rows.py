"""A file of posts as rows: what the pipeline reads of each, and what it was in the file."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Protocol

import msgspec

from sturmwarte.core.listen.csv_columns import guess
from sturmwarte.core.listen.csv_dialect import Dialect, detect
from sturmwarte.core.listen.csv_row import Columns
from sturmwarte.core.listen.jsonlines import LineError
from sturmwarte.engine.files.opening import MAX_LINE, Opened, Unreadable, encoding_of, text_lines

_NO_LETTER = re.compile("[\udc80-\udcff]")
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is one JSON object; empty when the row is none: `why` says why. `written`: as in the file."""

    number: int
    line: bytes
    written: bytes
    why: str = ""


class Rows(Protocol):
    """`head` is what a file of rejected rows must begin with."""

    head: bytes

    def __iter__(self) -> Iterator[Row]: ...


@dataclass
class JsonLines:
    """One JSON object a line; `defaults` fill in keys that a line leaves out."""

    opened: Opened
    defaults: Mapping[str, str]
    head: bytes = b""

    def __iter__(self) -> Iterator[Row]:
        encoding, skip = encoding_of(self.opened.peek(), self.opened.name)
        if encoding != "utf-8":
            raise Unreadable(
                f"{self.opened.name}: JSON lines are UTF-8, this is {encoding}; save it as UTF-8"
            )
        for number, line in enumerate(self.opened.lines(), 1):
            body = line[skip:].strip()
            skip = 0
            if body:
                yield Row(number, self._filled(body), line)

    def _filled(self, body: bytes) -> bytes:
        if not self.defaults:
            return body
        try:
            record = _decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return body  # the pipeline says what is wrong with it
        return _encode({**self.defaults, **record}) if isinstance(record, dict) else body


class Table:
    """A table with a header. Reading begins with `header`; `mapping` may be set until rows are read."""

    def __init__(
        self, opened: Opened, zone: tzinfo, defaults: Mapping[str, str], separator: str = ""
    ) -> None:
        sample = opened.peek()
        self.encoding, skip = encoding_of(sample, opened.name)
        text = sample.decode(self.encoding, "replace").removeprefix("\ufeff")
        dialect = Dialect(separator) if separator else detect(text)
        if dialect is None:
            raise Unreadable(f"{opened.name}: no table: the first lines are not cut by tab, ; , or |")
        self.dialect, self.zone, self.defaults = dialect, zone, defaults
        self._lines = _Remembered(text_lines(opened, self.encoding, skip))
        csv.field_size_limit(MAX_LINE)
        self._cells = dialect.reader(self._lines)
        self.header = [name.strip() for name in next(self._cells, [])]
        self.head = self._bytes(self._lines.taken())
        self.mapping = guess(self.header)

    def __iter__(self) -> Iterator[Row]:
        columns = Columns(self.header, self.mapping, self.zone)
        while True:
            number = self._lines.count + 1
            try:
                cells = next(self._cells)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(number, b"", self._bytes(self._lines.taken()), f"not a row of this table ({error})")
                continue
            if cells:
                yield self._row(number, cells, columns)
            else:
                self._lines.taken()

    def _row(self, number: int, cells: Sequence[str], columns: Columns) -> Row:
        written = self._lines.taken()
        if _NO_LETTER.search(written):
            return Row(number, b"", self._bytes(written), f"not {self.encoding}: a letter that is none")
        try:
            record: dict[str, Any] = {**self.defaults, **columns.record(cells)}
            return Row(number, _encode(record), self._bytes(written))
        except (LineError, UnicodeEncodeError) as error:
            return Row(number, b"", self._bytes(written), str(error))

    def _bytes(self, written: str) -> bytes:
        return written.encode(self.encoding, "surrogateescape")


class _Remembered:
    """Lines on their way to the reader, kept until a row is complete: it may be set aside as written."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self.count = lines, 0
        self._kept: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._kept.append(line)
        self.count += 1
        return line

    def taken(self) -> str:
        text, self._kept = "".join(self._kept), []
        return text
