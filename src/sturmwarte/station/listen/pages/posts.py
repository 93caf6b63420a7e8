"""The newest posts that a source brought, as far as the reader may see them."""

from sturmwarte.core.query.parse import parse
from sturmwarte.station.archive import Archive, May, Search
from sturmwarte.station.archive.pages.view import Shown, shown
from sturmwarte.station.listen.models import Source

MOST = 5


def newest(source: Source, may: May) -> list[Shown] | None:
    """None where the reader may read no posts at all."""
    if not may.scopes:
        return None
    page = Archive().search(Search(query=parse(f"source:{source.pk}"), limit=MOST, may=may))
    return [shown(found) for found in page.posts]
