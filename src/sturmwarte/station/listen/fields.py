"""Holds what somebody entered for a source against the fields its kind describes."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sturmwarte.channels.describe import Kind, Setting, unpacker
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Trouble
from sturmwarte.wire.guard import Guard

LONGEST = {"text": 500, "address": 2_000, "secret": 4_000, "long_secret": 20_000, "lines": 20_000}
MOST_LINES = 1_000
_TRUE = frozenset({"1", "true", "on", "yes", "ja", "an"})
_FALSE = frozenset({"0", "false", "off", "no", "nein", "aus", ""})


@dataclass(frozen=True)
class Checked:
    """What was entered, in its proper types. `errors` by field id, each with its mend; empty: all is well.

    `values` may be stored openly, `secrets` must be sealed. A secret that was left empty and is `kept` is in
    neither.
    """

    values: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    errors: dict[str, Reason] = field(default_factory=dict)


def checked(
    kind: Kind, given: Mapping[str, Any], guard: Guard, *, kept: Collection[str] = frozenset()
) -> Checked:
    """`given` are texts as a form sends them, or values of the fields' types. `kept`: secrets that are set
    already and may be left empty. What no field asks for is an error of its own."""
    found = Checked()
    for setting in kind.fields:
        try:
            entered = _unpacked(kind, setting, given.get(setting.id))
        except Trouble as trouble:
            found.errors[setting.id] = trouble.reason
            continue
        _check(setting, entered, guard, found, setting.id in kept)
    known = {setting.id for setting in kind.fields}
    for name in given:
        if name not in known:
            found.errors[name] = Reason("field.unknown", {"field": name[:60], "fields": sorted(known)})
    return found


def _check(setting: Setting, given: Any, guard: Guard, found: Checked, kept: bool) -> None:
    try:
        value = _READ[setting.type](setting, given, guard)
    except _Wrong as wrong:
        found.errors[setting.id] = wrong.reason
        return
    if value in (None, "", []):
        if setting.default not in (None, "", []) and given is None:
            value = setting.default
        elif setting.required and not kept:
            found.errors[setting.id] = Reason("field.required")
            return
        elif setting.secret:
            return
    if setting.secret:
        found.secrets[setting.id] = str(value)
    else:
        found.values[setting.id] = value


def _unpacked(kind: Kind, setting: Setting, given: Any) -> Any:
    """A list that another program wrote, such as OPML, becomes its lines. Raises Unreadable."""
    if setting.type != "lines" or not isinstance(given, str) or not given.lstrip().startswith("<"):
        return given
    unpack = unpacker(kind.id)
    return unpack(given.encode("utf-8", "replace")) if unpack else given


class _Wrong(Exception):
    def __init__(self, key: str, **args: Any) -> None:
        super().__init__(key)
        self.reason = Reason(key, args)


def _text(setting: Setting, given: Any, guard: Guard) -> str:  # noqa: ARG001 - all readers are called alike
    text = "" if given is None else str(given).strip()
    longest = LONGEST.get(setting.type, 500)
    if len(text) > longest:
        raise _Wrong("field.long", most=longest)
    if any(ord(letter) < 32 and letter not in "\r\n\t" for letter in text):
        raise _Wrong("field.control")
    if setting.type not in {"lines", "long_secret"} and ("\n" in text or "\r" in text):
        raise _Wrong("field.one_line")
    return text


def _address(setting: Setting, given: Any, guard: Guard) -> str:
    text = _text(setting, given, guard)
    if text:
        _reachable(text, guard)
    return text


def _reachable(text: str, guard: Guard) -> None:
    """A URL or a host (with a port). Only what can be told without asking the network."""
    scheme, colon, rest = text.partition("://")
    as_http = {"ws": "http", "wss": "https"}.get(scheme.lower(), scheme) + colon + rest
    try:
        guard.check_url(as_http if colon else f"https://{text}")
    except Trouble as trouble:
        reason = trouble.reason
        raise _Wrong(reason.key, **reason.args) from None


def _choice(setting: Setting, given: Any, guard: Guard) -> str:
    text = _text(setting, given, guard)
    values = [choice.value for choice in setting.choices]
    if text and text not in values:
        raise _Wrong("field.choice", values=values)
    return text


def _lines(setting: Setting, given: Any, guard: Guard) -> list[str]:
    text = "\n".join(map(str, given)) if isinstance(given, list | tuple) else given
    lines = [line.strip() for line in _text(setting, text, guard).splitlines()]
    lines = [line for line in dict.fromkeys(lines) if line]
    if len(lines) > MOST_LINES:
        raise _Wrong("field.lines", most=MOST_LINES)
    return lines


def _number(setting: Setting, given: Any, guard: Guard) -> float | int | None:
    text = _text(setting, given, guard).replace(",", ".")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        raise _Wrong("field.number") from None
    if math.isnan(number) or abs(number) > 1e12:
        raise _Wrong("field.number")
    if setting.least is not None and number < setting.least:
        raise _Wrong("field.least", least=_short(setting.least))
    if setting.most is not None and number > setting.most:
        raise _Wrong("field.most", most=_short(setting.most))
    return _short(number)


def _short(number: float) -> float | int:
    return int(number) if number == int(number) else number


def _switch(setting: Setting, given: Any, guard: Guard) -> bool:
    if given is None:
        return bool(setting.default)
    text = _text(setting, given, guard).lower()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise _Wrong("field.switch")


_READ: dict[str, Callable[[Setting, Any, Guard], Any]] = {
    "text": _text,
    "secret": _text,
    "long_secret": _text,
    "address": _address,
    "choice": _choice,
    "lines": _lines,
    "number": _number,
    "switch": _switch,
}
