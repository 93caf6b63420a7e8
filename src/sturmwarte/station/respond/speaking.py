"""Through which source a case can be answered, in whose name, and what its channel asks of an answer."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sturmwarte.channels.describe import kinds
from sturmwarte.core.post import Post
from sturmwarte.core.respond.wording import breaches
from sturmwarte.station.listen.models import Source
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond.models import Case


@dataclass(frozen=True)
class Speaking:
    """`source` is None where the station cannot answer. `sheet` is the channel's sheet in the plan, or
    None; `name` is who the answer appears under."""

    source: Source | None
    sheet: Any
    name: str

    @property
    def frozen(self) -> bool:
        return bool(self.sheet and self.sheet.frozen)

    @property
    def longest(self) -> int | None:
        return self.sheet.max_length if self.sheet else None

    def avoided(self, text: str) -> list[Any]:
        """The sheet's rules of wording that the text breaks."""
        return breaches(text, self.sheet.wording) if self.sheet else []


def speaking(case: Case, to: Post | None, heard_by: Collection[str], plan: ActivePlan) -> Speaking:
    """`heard_by` are the sources that heard the post: one of them speaks before another of the channel."""
    sheet = next((one for one in plan.section("channels") or () if one.id == case.channel), None)
    able = [one for one in _sources(case) if _can(one, to)]
    source = next((one for one in able if one.id in heard_by), able[0] if able else None)
    account = (source.account or {}) if source else {}
    name = account.get("name") or (sheet.name if sheet else "") or (source.name if source else "")
    return Speaking(source, sheet, str(name))


def _sources(case: Case) -> list[Source]:
    return list(Source.objects.filter(channel=case.channel, removed_at=None).order_by("made_at"))


def _can(source: Source, to: Post | None) -> bool:
    kind = kinds().get(source.kind)
    if kind is None or to is None:
        return False
    if to.form == "direct_message":
        return "direct_message" in kind.abilities
    return "reply" in kind.abilities
