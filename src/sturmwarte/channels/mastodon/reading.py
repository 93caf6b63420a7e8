"""Reads what servers send with mistrust: a missing, null or oddly typed field is an empty one, never a crash.

The Fediverse has a dozen programs that answer Mastodon's API, each leaving out something else.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

Json = Mapping[str, Any]

MOST_CHARACTERS = 100_000
"""A post longer than this is cut: servers may allow any length, and no reader needs more."""


def text(thing: Json, key: str) -> str:
    """A text without null bytes; numbers as text (some servers number their ids)."""
    value = thing.get(key)
    if isinstance(value, str):
        return value.replace("\x00", "")[:MOST_CHARACTERS]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def number(thing: Json, key: str) -> int:
    value = thing.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else 0


def inner(thing: Json, key: str) -> Json:
    """An object within, empty where there is none."""
    value = thing.get(key)
    return value if isinstance(value, dict) else {}


def items(thing: Json, key: str) -> list[Json]:
    """The objects of a list within."""
    value = thing.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def moment(thing: Json, key: str) -> datetime | None:
    """An aware time; None for what cannot be read or says no zone."""
    try:
        when = datetime.fromisoformat(text(thing, key))
    except ValueError:
        return None
    return when if when.tzinfo is not None else None
