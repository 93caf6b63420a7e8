"""How much of the Graph API's allowance is used up, as its answers say in per cent.

https://developers.facebook.com/docs/graph-api/overview/rate-limiting
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from math import isfinite
from typing import Any

import msgspec

from sturmwarte.core.reason import Reason

NEARLY, FULL = 75, 95
_HEADERS = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")


class Usage:
    """From `NEARLY` on we ask less often, from `FULL` on we wait."""

    def __init__(self) -> None:
        self._share = 0.0
        self._until: datetime | None = None

    def heed(self, headers: Mapping[str, str], now: datetime) -> None:
        told = [record for name in _HEADERS for record in _records(headers.get(name, ""))]
        if not told:
            return
        self._share = max(_share(record) for record in told)
        minutes = max(_number(record.get("estimated_time_to_regain_access")) for record in told)
        if minutes or self._share >= FULL:
            self._until = now + timedelta(minutes=min(minutes or 15, 24 * 60))

    def busy_until(self, now: datetime) -> datetime | None:
        return self._until if self._until and self._until > now else None

    @property
    def slowed(self) -> Reason | None:
        return Reason("channel.graph.slowed", {"share": int(self._share)}) if self._share >= NEARLY else None


def _records(header: str) -> Iterator[dict[str, Any]]:
    """Flat for an app and a page; by business, a list for each, for the third."""
    try:
        told = msgspec.json.decode(header or "{}")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return
    if not isinstance(told, dict):
        return
    for value in told.values():
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, dict))
    yield told


def _share(record: Mapping[str, Any]) -> float:
    return max(_number(record.get(name)) for name in ("call_count", "total_time", "total_cputime"))


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and isfinite(value) and value >= 0 else 0.0
