"""How far a person's labelling has come today, and how much is still wanted before anything is learned."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.understand.labels import TAUGHT, dimensions
from sturmwarte.station.understand.models import Label
from sturmwarte.station.understand.roles import LABEL, demand

WANTED = 54
"""Labelled posts a dimension wants, about: forty to learn from, as one in four is kept for testing."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`today`: posts this person labelled since midnight of `now`'s zone. `needed`: by dimension, about how
    many labelled posts are still wanted before anything can be learned (0: enough)."""

    today: int
    needed: dict[str, int]


def progress(who: Permissions, now: datetime) -> Progress:
    """Of the asking person alone: nobody sees another's."""
    by = demand(who, LABEL)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Label.objects.filter(by=by, at__gte=midnight, undone_at=None)
    today = mine.values("network", "post").distinct().count()
    return Progress(today, {name: max(0, WANTED - n) for name, n in labelled_posts().items()})


def labelled_posts() -> dict[str, int]:
    """By dimension, how many posts have a label that counts."""
    rows = Label.objects.filter(undone_at=None, run__in=TAUGHT).order_by()
    posts = rows.values_list("dimension", "network", "post").distinct()
    counted = Counter(dimension for dimension, _, _ in posts)
    return {name: counted[name] for name in dimensions()}
