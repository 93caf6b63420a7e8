"""Channel sheets: for what, in which tone and by whom each account speaks."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sturmwarte.core.plan.entry import Entry, Id, MaybeOwner, Ref
from sturmwarte.core.plan.section import Doubt, Plan, Section
from sturmwarte.core.reason import Reason


class Wording(Entry):
    """A rule about words in our own answers: advice, or with `avoid` a word that drafts are checked for."""

    avoid: str = Field("", description="The word or phrase not to use.")
    say: str = Field("", description="What to say instead, or what to keep to.")
    why: str = Field("", description="The reason.")


class Channel(Entry):
    id: Id = Field(description="The name posts carry in `channel`.")
    network: str = Field(description="Where it is, such as `mastodon`, `mail` or `instagram`.")
    name: str = Field("", description="As shown on screens.")
    url: str = Field("", description="The address of the account.")
    purpose: str = Field("", description="What the channel is for.")
    goal: Annotated[str | None, Ref("goals")] = Field(None, description="The goal it serves.")
    effort: float | None = Field(None, ge=0, le=10_000, description="Hours a week it may cost.")
    tone: str = Field("", description="How we sound here, in a few words.")
    address: Literal["Sie", "du", "ihr", "you"] | None = Field(None, description="Form of address.")
    max_length: int | None = Field(None, ge=1, description="Longest answer, in characters.")
    emoji: Literal["none", "few", "free"] | None = Field(
        None, description="How many emoji fit our tone here."
    )
    wording: list[Wording] = Field([], description="Words to avoid and what to say instead.")
    unsuited: str = Field("", description="What this channel cannot bear (length, contracts, personal data).")
    owner: MaybeOwner = Field(None, description="Person or team that looks after it.")
    deputy: MaybeOwner = Field(None, description="Person or team that steps in.")
    hours: str = Field("", description="When we answer here, as the profile says it.")
    imprint: str = Field("", description="Address of the imprint linked from the profile.")
    credentials: Annotated[str | None, Ref("people")] = Field(
        None, description="Who keeps the access data. Never the data themselves."
    )
    close_when: str = Field("", description="At which point we give the channel up.")
    review: date | None = Field(None, description="When the sheet is looked at again.")
    frozen: bool = Field(False, description="While true, nothing is published here.")


def _check(plan: Plan) -> Iterable[Doubt]:
    for place, channel in enumerate(plan[CHANNELS]):
        missing = [key for key in ("purpose", "goal", "owner") if not getattr(channel, key)]
        if missing:
            what = Reason("plan.channel_incomplete", {"id": channel.id, "missing": missing})
            yield Doubt(("channels", place), what, severity="warning")
        if channel.owner and channel.owner == channel.deputy:
            yield Doubt(("channels", place, "deputy"), Reason("plan.own_deputy", {"id": channel.owner}))


CHANNELS: Section[list[Channel]] = Section("channels", list[Channel], list, _check)
