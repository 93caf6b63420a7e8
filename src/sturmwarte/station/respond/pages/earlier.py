"""What may help with a case: the author's earlier conversations with us, and answers to the like of it."""

from dataclasses import dataclass
from datetime import datetime

from sturmwarte.core.post import LIVE
from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.parse import parse
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.records import Found, Search
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.respond.models import Case, CasePost, Decision

MOST_POSTS, MOST_CASES, MOST_ANSWERS = 40, 5, 3
_LOOKED_THROUGH = 100


@dataclass(frozen=True)
class EarlierAnswer:
    """An answer of ours on a case of the same request and channel."""

    case: int
    text: str
    at: datetime


def earlier_cases(case: Case, first: Found | None, who: Permissions) -> list[Case]:
    """Other cases of the author on this network that the reader may see, the newest first."""
    author = first.post.author if first else None
    handle = (author.handle or author.name) if author else ""
    if not handle or '"' in handle:
        return []
    ids = [gid for network, gid in _posts_of(handle, who) if network == case.network]
    # In two questions: of one with a subquery SQLite looks at every case.
    links = CasePost.objects.filter(network=case.network, post__in=ids).values_list("case", flat=True)
    cases = who.visible(Case.objects.filter(pk__in=set(links), run=case.run)).exclude(pk=case.pk)
    return list(cases.order_by("-opened_at", "-pk")[:MOST_CASES])


def earlier_answers(case: Case, who: Permissions) -> list[EarlierAnswer]:
    """What we wrote last on such cases; nothing for posts that want nothing."""
    if case.kind == "none" or case.private:
        return []
    alike = Case.objects.filter(run=LIVE, kind=case.kind, channel=case.channel, private=False)
    newest = alike.exclude(pk=case.pk).order_by("-opened_at").values_list("pk", flat=True)[:_LOOKED_THROUGH]
    rows = Decision.objects.filter(action="answer", case__in=list(newest))
    rows = rows.select_related("case").order_by("-pk")
    seen = [row for row in rows if row.reason and who.sees(row.case)]
    texts = {row.reason: EarlierAnswer(row.case_id, row.reason, row.at) for row in reversed(seen)}
    return list(reversed(texts.values()))[:MOST_ANSWERS]


def _posts_of(handle: str, who: Permissions) -> list[tuple[str, str]]:
    try:
        query = parse(f'author:"{handle}"')
    except QueryError:
        return []
    # On a case one meets the author by name; which of their posts one sees is for the grants to say.
    may = May(who.may_read().scopes, names=True)
    found = Archive().search(Search(query=query, limit=MOST_POSTS, may=may)).posts
    return [one.post.identity for one in found]
