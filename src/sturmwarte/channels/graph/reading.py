"""Small readings that both platforms share. Pure."""

from datetime import UTC, datetime
from typing import Any


def moment(told: object) -> datetime | None:
    """Seconds since 1970, or `2026-10-06T09:00:00+0000`."""
    try:
        if isinstance(told, int | float):
            return datetime.fromtimestamp(told, UTC) if 0 < told < 2**33 else None
        return datetime.fromisoformat(str(told)).astimezone(UTC) if told else None
    except (ValueError, OverflowError):
        return None


def text(record: object, *names: str) -> str:
    """A text at a path of keys; empty where any is missing."""
    for name in names:
        record = record.get(name) if isinstance(record, dict) else None
    return record if isinstance(record, str) else str(record) if isinstance(record, int) else ""


def count(record: object, *names: str) -> int:
    for name in names:
        record = record.get(name) if isinstance(record, dict) else None
    return record if isinstance(record, int) and record >= 0 else 0


def listed(record: object, name: str) -> list[dict[str, Any]]:
    """The records of an edge that came along: `{"data": [...]}`."""
    edge = record.get(name) if isinstance(record, dict) else None
    found = edge.get("data") if isinstance(edge, dict) else edge
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
