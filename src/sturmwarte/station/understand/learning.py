"""What the station has learned: what the learning page shows, honest figures first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.agreement import Agreement, agreement, nominal, overlap
from sturmwarte.core.understand.dimensions import Dimension
from sturmwarte.core.understand.figures import Figures, Score
from sturmwarte.station.understand.actions.ask import ENOUGH, fresh_labels, is_under_way
from sturmwarte.station.understand.files import is_whole
from sturmwarte.station.understand.labels import TAUGHT, by_dimension, counting, dimensions
from sturmwarte.station.understand.models import Label, ModelVersion
from sturmwarte.station.understand.progress import WANTED

SHOWN = 20
"""Versions listed; older ones are in the audit trail."""


@dataclass(frozen=True, slots=True)
class Learned:
    """One dimension. `posts` have a label that counts, by `people` different people; `needed` more are wanted
    before anything is learned. `figures` are the active version's, or of the latest refit where none is
    active; None before the first."""

    id: str
    labels: int
    posts: int
    people: int
    needed: int
    agreement: Agreement | None
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Changed:
    """What a version did to a dimension's held-out macro-F1, against the version made before it."""

    dimension: str
    was: float
    now: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Version:
    """`state`: active, earlier, undone, waiting (for a person to decide). `kept`: its file is there, so it
    can be put to work. `damaged`: it is not as it was written."""

    number: int
    made_at: datetime
    made_by: str
    labels: int
    state: str
    why: tuple[Reason, ...]
    changes: tuple[Changed, ...]
    kept: bool
    damaged: bool


@dataclass(frozen=True, slots=True)
class Learning:
    """`fresh`: labels since the last refit, of `enough` that start one. `running`: one is under way."""

    dimensions: tuple[Learned, ...]
    versions: tuple[Version, ...]
    active: int | None
    fresh: int
    enough: int
    running: bool


def learning() -> Learning:
    """Newest version first. Reads every label: some tenths of a second for ten thousand."""
    versions = list(ModelVersion.objects.order_by("-number")[:SHOWN])
    active = next((row for row in versions if row.state == ModelVersion.State.ACTIVE), None)
    active = active or ModelVersion.objects.filter(state=ModelVersion.State.ACTIVE).first()
    shown = figures_of(active or versions[0]) if active or versions else {}
    labels = by_dimension(counting(Label.objects.filter(undone_at=None, run__in=TAUGHT).order_by("id")))
    return Learning(
        tuple(_learned(one, labels.get(name, []), shown.get(name)) for name, one in dimensions().items()),
        tuple(map(_version, versions, [*versions[1:], None])),
        active.number if active else None,
        fresh_labels(),
        ENOUGH,
        is_under_way(),
    )


def figures_of(version: ModelVersion) -> dict[str, Figures]:
    return msgspec.convert(version.figures, dict[str, Figures])


def overall(figures: Figures) -> Score | None:
    """How right all voters together were; without own labels, what was shipped."""
    scores: Mapping[str, Score] = {score.who: score for score in figures.scores}
    return scores.get("all") or scores.get("day_one")


def _learned(dimension: Dimension, labels: list[Label], figures: Figures | None) -> Learned:
    posts: dict[str, list[Label]] = {}
    for label in labels:
        posts.setdefault(f"{label.network} {label.post}", []).append(label)
    said = [[frozenset(label.value) for label in of_post] for of_post in posts.values()]
    agreed = agreement(said, overlap if dimension.many and not dimension.binary else nominal)
    people = len({label.by for label in labels})
    needed = max(0, WANTED - len(posts))
    return Learned(dimension.id, len(labels), len(posts), people, needed, agreed, figures)


def _version(row: ModelVersion, before: ModelVersion | None) -> Version:
    whole = is_whole(row)
    why = tuple(msgspec.convert(row.why, list[Reason]))
    changes = tuple(_changes(row, before)) if before else ()
    damaged = row.damaged_at is not None or (row.state == ModelVersion.State.ACTIVE and not whole)
    return Version(row.number, row.made_at, row.made_by, row.labels, row.state, why, changes, whole, damaged)


def _changes(row: ModelVersion, before: ModelVersion) -> list[Changed]:
    old = {name: overall(figures) for name, figures in figures_of(before).items()}
    found = []
    for name, figures in figures_of(row).items():
        now, was = overall(figures), old.get(name)
        if now and was:
            found.append(Changed(name, was.macro_f1, now.macro_f1, now.low, now.high))
    return found
