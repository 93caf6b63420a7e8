"""Puts a verdict's reasons into words, with the facts beneath a fired rule and names for ids."""

from collections.abc import Mapping
from typing import Any

from sturmwarte.core.reason import Reason, say

_NAMED = frozenset(
    {"kind", "label", "wanted", "verdict", "form", "visibility", "lang", "sentiment", "country", "flag"}
)
"""Arguments whose values have names in the texts (`name.ID`); all others are shown as they are."""


def sentence(reason: Reason, texts: Mapping[str, str]) -> str:
    """The reason in the language of `texts` (reason key -> template), in one line."""
    inner = [sentence(Reason(fact["key"], fact["args"]), texts) for fact in reason.args.get("because", ())]
    told = [text for text in inner if text]
    facts = {"because": "; ".join(told)} if "because" in reason.args else {}
    named = {name: _named(name, value, texts) for name, value in reason.args.items()}
    text = say(Reason(reason.key, {**named, **facts}), texts)
    if not told or "{because}" in texts.get(reason.key, ""):
        return text
    return f"{text} {say(Reason('triage.because', facts), texts)}"


def _named(name: str, value: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", texts.get("triage.decimal", "."))
    if isinstance(value, list | tuple):
        return [_named(name, one, texts) for one in value]
    if name == "aspect":
        return texts.get(f"name.aspect.{value}", value)
    return texts.get(f"name.{value}", value) if name in _NAMED else value
