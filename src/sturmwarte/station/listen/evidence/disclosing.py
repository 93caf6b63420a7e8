"""What is kept of a post's pictures, to tell the person who wrote it (Article 15 GDPR)."""

from typing import Any

from sturmwarte.core.post import IMPORT, LIVE
from sturmwarte.station.listen.models import Evidence

_TOLD = ("address", "asked_at", "fetched_at", "state", "sha256", "media_type", "size", "text")


def disclosed(network: str, post: str) -> list[dict[str, Any]]:
    """A record a file, times as text; empty for a post without pictures."""
    rows = Evidence.objects.filter(run__in=(LIVE, IMPORT), network=network, post=post).order_by("place", "id")
    return [{name: _plain(value) for name, value in row.items() if value} for row in rows.values(*_TOLD)]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
