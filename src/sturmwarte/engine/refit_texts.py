"""What a refit learns from: the labels that count, with their posts' texts fresh from the archive.

A text is kept nowhere else: what is deleted there cannot be learned from again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sturmwarte.core.understand.campaign.likeness import FEWEST, copied, measured
from sturmwarte.core.understand.campaign.sketches import Index, sketches
from sturmwarte.core.understand.campaign.words import words
from sturmwarte.core.understand.team import Example
from sturmwarte.station.archive import Archive, Found, May
from sturmwarte.station.understand.labels import (
    TAUGHT,
    Identity,
    by_dimension,
    counting,
    dimensions,
    hash_of,
    majority,
)
from sturmwarte.station.understand.models import Label

MOST_COMPARED = 64
"""Earlier texts a text is held against, the nearest by sketch."""


@dataclass(frozen=True)
class Gathered:
    """`labels` of people in all, the newest by number and time, and what they come to."""

    examples: tuple[Example, ...]
    labels: int
    newest: int
    newest_at: datetime | None


def gather(archive: Archive) -> Gathered:
    """Reads labels and texts; writes nothing."""
    rows = counting(Label.objects.filter(undone_at=None, run__in=TAUGHT).order_by("id"))
    newest = Label.objects.order_by("-id").first()
    told = list(_posts(archive, rows))
    groups = grouped([post.post.content for post, _ in told], [labels[0].group for _, labels in told])
    examples = [
        example
        for (post, labels), group in zip(told, groups, strict=True)
        for example in _examples(post, labels, group)
    ]
    counted = sum(len(labels) for _, labels in told)
    return Gathered(tuple(examples), counted, newest.pk if newest else 0, newest.at if newest else None)


def _posts(archive: Archive, rows: Sequence[Label]) -> Iterator[tuple[Found, list[Label]]]:
    """Posts in the order of their first label, with the labels that are of today's text."""
    labels: dict[Identity, list[Label]] = {}
    for row in rows:
        labels.setdefault((row.network, row.post), []).append(row)
    found = archive.get_all(list(labels), may=May.everything())
    for identity, given in sorted(labels.items(), key=lambda entry: entry[1][0].pk):
        post = found.get(identity)
        if post is None or post.held or post.deleted_at:
            continue
        text = hash_of(post.post)
        if fitting := [label for label in given if label.content == text]:
            yield post, fitting


def _examples(post: Found, labels: Sequence[Label], group: str) -> Iterator[Example]:
    known = dimensions()
    lang = post.lang or (post.reading.lang if post.reading else "")
    drawn = any(label.drawn == Label.Drawn.CHANCE for label in labels)
    for name, given in by_dimension(labels).items():
        if name in known:
            value = tuple(label for label in majority(given) if label in known[name].labels)
            yield Example(post.post.content, lang, group, name, value, drawn)


def grouped(texts: Sequence[str], groups: Sequence[str]) -> list[str]:
    """The groups, with near-copies in the group of the earliest of them: one that is tested on must not be
    learned from under other words. `texts` in the order in which they were labelled."""
    cut = [measured(words(text)) for text in texts]
    made = sketches([one.words for one in cut])
    index, leader = Index(), dict[str, str]()
    for place, one in enumerate(cut):
        leader.setdefault(groups[place], groups[place])
        count = len(one.different)
        if count < FEWEST:
            continue
        for near in sorted(index.near(made[place], MOST_COMPARED)):
            if copied(cut[near], one.words, count, one.letters):
                _join(leader, groups[near], groups[place])
        index.add(place, made[place])
    return [_last(leader, group) for group in groups]


def _join(leader: dict[str, str], one: str, other: str) -> None:
    """Both groups become that of the two which was labelled first; `leader` has them in this order."""
    first, second = _last(leader, one), _last(leader, other)
    if first != second:
        order = list(leader)
        first, second = sorted((first, second), key=order.index)
        leader[second] = first


def _last(leader: dict[str, str], group: str) -> str:
    while leader[group] != group:
        group = leader[group]
    return group
