"""What a check found: in English for the command line, and as a sentence with its values for the page."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from sturmwarte.core.reason import Reason

State = Literal["good", "doubtful", "wrong"]


class Said(str):
    """A reason's English sentence that remembers its reason, so that the page says it in its own language."""

    __slots__ = ("reason",)

    def __new__(cls, words: str, reason: Reason) -> "Said":
        made = super().__new__(cls, words)
        made.reason = reason
        return made

    reason: Reason


class Finding(msgspec.Struct, frozen=True):
    """One fact about the station. `why` it matters and the `mend` are empty where all is good.

    `sentences` are these three before their `values` were put in, as in "%(free)s GB free": what the page
    translates.
    """

    check: str
    state: State
    what: str
    why: str = ""
    mend: str = ""
    sentences: tuple[str, str, str] = ("", "", "")
    values: dict[str, Any] = {}

    def told(self) -> dict[str, str]:
        """What the command line tells."""
        return {name: getattr(self, name) for name in ("check", "state", "what", "why", "mend")}

    def stored(self) -> dict[str, Any]:
        """The values as JSON; a reason as its key and arguments."""
        return {name: _stored(value) for name, value in self.values.items()}


Values = Mapping[str, Any] | None


def good(check: str, what: str, values: Values = None) -> Finding:
    return _made(check, "good", (what, "", ""), values)


def doubtful(check: str, what: str, why: str, mend: str, values: Values = None) -> Finding:
    return _made(check, "doubtful", (what, why, mend), values)


def wrong(check: str, what: str, why: str, mend: str, values: Values = None) -> Finding:
    return _made(check, "wrong", (what, why, mend), values)


def _made(check: str, state: State, sentences: tuple[str, str, str], values: Values) -> Finding:
    what, why, mend = (words % values if values else words for words in sentences)
    return Finding(check, state, what, why, mend, sentences, dict(values or {}))


def _stored(value: Any) -> Any:
    if isinstance(value, Said):
        reason = value.reason
        return {"key": reason.key, "args": msgspec.to_builtins(dict(reason.args)), "words": str(value)}
    return value if isinstance(value, int | float) else str(value)
