"""What was typed into a source's form, understood and checked."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sturmwarte.channels.describe import Kind
from sturmwarte.station.listen.pages.form import Typed
from sturmwarte.station.listen.pages.told import told
from sturmwarte.station.listen.placing import checked
from sturmwarte.station.plan.pages.active import OWNERS, active_plan

_CHANNEL = re.compile(r"[a-z0-9][a-z0-9._@:-]{0,199}", re.IGNORECASE)
_LONGEST_NAME = 120


@dataclass(frozen=True)
class Entries:
    """`errors` of the kind's fields and `ours` of name, channel and person, as sentences. `secrets` are those
    typed now and those that came along sealed."""

    values: Mapping[str, Any]
    secrets: Mapping[str, str] = field(repr=False)
    errors: Mapping[str, str]
    ours: dict[str, str]


def entries(kind: Kind, typed: Typed, before: Mapping[str, str], stored: Collection[str] = ()) -> Entries:
    """`before` are secrets typed earlier in the same form; `stored` the ones the source has already."""
    secret = {one.id for one in kind.fields if one.secret}
    given = {name: text for name, text in before.items() if name in secret} | dict(typed.texts)
    found = checked(kind, given, kept=frozenset(stored))
    now = timezone.now()
    return Entries(
        found.values,
        found.secrets,
        {name: told(reason, now) for name, reason in found.errors.items()},
        _ours(typed),
    )


def _ours(typed: Typed) -> dict[str, str]:
    wrong = {}
    if len(typed.name) > _LONGEST_NAME:
        wrong["name"] = _("At most %s characters.") % _LONGEST_NAME
    if typed.channel and not _CHANNEL.fullmatch(typed.channel):
        wrong["channel"] = _("Use letters, digits, colon, dot and dash, as in mastodon:support.")
    plan = active_plan()
    known = {id for section in OWNERS for id in plan.ids(section)}
    if typed.person and typed.person not in known:
        wrong["person"] = _("The plan names no such person or team.")
    return wrong
