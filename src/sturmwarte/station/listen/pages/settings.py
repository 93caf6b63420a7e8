"""A source's settings on its page: shown to all who see sources, changed by those who may."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sturmwarte.channels.describe import Kind
from sturmwarte.station.frame.texts import language
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.pages import form
from sturmwarte.station.listen.pages.setup import choices, told_of
from sturmwarte.station.listen.secrets import unseal
from sturmwarte.wire.errors import Wrong


@dataclass(frozen=True)
class Draft:
    """A change that could not be saved yet: what was typed, and what is wrong with it."""

    texts: Mapping[str, Any]
    ours: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""
    version: int = 0
    kept: str = ""
    have: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plain:
    """A setting as it is read: a secret says only that it is set."""

    label: str
    value: str
    secret: bool
    set: bool


def stored(source: Source) -> frozenset[str]:
    """The names of the secrets that are set; none when they were sealed with another key."""
    try:
        return frozenset(unseal(bytes(source.secrets)))
    except Wrong:
        return frozenset()


def settings_words(source: Source, kind: Kind, draft: Draft | None) -> dict[str, Any]:
    there = stored(source)
    ours = {"name": source.name, "channel": source.channel, "person": source.person}
    shown = draft or Draft(source.values, ours, version=source.version)
    have = [name for name in {*there, *shown.have} if name not in shown.errors]
    return {
        "fields": form.shown(kind, shown.texts, have, shown.errors),
        "advanced": form.advanced(kind),
        "ours": shown.ours,
        "wrong": shown.wrong,
        "refused": shown.refused,
        "draft": draft is not None,
        "version": shown.version,
        "kept": shown.kept,
        "plain": _plain(source, kind, there),
        "about": told_of(kind),
    } | choices(kind)


def _plain(source: Source, kind: Kind, there: frozenset[str]) -> list[Plain]:
    lang = language()
    fields = form.shown(kind, source.values, sorted(there))
    return [
        Plain(one.label.in_(lang), _read(field), one.secret, one.id in there)
        for one, field in zip(kind.fields, fields, strict=True)
    ]


def _read(shown: form.Shown) -> str:
    if shown.type == "switch":
        return "✓" if shown.on else "–"
    chosen = [one.label for one in shown.options if one.chosen]
    return chosen[0] if chosen else shown.value
