"""What every action on a source does at its end: it is written down, and open pages are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.record import record
from sturmwarte.station.listen.errors import Unknown
from sturmwarte.station.listen.models import Source

SOURCE = "source"
"""The kind under which changes of sources and of their health are announced."""


def subject(source: str) -> str:
    """How the audit trail names a source."""
    return f"source:{source}"


def held(id: str) -> Source:
    """The source, held for the transaction; raises `Unknown`."""
    found = Source.objects.select_for_update().filter(pk=id, removed_at=None).first()
    if found is None:
        raise Unknown(_("There is no such source, or it was removed."))
    return found


def starting(now: datetime) -> dict[str, Any]:
    """The reason of a source that has not had its first answer yet, as the hearing test gives it too."""
    return {"key": "hearing.starting", "args": {"since": now.isoformat()}}


def tell(
    by: str,
    action: str,
    source: str,
    now: datetime,
    *,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    record(by, action, subject(source), now, reason=reason, before=before, after=after)
    announce(SOURCE, source, now)
