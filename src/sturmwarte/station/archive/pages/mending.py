"""A query that cannot be used: where, why, and the whole query as it was probably meant, to take with one
key."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import get_language

from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.fields import BY_NAME
from sturmwarte.core.query.parse import MAX_DISTANCE, parse

_AROUND = 56
"""Characters shown to either side of the column: a caret far to the right of a phone helps nobody."""
_STEPS = 6
"""Mistakes mended one after another before giving up."""
_LONGEST = 2_000
_GAPS = re.compile(r"(?<=\() | (?=\))")
"""Blanks that a mend leaves inside of parentheses."""


@dataclass(frozen=True)
class Wrong:
    """The line around the column, cut in two there, and the mend: `text` says it, `mended` is the whole
    query with
    it, empty where nobody can know what was meant."""

    column: int
    before: str
    after: str
    text: str
    mended: str


def wrong_of(text: str, error: QueryError) -> Wrong:
    """What the page shows of an error."""
    at = max(0, error.column - 1)
    before, after = text[max(0, at - _AROUND) : at], text[at : at + _AROUND]
    language = "de" if (get_language() or "de").startswith("de") else "en"
    return Wrong(
        error.column,
        ("…" if at > _AROUND else "") + before,
        after + ("…" if len(text) > at + _AROUND else ""),
        error.text(language),
        mended(text, error),
    )


def mended(text: str, error: QueryError) -> str:
    """The query without this mistake and the ones it hid, or nothing: what is offered always parses.

    >>> from sturmwarte.core.query.errors import SyntaxMistake
    >>> mended("(bahn OR zug", SyntaxMistake("unclosed_parenthesis", 1))
    '(bahn OR zug)'
    """
    if len(text) > _LONGEST:
        return ""
    known: QueryError | None = error
    for _ in range(_STEPS):
        if known is None:
            return text
        mend = _MENDS.get(known.key)
        better = _GAPS.sub("", " ".join(mend(text, known).split())) if mend else text
        if better in {"", text}:
            return ""
        text, known = better, _mistake(better)
    return ""


def _mistake(text: str) -> QueryError | None:
    try:
        parse(text)
    except QueryError as error:
        return error
    return None


Mend = Callable[[str, QueryError], str]


def _cut(text: str, error: QueryError) -> str:
    """Without the sign at the column."""
    at = error.column - 1
    return text[:at] + text[at + 1 :]


def _without_word(text: str, error: QueryError) -> str:
    at = error.column - 1
    return text[:at] + re.sub(r"^[^\s()]+", "", text[at:])


def _word(text: str, error: QueryError) -> str:
    found = re.match(r"[^\s()]+", text[error.column - 1 :])
    return found.group() if found else ""


def _instead(text: str, error: QueryError, new: str) -> str:
    at, old = error.column - 1, _word(text, error)
    return text[:at] + new + text[at + len(old) :] if old and new else text


def _nearness(text: str, error: QueryError) -> str:
    digits = re.sub(r"\D", "", str(error.args_by_name.get("number", "")))[:5]
    wide = min(max(int(digits or 5), 1), MAX_DISTANCE)
    return _instead(text, error, f"{error.args_by_name['operator']}/{wide}")


def _symbol(text: str, error: QueryError) -> str:
    sign, mend = error.args_by_name["symbol"], str(error.args_by_name["mend"])
    return _instead(text, error, mend) if _word(text, error) else text.replace(sign, mend, 1)


def _field(text: str, error: QueryError) -> str:
    """The nearest field's name, else the whole as a phrase."""
    written = _word(text, error)
    key, args = error.args_by_name["mend"]
    if key == "mend_nearest":
        return _instead(text, error, args["nearest"] + written[len(error.args_by_name["field"]) :])
    return _instead(text, error, '"' + written.replace('"', "") + '"')


def _value(text: str, error: QueryError) -> str:
    kind = BY_NAME[str(error.args_by_name["field"]).casefold()]
    value = str(error.args_by_name["value"])
    near = get_close_matches(value.casefold(), kind.known or (), 1, 0.5)
    return text.replace(value, near[0], 1) if near else ""


def _compared(text: str, error: QueryError) -> str:
    return _instead(text, error, _word(text, error).replace(str(error.args_by_name["operator"]), ":", 1))


_MENDS: dict[str, Mend] = {
    "unclosed_parenthesis": lambda text, _: text + ")",
    "stray_parenthesis": _cut,
    "empty_parenthesis": lambda text, e: text[: e.column - 1] + re.sub(r"^\(\s*\)", "", text[e.column - 1 :]),
    "unclosed_quote": lambda text, _: text + '"',
    "unclosed_brace": lambda text, _: text + "}",
    "stray_brace": _cut,
    "operand_before": _without_word,
    "operand_after": _without_word,
    "near_without_number": _nearness,
    "near_number": _nearness,
    "near_field": lambda text, _: re.sub(r"\bO?(?:NEAR|NAHE)/\d+", "AND", text, count=1),
    "symbol_operator": _symbol,
    "nothing_to_find": _without_word,
    "lone_star": _without_word,
    "unknown_field": _field,
    "field_without_value": _without_word,
    "field_operator": _compared,
    "bad_value": _value,
}
