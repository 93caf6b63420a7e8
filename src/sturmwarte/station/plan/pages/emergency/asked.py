"""What the form of an emergency change says, as typed and as a change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from sturmwarte.core.plan.emergency import Change, Freeze, Reassign, Reword

TYPES = ("freeze", "owner", "wording")
_LISTS = ("kinds", "channels", "topics")
_LONGEST = 500


@dataclass(frozen=True)
class Asked:
    """As it stands in the form: nothing typed is lost when it is refused."""

    type: str = "freeze"
    owner: str = ""
    deputy: str = ""
    avoid: str = ""
    say: str = ""
    reason: str = ""
    kinds: tuple[str, ...] = field(default_factory=tuple)
    channels: tuple[str, ...] = field(default_factory=tuple)
    topics: tuple[str, ...] = field(default_factory=tuple)

    @property
    def change(self) -> Change:
        if self.type == "owner":
            return Reassign(self.owner, self.deputy or None, self.kinds, self.channels, self.topics)
        if self.type == "wording":
            return Reword(self.avoid, self.say, self.channels)
        return Freeze(self.channels)


def typed(data: QueryDict) -> Asked:
    """From the form; whatever is no known type is a freeze, the mildest to be mistaken for."""
    texts = {name: data.get(name, "").strip()[:_LONGEST] for name in ("owner", "deputy", "avoid", "say")}
    lists: dict[str, Any] = {name: tuple(dict.fromkeys(data.getlist(name)[:100])) for name in _LISTS}
    reason = data.get("reason", "").strip()[:2000]
    return Asked(type=_type(data.get("type", "")), reason=reason, **(lists | texts))


def again(change: Mapping[str, Any], reason: str) -> Asked:
    """An earlier change, to be proposed once more."""
    texts = {name: str(change.get(name) or "") for name in ("owner", "deputy", "avoid", "say")}
    lists: dict[str, Any] = {name: tuple(change.get(name) or ()) for name in _LISTS}
    return Asked(type=_type(str(change.get("type"))), reason=reason, **(lists | texts))


def _type(given: str) -> str:
    return given if given in TYPES else TYPES[0]
