"""What we did ourselves around a wave: our posts and announced events, as marks on its chart."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from sturmwarte.core.foresee.section import announcements
from sturmwarte.core.query.tree import And, Field, Node, Or
from sturmwarte.station.archive import Archive, May, Search
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.foresee.pages.course import Mark
from sturmwarte.station.plan.pages.active import ActivePlan

_MOST_POSTS = 6


def ours(topics: Iterable[str], plan: ActivePlan, may: May, since: datetime, until: datetime) -> list[Mark]:
    names = tuple(topics)
    return [*_posts(names, may, since, until), *_announced(names, plan, since, until)]


def _posts(topics: tuple[str, ...], may: May, since: datetime, until: datetime) -> Iterable[Mark]:
    of_topics: tuple[Node, ...] = tuple(Field("topic", ":", topic) for topic in topics)
    either = of_topics[0] if len(of_topics) == 1 else Or(of_topics)
    query = And((either, Field("is", ":", "own")))
    asked = Search(query=query, since=since, until=until, limit=_MOST_POSTS, may=may)
    for found in Archive().search(asked).posts:
        if found.post.created_at:
            yield Mark(found.post.created_at, "own", _("our post"))


def _announced(topics: tuple[str, ...], plan: ActivePlan, since: datetime, until: datetime) -> Iterable[Mark]:
    for one in announcements(plan.plan) if plan.plan else ():
        if since <= one.at < until and (not one.topics or set(one.topics) & set(topics)):
            yield Mark(one.at, "announcement", excerpt(one.title or one.id, 40))
