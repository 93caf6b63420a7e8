"""A rule: a condition, the verdict it leads to, and the posts that prove it."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from sturmwarte.core.plan.entry import Entry, MaybeOwner
from sturmwarte.core.triage.condition import Condition
from sturmwarte.core.triage.deadlines import Deadline, Priority
from sturmwarte.core.triage.verdict import Action, Duty, Tripwire


class Said(Entry):
    """A sentence in both languages; one may stand for the other."""

    de: str = ""
    en: str = ""

    def pair(self) -> dict[str, str]:
        return {"de": self.de or self.en, "en": self.en or self.de}


def _said(value: object) -> object:
    return {"de": value, "en": value} if isinstance(value, str) else value


Text = Annotated[Said, BeforeValidator(_said)]


class Wire(Entry):
    """What brings a watched or ignored post back: a reach, replies, copies, or the press taking it up."""

    reach: int | None = Field(None, ge=1)
    replies: int | None = Field(None, ge=1)
    copies: int | None = Field(None, ge=1)
    press: bool = True

    def tripwire(self) -> Tripwire:
        return Tripwire(reach=self.reach, replies=self.replies, copies=self.copies, press=self.press)


STANDARD_WIRE = Wire(reach=10_000, replies=20, copies=5)
"""For watched and ignored posts whose rule sets none: a rule of thumb, to be edited in the rules."""


class Example(Entry):
    """A post (keys of the JSON-lines format) for which the rule must, or must not, be the one that fires.

    `kinds` gives the reading's kinds where understanding should not be asked; `context` what is known
    around the post (answered, replies_to_own, copies, scenarios, author_incidents), `topics` what it matched.
    """

    post: dict[str, Any]
    kinds: dict[str, float] | None = None
    topics: list[str] = []
    context: dict[str, Any] = {}
    fires: bool


class Rule(Entry):
    """The first rule whose condition holds decides. `also` are duties beside the verdict.

    Hiding is only ever proposed, only for insults and spam on an own page, and never for criticism:
    that is built in and cannot be edited away (`core/triage/hiding.py`).
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    name: Text = Said()
    when: Condition = Condition()
    verdict: Action
    also: list[Duty] = []
    priority: Priority | None = None
    owner: MaybeOwner = None
    deputy: MaybeOwner = None
    deadline: Deadline | None = None
    tripwire: Wire | None = None
    reason: Text | None = Field(None, description="a sentence of your own, in place of the standard one")
    examples: list[Example] = []

    @property
    def hides(self) -> bool:
        return self.verdict == "hide" or "hide" in self.also


class AuthorHistory(Entry):
    """Leave to look at an author's recorded incidents: what for, and on which legal basis."""

    purpose: str = Field(min_length=1)
    basis: str = Field(min_length=1)


class TriageRules(Entry):
    """The company's rules come first, then the shipped ones unless `defaults` is false or they are `off`.

    A rule with the id of a shipped one takes its place.
    """

    defaults: bool = True
    off: list[str] = Field([], description="ids of shipped rules not to be used")
    author_history: AuthorHistory | None = None
    rules: list[Rule] = []
