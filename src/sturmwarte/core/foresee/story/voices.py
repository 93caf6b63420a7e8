"""How few voices make the noise."""

from collections import Counter
from collections.abc import Sequence
from math import ceil

from sturmwarte.core.foresee.story.told import Told
from sturmwarte.core.foresee.wave import Voices


def voices(posts: Sequence[Told]) -> Voices:
    """Shares are of the posts whose author is known."""
    wrote = Counter(post.author for post in posts if post.author)
    ranked = [count for _, count in wrote.most_common()]
    known = sum(ranked)
    tenth = sum(ranked[: ceil(len(ranked) / 10)])
    return Voices(
        posts=len(posts),
        authors=len(ranked),
        copies=sum(copies(posts)),
        top_tenth=tenth / known if known else 0.0,
        half_by=_half_by(ranked),
        networks=len({post.network for post in posts}),
    )


def copies(posts: Sequence[Told]) -> list[bool]:
    """For each post whether it repeats another: a repost, part of a campaign's copies, or the same words
    again; the first to say them is none."""
    said: set[str] = set()
    found = []
    for post in posts:
        words = " ".join(post.text.casefold().split())
        repeats = len(words) >= _LEAST_REPEATED and words in said
        said.add(words)
        found.append(post.repost or post.copy or repeats)
    return found


_LEAST_REPEATED = 20
"""Characters: "Danke!" by two people is no copy."""


def _half_by(ranked: Sequence[int]) -> int:
    half, reached = sum(ranked) / 2, 0
    for number, count in enumerate(ranked, 1):
        reached += count
        if reached >= half:
            return number
    return 0
