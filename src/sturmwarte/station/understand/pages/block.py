"""The reading of one post, row by row: what is believed, how surely, who says so, what else may be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sturmwarte.core.understand.dimensions import KINDS, YES, Dimension
from sturmwarte.core.understand.reading import NONE, Reading
from sturmwarte.station.archive.pages.reasons import in_words
from sturmwarte.station.archive.records import Found
from sturmwarte.station.frame import formats
from sturmwarte.station.people.permissions import Permissions
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.understand.labels import dimensions
from sturmwarte.station.understand.pages import words
from sturmwarte.station.understand.pages.aspects import spoken
from sturmwarte.station.understand.pages.voices import voices
from sturmwarte.station.understand.readable import Current, readable
from sturmwarte.station.understand.roles import LABEL


@dataclass(frozen=True)
class Option:
    """A label that may be chosen. `key` picks it: at once, or in the open list."""

    label: str
    word: str
    key: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """One dimension. `sure` is how sure a voter's judgement is in words; a person's has none.

    `also` are further requests that are likely. `pending`: said by a person and not applied yet.
    """

    dimension: str
    name: str
    key: str
    many: bool
    value: str
    tone: str = ""
    sure: str = ""
    share: str = ""
    also: Sequence[str] = ()
    unsure: bool = False
    corrected: bool = False
    pending: bool = False
    undoable: bool = False
    options: Sequence[Option] = ()
    voices: Sequence[str] = ()

    @property
    def other(self) -> Option | None:
        """Of yes and no the one that is not believed: what one key chooses."""
        if len(self.options) != 2:
            return None
        return next((one for one in self.options if not one.chosen), None)


@dataclass(frozen=True)
class Block:
    network: str
    id: str
    rows: list[Row]
    spoken: Row
    """Of what the post speaks; nothing to choose there."""
    may_label: bool = False
    empty: bool = False

    @property
    def told(self) -> list[Row]:
        """The rows for which a voter gave reasons."""
        return [row for row in (*self.rows, self.spoken) if row.voices]


def block(found: Found, plan: ActivePlan, who: Permissions) -> Block:
    """What the page shows of a post's reading, with what people said of it since."""
    network, id = found.post.identity
    reading, current = found.reading, readable(found, who)
    may = who.has(LABEL) and found.deleted_at is None and not found.held
    rows = [_row(dimension, reading, current.get(dimension.id), plan) for dimension in dimensions().values()]
    return Block(
        network, id, rows,
        spoken=_spoken(reading, plan),
        may_label=may,
        empty=reading is None and not current,
    )  # fmt: skip


def _spoken(reading: Reading | None, plan: ActivePlan) -> Row:
    named = formats.listed(spoken(reading)) if reading else ""
    why = reading.why.get("aspects", ()) if reading else ()
    return Row("aspects", words.name("aspects"), "", True, named, voices=[in_words(one, plan) for one in why])


def _row(dimension: Dimension, reading: Reading | None, said: Current | None, plan: ActivePlan) -> Row:
    name, believed = dimension.id, value_of(dimension, reading)
    why = reading.why.get(name, ()) if reading else ()
    row = Row(
        name, words.name(name), words.KEYS.get(name, ""), dimension.many and not dimension.binary,
        value="", voices=voices(dimension, believed, why, plan),
    )  # fmt: skip
    if said:
        return _by_people(row, dimension, said, plan)
    value = [label for label, p in believed if p >= 0.5] or [label for label, _ in believed[:1]]
    row = replace(
        row,
        options=options(dimension, value if believed else None, plan),
        tone=value[0] if name == "sentiment" and value else "",
    )
    if not believed:
        return row
    (label, p), *rest = believed
    if any(one.key == "understand.corrected" for one in why):
        return replace(row, value=words.listed_labels(name, value, plan), corrected=True)
    return replace(
        row,
        value=words.label_word(name, label, plan),
        sure=words.sureness(p), share=formats.percent(p),
        also=[words.label_word(name, one, plan) for one, likely in rest if likely >= 0.5],
        unsure=bool(reading and name in reading.unsure),
    )  # fmt: skip


def _by_people(row: Row, dimension: Dimension, said: Current, plan: ActivePlan) -> Row:
    """What people said counts at once, also while the engine has yet to apply it."""
    if said.value is None:  # taken back: what the station believes is on its way
        return replace(row, pending=True, options=options(dimension, None, plan))
    return replace(
        row,
        value=words.listed_labels(row.dimension, said.value, plan),
        tone=said.value[0] if row.dimension == "sentiment" and said.value else "",
        options=options(dimension, said.value, plan),
        corrected=True, pending=said.pending, undoable=said.mine is not None,
    )  # fmt: skip


def value_of(dimension: Dimension, reading: Reading | None) -> list[tuple[str, float]]:
    """What is believed, likeliest first: labels with their probability. `no` stands for an unlikely yes."""
    found = getattr(reading, dimension.id, None) if reading else None
    if not found:
        return []
    if dimension.id == KINDS:
        return [(one.kind, one.p) for one in found]
    if dimension.binary:
        return [(YES, found.p) if found.p >= 0.5 else ("no", 1 - found.p)]
    return [(found.label, found.p)]


def options(dimension: Dimension, value: Iterable[str] | None, plan: ActivePlan) -> list[Option]:
    """What may be chosen, with keys; `value` is chosen now, None when nothing is believed."""
    labels: Sequence[str] = (YES, "no") if dimension.binary else dimension.labels
    chosen = set(value) if value is not None else {""}
    if not chosen:
        chosen = {NONE, "no"}
    keys: Mapping[str, str] = words.SENTIMENT_KEYS if dimension.id == "sentiment" else {}
    return [
        Option(
            label,
            words.label_word(dimension.id, label, plan),
            keys.get(label, words.letter(n)),
            label in chosen,
        )
        for n, label in enumerate(labels)
    ]
