"""Kinds of request: what people want from us, who owns it and how soon it must be looked at.

The built-in kinds are every station's; a plan that lists kinds replaces them by its own list.
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from sturmwarte.core.plan.entry import Entry, Id, MaybeOwner
from sturmwarte.core.plan.section import Doubt, Plan, Section
from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.reading import NONE

Automatic = Literal["no", "receipt", "status_link", "thanks", "rule", "yes"]
"""What may leave the house without a person: nothing, a receipt, a link to the status page, a thank-you,
what a rule says, or a prepared answer."""


class RequestKind(Entry):
    id: Id = Field(description="The name readings, rules and reports use.")
    name: str = Field("", description="As shown on screens.")
    description: str = Field("", description="What belongs here and what does not.")
    department: str = Field("", description="The department it concerns, for reports.")
    owner: MaybeOwner = Field(None, description="Who answers, unless `responsibilities` says otherwise.")
    deputy: MaybeOwner = Field(None, description="Person or team that steps in.")
    priority: int = Field(3, ge=1, le=5, description="1 comes first, 5 last.")
    auto: Automatic = Field("no", description="What may be answered without a person.")
    words: list[str] = Field(
        [],
        description="Words and phrases of your own that give it away, beside those shipped. `*` stands for "
        "any letters inside a word, `..` for up to four words in between.",
    )


BUILT_IN: tuple[tuple[str, int, Automatic], ...] = (
    ("danger", 1, "no"),
    ("security", 1, "receipt"),
    ("press", 2, "receipt"),
    ("outage", 2, "status_link"),
    ("complaint", 3, "no"),
    ("billing", 3, "receipt"),
    ("privacy", 2, "receipt"),
    ("staff", 2, "no"),
    ("values", 3, "no"),
    ("question", 3, "yes"),
    ("purchase", 3, "receipt"),
    ("job", 4, "yes"),
    ("idea", 4, "thanks"),
    ("praise", 4, "no"),
    ("misinformation", 2, "no"),
    ("abuse", 5, "rule"),
)
"""(id, priority, what may be automatic): defaults from practice, to be overruled by the plan."""


def built_in() -> list[RequestKind]:
    """The kinds of a plan that names none: without owner and without words."""
    return [RequestKind(id=name, priority=priority, auto=auto) for name, priority, auto in BUILT_IN]


def _check(plan: Plan) -> Iterable[Doubt]:
    for place, kind in enumerate(plan[KINDS]):
        if kind.id == NONE:
            what = Reason("plan.kind_none", {"id": NONE})
            yield Doubt(("kinds", place, "id"), what, Reason("plan.fix.other_id"))
        if kind.priority == 1 and kind.auto == "yes":
            yield Doubt(("kinds", place, "auto"), Reason("plan.urgent_automatic", {"id": kind.id}))
        for nth, word in enumerate(kind.words):
            if not word.strip('"*? '):
                what = Reason("plan.empty_word", {"id": kind.id})
                yield Doubt(("kinds", place, "words", nth), what, Reason("plan.fix.empty_word"))


KINDS: Section[list[RequestKind]] = Section("kinds", list[RequestKind], built_in, _check)
