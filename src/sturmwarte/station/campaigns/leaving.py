"""What is deleted or erased leaves its campaign, its words leave the search for copies."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Count, F

from sturmwarte.station.archive.identity import Key
from sturmwarte.station.campaigns.models import Campaign, CampaignPost, Journal

_AT_ONCE = 400


def leave(keys: Iterable[Key]) -> None:
    """In the transaction that removes the posts. The process that looks for copies reads of it in the
    journal and then rewrites what it remembers; `memory.settle` does so where there is none."""
    for run, network, posts in _parts(keys):
        _uncount(run, network, posts)
        Journal.objects.filter(run=run, network=network, post__in=posts).delete()
        Journal.objects.bulk_create(_forget(run, network, posts))


def reword(keys: Iterable[Key]) -> None:
    """Posts that say something else now: whether they still belong is told anew after this."""
    for run, network, posts in _parts(keys):
        _uncount(run, network, posts)


def _parts(keys: Iterable[Key]) -> Iterator[tuple[str, str, list[str]]]:
    by_place: dict[tuple[str, str], list[str]] = {}
    for run, network, post in keys:
        by_place.setdefault((run, network), []).append(post)
    for (run, network), posts in by_place.items():
        for at in range(0, len(posts), _AT_ONCE):
            yield run, network, posts[at : at + _AT_ONCE]


def _uncount(run: str, network: str, posts: Sequence[str]) -> None:
    mine = CampaignPost.objects.filter(run=run, network=network, post__in=posts)
    left = mine.order_by().values_list("campaign").annotate(n=Count("pk"))
    counts = dict(left)
    mine.delete()
    for campaign, n in counts.items():
        row = Campaign.objects.filter(run=run, campaign=campaign)
        row.filter(size__gte=n).update(size=F("size") - n)
        if not CampaignPost.objects.filter(run=run, campaign=campaign).exists():
            row.delete()  # nobody's words are left that could name it


def _forget(run: str, network: str, posts: Iterable[str]) -> list[Journal]:
    forget = Journal.Act.FORGET
    return [Journal(run=run, network=network, post=post, act=forget) for post in posts]
