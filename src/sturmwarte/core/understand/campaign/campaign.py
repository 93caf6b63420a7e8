"""What is told of a campaign. Everything but `size` and `first_seen` is of the posts still remembered."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from sturmwarte.core.understand.campaign.group import Group
from sturmwarte.core.understand.campaign.heard import Identity
from sturmwarte.core.understand.campaign.memory import Kept, Memory
from sturmwarte.core.understand.campaign.naming import name

NEW_ACCOUNT = timedelta(days=30)


class Spread(msgspec.Struct, frozen=True):
    """`per_hour`: counts by the hour's beginning (UTC), hours without posts left out. `half_within`: the
    shortest time in which half of the posts came; minutes mean an arranged start, days mean word of mouth."""

    per_hour: tuple[tuple[datetime, int], ...]
    half_within: timedelta


class Campaign(msgspec.Struct, frozen=True):
    """
    id            stable; made from the first post's identity
    name          two to five words as they were written, of those that set it apart
    first_seen    time of its earliest post
    last_seen     time of the latest remembered
    size          posts it ever had, forgotten ones too
    posts         the remembered ones, in order of arrival
    accounts      different authors among them
    age_known     of how many of these the age is known
    new_accounts  share of those younger than 30 days when they wrote, 0..1; None when no age is known
    texts         how many different wordings
    exact         share of posts that repeat another's words exactly, 0..1
    """

    id: str
    name: str
    first_seen: datetime
    last_seen: datetime
    size: int
    posts: tuple[Identity, ...]
    accounts: int
    age_known: int
    new_accounts: float | None
    texts: int
    exact: float
    spread: Spread


def told(group: Group, memory: Memory, nothing: frozenset[str]) -> Campaign:
    texts = [memory.texts[number] for number in group.texts]
    posts = sorted(
        (memory.posts[number] for text in texts for number in text.posts), key=lambda kept: kept.number
    )
    ages = {post.author: post.age for post in posts if post.age is not None}
    new = sum(age < NEW_ACCOUNT for age in ages.values())
    times = sorted(post.at for post in posts)
    return Campaign(
        id=group.id,
        name=name(
            group.written, [text.words for text in texts], memory.frequencies, len(memory.texts), nothing
        ),
        first_seen=group.first_seen,
        last_seen=times[-1],
        size=group.size,
        posts=tuple(post.identity for post in posts),
        accounts=len({post.author for post in posts}),
        age_known=len(ages),
        new_accounts=new / len(ages) if ages else None,
        texts=len(texts),
        exact=sum(len(text.posts) for text in texts if len(text.posts) > 1) / len(posts),
        spread=Spread(_per_hour(posts), half_within(times)),
    )


def _per_hour(posts: Sequence[Kept]) -> tuple[tuple[datetime, int], ...]:
    counts = Counter(post.at.replace(minute=0, second=0, microsecond=0) for post in posts)
    return tuple(sorted(counts.items()))


def half_within(times: Sequence[datetime]) -> timedelta:
    """The shortest stretch that holds half of these sorted times, rounded up."""
    half = (len(times) + 1) // 2
    return min(times[first + half - 1] - times[first] for first in range(len(times) - half + 1))
