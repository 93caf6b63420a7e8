"""What a rule asks of a post, as data a company can read and edit."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from sturmwarte.core.plan.entry import Entry, Ref
from sturmwarte.core.reason import Reason


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


LISTED = BeforeValidator(_as_list, json_schema_input_type=str | list[str] | None)
"""One text may stand for a list of one; any in the list will do."""

AnyOf = Annotated[list[str] | None, LISTED]

Thread = Literal["start", "reply", "reply_to_us"]
Form = Literal["post", "comment", "review", "mail", "direct_message", "article", "story"]
Visibility = Literal["public", "unlisted", "private"]


class Range(Entry):
    at_least: float | None = Field(None, description="This much or more.")
    at_most: float | None = Field(None, description="This much or less.")

    @model_validator(mode="after")
    def _some_bound(self) -> "Range":
        if self.at_least is None and self.at_most is None:
            raise ValueError(Reason("triage.check.range_empty"), Reason("triage.check.range_fix"))
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            bounds = {"at_least": self.at_least, "at_most": self.at_most}
            raise ValueError(Reason("triage.check.range_never", bounds), Reason("triage.check.range_fix"))
        return self


class Condition(Entry):
    """All that is stated must hold; a condition that states nothing always holds.

    `kind` asks for the best kind of a reading, or, with `probability`, for any of its kinds that is at
    least so likely. `words` is a text in the query language. `time` looks at the hour of arrival.
    """

    model_config = ConfigDict(populate_by_name=True)

    own: bool | None = Field(None, description="Written by us.")
    ad: bool | None = Field(None, description="An advertisement.")
    repost: bool | None = Field(None, description="Only passes on the post of another.")
    channel: Annotated[list[str] | None, LISTED, Ref("channels")] = Field(
        None, description="Heard on one of these channels."
    )
    own_page: bool | None = Field(None, description="A comment or a reply to us on a channel of the plan.")
    addressed: bool | None = Field(
        None, description="A reply to us, a message to us, or a post with the @name of a brand or channel."
    )
    form: Annotated[list[Form] | None, LISTED] = Field(None, description="What sort of post it is.")
    visibility: Annotated[list[Visibility] | None, LISTED] = Field(None, description="Who can see it.")
    flag: AnyOf = Field(
        None, description="What its channel remarked, such as `auto_reply` or `bounce` of a mail."
    )
    lang: AnyOf = Field(None, description="Language, as in `de`.")
    country: AnyOf = Field(None, description="Country of its place, as in `DE`.")
    topic: Annotated[list[str] | None, LISTED, Ref("topics")] = Field(
        None, description="Matched one of these topics."
    )
    kind: AnyOf = Field(None, description="The kind of request it is taken for.")
    probability: float | None = Field(
        None, ge=0, le=1, description="Any of the `kind` at least so likely, not only the likeliest."
    )
    sentiment: AnyOf = Field(None, description="`negative`, `neutral` or `positive`.")
    thread: Annotated[list[Thread] | None, LISTED] = Field(
        None, description="Begins a conversation, replies to somebody, or replies to us."
    )
    answered: bool | None = Field(None, description="We have already replied to it.")
    unread_media: bool | None = Field(None, description="Has a picture that nobody and nothing has read.")
    reach: Range | None = Field(None, description="How many people may have seen it.")
    rating: Range | None = Field(None, description="Stars of a review.")
    copies: Range | None = Field(None, description="Other posts heard with the same text.")
    time: Literal["business", "closed"] | None = Field(
        None, description="Arrived in business hours, or outside."
    )
    scenario: AnyOf = Field(None, description="Ids of scenarios under way; `any` for whichever.")
    author_history: Range | None = Field(
        None,
        description="This author's recorded incidents on our channels; needs `triage: author_history`.",
    )
    words: str | None = Field(None, description="Words in the post, in the query language.")
    any: "list[Condition] | None" = Field(None, min_length=1, description="One of these holds.")
    all: "list[Condition] | None" = Field(None, min_length=1, description="All of these hold.")
    not_: "Condition | None" = Field(None, alias="not", description="This does not hold.")

    @model_validator(mode="after")
    def _probability_of_something(self) -> "Condition":
        if self.probability is not None and self.kind is None:
            what = Reason("triage.check.probability"), Reason("triage.check.probability_fix")
            raise ValueError(*what)
        return self

    def parts(self) -> "list[Condition]":
        """The conditions nested directly in this one."""
        return [*(self.any or ()), *(self.all or ()), *([self.not_] if self.not_ else ())]
