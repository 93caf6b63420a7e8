"""Turns one row of a table into the record `jsonlines.parse_record` reads."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from sturmwarte.core.listen.csv_time import read_time
from sturmwarte.core.listen.jsonlines import LineError

_WHOLE = re.compile(r"-?\d+\.0+$")
_YES = frozenset({"1", "true", "yes", "y", "ja", "j", "wahr", "x"})
_TIMES = frozenset({"created_at", "received_at"})
_NUMBERS = frozenset(
    {"author.followers", "metrics.likes", "metrics.reposts", "metrics.replies", "metrics.views"}
)
_IDS = frozenset({"id", "in_reply_to", "root", "author.id"})

Row = Mapping[str, str]


class Columns:
    """Reads rows of one table. `header` are its columns, `mapping` post field -> column.

    `zone` is the zone of times that name none. Rows without an id get one made from all their cells,
    flagged `id_from_content`: the same row has the same id in every import.
    """

    def __init__(self, header: Sequence[str], mapping: Mapping[str, str], zone: tzinfo) -> None:
        self.header, self.mapping, self.zone = tuple(header), dict(mapping), zone

    def record(self, cells: Sequence[str]) -> dict[str, Any]:
        """The record of a row. `LineError` when its number of cells does not fit the header."""
        if len(cells) != len(self.header):
            wanted = len(self.header)
            raise LineError(
                f"{len(cells)} cells where the header has {wanted}: quote cells that hold separators"
            )
        row = dict(zip(self.header, cells, strict=True))
        record: dict[str, Any] = {}
        flags: list[str] = []
        for field, column in self.mapping.items():
            if (value := self._value(field, column, row, flags)) not in (None, ""):
                _put(record, field, value)
        if not record.get("text") and not record.get("title"):
            raise LineError("no text: the column of the text is empty in this row")
        if not record.get("id"):
            record["id"] = row_id(cells)
            flags.append("id_from_content")
        _name_author(record)
        return {**record, "flags": flags, "raw": row}

    def _value(self, field: str, column: str, row: Row, flags: list[str]) -> Any:
        turned, text = column.startswith("!"), row[column.removeprefix("!")].strip()
        if field == "own":
            return (text.lower() in _YES) != turned
        if not text:
            return None
        if field in _TIMES:
            return self._time(field, text, flags)
        if field in _NUMBERS or field == "rating":
            return _rating(text) if field == "rating" else _count(text)
        # Spreadsheets write the id 3 as 3.0.
        return text.partition(".")[0] if field in _IDS and _WHOLE.match(text) else text

    def _time(self, field: str, text: str, flags: list[str]) -> str | None:
        moment = read_time(text, self.zone)
        if moment is None:
            flags.append(f"{field}_unreadable")
        return moment.isoformat() if moment else None


def row_id(cells: Sequence[str]) -> str:
    """A stable id from what a row says."""
    return "row-" + hashlib.sha256("\x1f".join(cells).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _put(record: dict[str, Any], field: str, value: Any) -> None:
    outer, _, inner = field.partition(".")
    if inner:
        record.setdefault(outer, {})[inner] = value
    else:
        record[outer] = value


def _name_author(record: dict[str, Any]) -> None:
    if author := record.get("author"):
        author.setdefault("id", author.get("handle") or author.get("name") or "")
        if not author["id"]:
            del record["author"]


def _count(text: str) -> int | None:
    """`1.234`, `1,234` and `1234.0` are counts; anything else is unknown, not zero."""
    if re.fullmatch(r"\d{1,3}(?:[.,\s']\d{3})+", text):
        text = re.sub(r"\D", "", text)
    try:
        return max(0, int(float(text)))
    except (ValueError, OverflowError):
        return None


def _rating(text: str) -> float | None:
    hit = re.match(r"\d+(?:[.,]\d+)?", text)
    return float(hit[0].replace(",", ".")) if hit else None
