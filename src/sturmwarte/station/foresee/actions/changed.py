"""Writes an action on a wave into the audit trail and tells the pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sturmwarte.station.foresee.models import Wave
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record

WAVE = "wave"
"""The kind of change that pages listen for; `ref` is the wave's id, or empty: any."""


def tell(
    row: Wave,
    by: str,
    action: str,
    now: datetime,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str = "",
) -> None:
    record(by, action, f"wave:{row.run}:{row.wave}"[:400], now, reason=reason, before=before, after=after)
    announce(WAVE, row.wave, now, row.run)
