"""What pages show of a post's pictures: whether each was secured, read, or lost, and why."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet

from sturmwarte.core.reason import Reason
from sturmwarte.station.archive import Archive, May, Scope
from sturmwarte.station.archive.pages import hostile
from sturmwarte.station.frame.texts import said
from sturmwarte.station.listen.models import Evidence
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.respond.models import Case, CasePost


@dataclass(frozen=True)
class Picture:
    """`shown` is true when there is a copy to look at; `why` says in words what went wrong, if anything."""

    id: int
    state: str
    read: str
    shown: bool
    text: str
    alt: str
    why: str
    at: datetime | None
    host: str
    sha256: str
    media_type: str
    size: int
    width: int
    height: int
    film: bool


def pictures(network: str, post: str, run: str = "live") -> list[Picture]:
    """In the order of the post's media; of a file that was fetched anew after an edit, each as it was."""
    rows = Evidence.objects.filter(run=run, network=network, post=post).order_by("place", "id")
    return [_picture(row) for row in rows]


def may_see(row: Evidence, who: Permissions) -> bool:
    """Who may read the post may see its pictures: by a grant, or by a case the post is part of. Of a post
    whose words are shown to nobody (deleted, held) neither are its pictures."""
    mays = [who.may_read(), *(May((Scope(private=case.private),)) for case in _cases(row) if who.sees(case))]
    found = (Archive().get(row.network, row.post, may=may, run=row.run) for may in mays)
    return any(one is not None and one.deleted_at is None and not one.held for one in found)


def _cases(row: Evidence) -> QuerySet[Case]:
    among = Case.objects.filter(run=row.run)
    opened = Q(network=row.network, post=row.post)
    joined = Q(pk__in=CasePost.objects.filter(network=row.network, post=row.post).values("case"))
    return among.filter(opened | joined)


def _picture(row: Evidence) -> Picture:
    film = row.media_type.startswith("video/")
    why = said(Reason(row.why["key"], row.why.get("args", {}))) if row.why.get("key") else ""
    return Picture(
        id=row.pk,
        state=row.state,
        read=row.read,
        shown=row.state == Evidence.State.SECURED and not film,
        text=hostile.plain(row.text),
        alt=hostile.excerpt(row.text, 200),
        why=why,
        at=row.fetched_at,
        host=urlsplit(row.address).hostname or "",
        sha256=row.sha256,
        media_type=row.media_type,
        size=row.size,
        width=row.width,
        height=row.height,
        film=film,
    )
