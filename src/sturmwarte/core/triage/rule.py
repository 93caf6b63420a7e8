"""A rule: a condition, the verdict it leads to, and the posts that prove it."""

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from pydantic import AfterValidator, BeforeValidator, Field

from sturmwarte.core.listen.jsonlines import LineError, parse_record
from sturmwarte.core.plan.entry import Entry, MaybeOwner
from sturmwarte.core.plan.suggest import offer
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.condition import Condition
from sturmwarte.core.triage.deadlines import Deadline, Priority
from sturmwarte.core.triage.seen import Context
from sturmwarte.core.triage.verdict import Action, Duty, Tripwire


class Said(Entry):
    """A sentence in both languages; one may stand for the other."""

    de: str = Field("", description="In German.")
    en: str = Field("", description="In English.")

    def pair(self) -> dict[str, str]:
        return {"de": self.de or self.en, "en": self.en or self.de}


def _said(value: object) -> object:
    return {"de": value, "en": value} if isinstance(value, str) else value


Text = Annotated[Said, BeforeValidator(_said, json_schema_input_type=str | Said)]
"""One sentence for both languages, or one in each."""


class Wire(Entry):
    """What brings a watched or ignored post back: a reach, replies, copies, or the press taking it up."""

    reach: int | None = Field(None, ge=1, description="So many people may have seen it.")
    replies: int | None = Field(None, ge=1, description="So many replies.")
    copies: int | None = Field(None, ge=1, description="So many other posts with the same text.")
    press: bool = Field(True, description="The press takes it up.")

    def tripwire(self) -> Tripwire:
        return Tripwire(reach=self.reach, replies=self.replies, copies=self.copies, press=self.press)


STANDARD_WIRE = Wire(reach=10_000, replies=20, copies=5)
"""For watched and ignored posts whose rule sets none: a rule of thumb, to be edited in the rules."""


A_MOMENT = datetime(2026, 3, 3, tzinfo=UTC)


def _is_post(value: dict[str, Any]) -> dict[str, Any]:
    _known_keys(value, Post)
    try:
        parse_record({"id": "example", "channel": "example", **value}, received_at=A_MOMENT)
    except LineError as error:
        raise ValueError(Reason("plan.example_no_post", {"why": str(error)})) from None
    return value


def _is_context(value: dict[str, Any]) -> dict[str, Any]:
    _known_keys(value, Context)
    try:
        msgspec.convert(value, Context)
    except msgspec.ValidationError as error:
        raise ValueError(Reason("plan.example_no_post", {"why": str(error)})) from None
    return value


def _known_keys(value: dict[str, Any], shape: type[msgspec.Struct]) -> None:
    known = shape.__struct_fields__
    for key in value:
        if key not in known:
            raise ValueError(Reason("plan.unknown_key", {"key": key}), offer(key, known))


class Example(Entry):
    """A post (keys of the JSON-lines format) for which the rule must, or must not, be the one that fires.

    `kinds` gives the reading's kinds where understanding should not be asked; `context` what is known
    around the post (answered, replies_to_own, copies, scenarios, author_incidents), `topics` what it matched.
    """

    post: Annotated[dict[str, Any], AfterValidator(_is_post)] = Field(
        description="The post, with the keys of the JSON-lines format."
    )
    kinds: dict[str, float] | None = Field(
        None, description="Kinds of request with their probabilities, in place of reading the text."
    )
    topics: list[str] = Field([], description="Ids of the topics it matched.")
    context: Annotated[dict[str, Any], AfterValidator(_is_context)] = Field(
        {}, description="What is known around it, such as `answered: true`."
    )
    fires: bool = Field(description="Whether this rule must be the one that decides, or must not.")


class Rule(Entry):
    """The first rule whose condition holds decides. `also` are duties beside the verdict.

    Hiding is only ever proposed, only for insults and spam on an own page, and never for criticism:
    that is built in and cannot be edited away (`core/triage/hiding.py`).
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="What reasons and reports call this rule.")
    name: Text = Field(Said(), description="As shown on screens.")
    when: Condition = Field(
        Condition(), description="All that is stated must hold; nothing stated always does."
    )
    verdict: Action = Field(description="The recommendation.")
    also: list[Duty] = Field([], description="Duties beside it: tell somebody, keep evidence, hide.")
    priority: Priority | None = Field(
        None, description="1 comes first, 5 last; otherwise that of the kind of request."
    )
    owner: MaybeOwner = Field(None, description="Who answers, before all responsibilities.")
    deputy: MaybeOwner = Field(None, description="Person or team that steps in.")
    deadline: Deadline | None = Field(None, description="Until when; otherwise that of the priority.")
    tripwire: Wire | None = Field(None, description="What brings a watched or ignored post back.")
    reason: Text | None = Field(None, description="A sentence of your own, in place of the standard one.")
    examples: list[Example] = Field([], description="Posts that prove the rule; `plan test` runs them.")

    @property
    def hides(self) -> bool:
        return self.verdict == "hide" or "hide" in self.also


class AuthorHistory(Entry):
    """Leave to look at an author's recorded incidents: what for, and on which legal basis."""

    purpose: str = Field(min_length=1, description="What it is looked at for.")
    basis: str = Field(min_length=1, description="What allows it.")


class TriageRules(Entry):
    """The company's rules come first, then the shipped ones unless `defaults` is false or they are `off`.

    A rule with the id of a shipped one takes its place.
    """

    defaults: bool = Field(True, description="The shipped rules follow your own.")
    off: list[str] = Field([], description="Ids of shipped rules not to be used.")
    author_history: AuthorHistory | None = Field(
        None, description="Leave to look at recorded incidents of an author: `purpose` and `basis`."
    )
    rules: list[Rule] = Field([], description="Your own rules, tried in this order before the shipped ones.")
