"""What is deleted or erased leaves the waves: a story told from it goes at once, and is told anew."""

from collections.abc import Iterable, Sequence
from typing import Any

from sturmwarte.core.post import LIVE
from sturmwarte.station.archive.identity import REAL, Key
from sturmwarte.station.foresee.models import Wave, WavePost

_AT_ONCE = 400


def leave(keys: Iterable[Key]) -> None:
    """In the transaction that removes the posts. The engine tells each story anew at its next look."""
    for run, network, posts in _parts(keys):
        mine = WavePost.objects.filter(run=run, network=network, post__in=posts)
        named = set(mine.values_list("wave", flat=True))
        mine.delete()
        for row in Wave.objects.filter(run=run, wave__in=named):
            row.told, row.untold = without_story(row.told), True
            row.save(update_fields=["told", "untold"])


def without_story(told: dict[str, Any]) -> dict[str, Any]:
    """The wave with its counts and shares, which name nobody: no word, link, identity or pseudonym."""
    bare = {**told, "story": None, "why": []}
    if proposal := told.get("proposal"):
        bare["proposal"] = {**proposal, "why": []}
    return bare


def _parts(keys: Iterable[Key]) -> Iterable[tuple[str, str, Sequence[str]]]:
    by_place: dict[tuple[str, str], list[str]] = {}
    for realm, network, post in keys:
        by_place.setdefault((LIVE if realm == REAL else realm, network), []).append(post)
    for (run, network), posts in by_place.items():
        for at in range(0, len(posts), _AT_ONCE):
            yield run, network, posts[at : at + _AT_ONCE]
