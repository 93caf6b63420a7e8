"""The set-up form of a channel kind, made from what the kind says of itself.

What was typed is shown again, also where it is wrong. A secret is never shown: it goes back to the browser
sealed, so that a form with a mistake elsewhere need not have it typed again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from sturmwarte.channels.describe import Kind, Setting
from sturmwarte.station.frame.texts import language

PREFIX = "set-"
"""Before the ids of a kind's own settings, which may be called as our fields are."""


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Shown:
    """A field as the template draws it; `kept` a secret that is there and not shown."""

    id: str
    type: str
    label: str
    help: str
    example: str
    value: str
    required: bool
    on: bool = False
    kept: bool = False
    error: str = ""
    options: Sequence[Option] = ()
    first_wrong: bool = False


@dataclass(frozen=True)
class Typed:
    """What came from the browser, as it was written. A secret that was left empty is not among `texts`."""

    name: str = ""
    channel: str = ""
    person: str = ""
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    def shown_again(self, kind: Kind) -> dict[str, str]:
        """The texts that may stand in the form again."""
        return {one.id: self.texts[one.id] for one in kind.fields if not one.secret}


def typed(kind: Kind, data: QueryDict) -> Typed:
    """The form as it was sent."""
    texts = {}
    for one in kind.fields:
        text = data.get(PREFIX + one.id, "")
        if one.type == "switch":
            text = "on" if text else "off"
        if text.strip() or not one.secret:
            texts[one.id] = text
    name, channel, person = (data.get(id, "").strip() for id in ("name", "channel", "person"))
    return Typed(name, channel, person, texts)


def defaults(kind: Kind) -> dict[str, Any]:
    """The form before anybody has typed."""
    return {one.id: one.default for one in kind.fields if not one.secret and one.default is not None}


def shown(
    kind: Kind,
    values: Mapping[str, Any],
    kept: Sequence[str] = (),
    errors: Mapping[str, str] | None = None,
) -> list[Shown]:
    """The kind's fields in its order, filled. `kept` are secrets that are there already."""
    wrong = errors or {}
    first = next((one.id for one in kind.fields if one.id in wrong), "")
    return [_shown(one, values, kept, wrong, first) for one in kind.fields]


def advanced(kind: Kind) -> frozenset[str]:
    """The ids of the fields that stand under "More settings"."""
    return frozenset(PREFIX + one.id for one in kind.fields if one.advanced)


def _shown(
    setting: Setting, values: Mapping[str, Any], kept: Sequence[str], wrong: Mapping[str, str], first: str
) -> Shown:
    lang = language()
    value = values.get(setting.id)
    return Shown(
        id=PREFIX + setting.id,
        type=setting.type,
        label=setting.label.in_(lang),
        help=setting.help.in_(lang),
        example=setting.example,
        value="" if setting.secret else _written(value),
        required=setting.required and setting.type != "switch",
        on=value is True or value == "on",
        kept=setting.id in kept,
        error=wrong.get(setting.id, ""),
        options=[Option(one.value, one.label.in_(lang), one.value == value) for one in setting.choices],
        first_wrong=setting.id == first,
    )


def _written(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
