"""Since when somebody's briefing tells."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sturmwarte.station.brief.models import Bookmark
from sturmwarte.station.brief.telling import FIRST
from sturmwarte.station.people.models import User

SPANS = {"day": timedelta(hours=24), "week": timedelta(days=7)}
"""What else may be asked for; without a wish it is the last look."""


@dataclass(frozen=True)
class Since:
    """`span` is empty for the last look; `first`: there was none yet. `undo`: the last move can be undone."""

    at: datetime
    span: str
    first: bool
    undo: bool


def since(user: User, wish: str, now: datetime) -> Since:
    mark = Bookmark.objects.filter(user=user).first()
    looked = mark.at if mark else None
    undo = mark is not None and mark.at is not None and mark.before != mark.at
    if wish in SPANS:
        return Since(now - SPANS[wish], wish, looked is None, undo)
    # A demo's clock may stand before the last look of an earlier play.
    at = looked if looked and looked <= now else now - FIRST
    return Since(at, "", looked is None, undo)
