"""The posts of cases, out of the archive. Whoever sees a case sees its posts, with their authors' names."""

from collections.abc import Iterable, Sequence

from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.may import May, Scope
from sturmwarte.station.archive.records import Found
from sturmwarte.station.respond.models import Case

Identity = tuple[str, str]


def first_posts(cases: Sequence[Case]) -> dict[int, Found]:
    """The post that opened each case, by the case's id; cases whose post is gone are missing."""
    archive = Archive()
    found = {}
    for case in cases:
        post = archive.get(case.network, case.post, may=_may(case), run=case.run)
        if post is not None:
            found[case.pk] = post
    return found


def conversation(case: Case) -> list[Found]:
    """The posts of a case in the order they were written."""
    ids = [(case.network, case.post), *case.posts.values_list("network", "post")]
    return in_order(_each(case, dict.fromkeys(ids)))


def in_order(posts: Iterable[Found]) -> list[Found]:
    return sorted(posts, key=lambda one: (one.post.created_at or one.post.received_at, one.post.id))


def _each(case: Case, ids: Iterable[Identity]) -> Iterable[Found]:
    archive = Archive()
    for network, post in ids:
        found = archive.get(network, post, may=_may(case), run=case.run)
        if found is not None:
            yield found


def _may(case: Case) -> May:
    # The permission was checked on the case; a public case still opens no private message beside it.
    return May((Scope(channel="", private=case.private),), names=True)
