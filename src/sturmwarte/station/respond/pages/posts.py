"""The posts of cases, out of the archive. Whoever sees a case sees its posts, with their authors' names."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sturmwarte.station.archive.may import May, Scope
from sturmwarte.station.archive.pages.together import together
from sturmwarte.station.archive.records import Found
from sturmwarte.station.respond.models import Case

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def first_posts(cases: Sequence[Case]) -> dict[int, Found]:
    """The post that opened each case, by the case's id; cases whose post is gone are missing."""
    found: dict[int, Found] = {}
    for private in (False, True):
        some = [case for case in cases if case.private == private]
        if some:
            posts = together([(case.network, case.post) for case in some], _may(private), some[0].run)
            found |= {case.pk: posts[key] for case in some if (key := (case.network, case.post)) in posts}
    return found


def conversation(case: Case) -> list[Found]:
    """The posts of a case in the order they were written."""
    ids = [(case.network, case.post), *case.posts.values_list("network", "post")]
    posts = together(ids, _may(case.private), case.run).values()
    return sorted(
        posts, key=lambda one: (one.post.created_at or one.post.received_at or _LONG_AGO, one.post.id)
    )


def _may(private: bool) -> May:
    # The permission was checked on the case; a public case still opens no private message beside it.
    return May((Scope(private=private),), names=True)
