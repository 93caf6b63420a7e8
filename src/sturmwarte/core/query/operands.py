"""Operands: turning a written word, phrase or field value into a node."""

import math
import re
from difflib import get_close_matches
from typing import Final

from sturmwarte.core.query.errors import LimitExceeded, SyntaxMistake
from sturmwarte.core.query.fields import BY_NAME, FieldKind
from sturmwarte.core.query.folding import STAR, fold, plain
from sturmwarte.core.query.folding import exact as spelt
from sturmwarte.core.query.tree import Comparison, Compound, Field, Node, Phrase, Span, Word
from sturmwarte.core.query.words import TERM_LENGTH, compounds, numeral
from sturmwarte.core.query.words import Compound as WrittenCompound

MAX_PHRASE: Final = 100
_SIMPLE: Final = re.compile(r"[#@]?[A-Za-z0-9ÄÖÜäöüß]+\*?")


def words(text: str, at: Span, *, exact: bool = False) -> Node:
    """The node for a written word or phrase: one Word, one Compound, or a Phrase of them."""
    if _SIMPLE.fullmatch(text) and len(text) <= TERM_LENGTH:
        return _simple(text, at, exact)  # most words: nothing to decide
    items: list[Word | Compound] = []
    for chunk in text.replace("*", STAR).split():
        if chunk.isascii() and chunk.isalnum() and len(chunk) <= TERM_LENGTH:
            items.append(_simple(chunk, at, exact))
            continue
        prepared = plain(chunk)
        items += [_item(found, prepared, at, exact) for found in compounds(prepared)]
    if not items:
        key = "lone_star" if "*" in text else "nothing_to_find"
        raise SyntaxMistake(key, at.first, text=text.strip())
    if size(items) > MAX_PHRASE:
        raise LimitExceeded("phrase_too_long", at.first, most=MAX_PHRASE)
    return items[0] if len(items) == 1 else Phrase(tuple(items), at)


def _simple(text: str, at: Span, exact: bool) -> Word:
    return Word(spelt(text) if exact else fold(spelt(text)), exact, at)


def size(items: list[Word | Compound]) -> int:
    """How many terms the items hold."""
    return sum(len(item.parts) if isinstance(item, Compound) else 1 for item in items)


def _item(found: WrittenCompound, prepared: str, at: Span, exact: bool) -> Word | Compound:
    sign, parts, joined = found
    if len(parts) == 1 and not joined:
        return _term(sign + parts[0].text, at, exact)
    if sign and joined:  # a tag or name is always meant as a whole
        return _term(sign + joined.removeprefix("."), at, exact)
    named = tuple(_term((sign if i == 0 else "") + part.text, at, exact) for i, part in enumerate(parts))
    written = prepared[parts[0].begin : parts[-1].end].replace(STAR, "*")
    whole = _term(joined, at, exact) if joined else None
    return Compound(sign + (written if exact else fold(written)), named, whole, at)


def _term(text: str, at: Span, exact: bool) -> Word:
    starred = text.replace(STAR, "*")
    while "**" in starred:
        starred = starred.replace("**", "*")
    if not starred.strip("*#@."):
        raise SyntaxMistake("lone_star", at.first)
    return Word(starred if exact else fold(starred), exact, at)


def field(name: str, comparison: str, value: str, at: Span) -> Node:
    """The node for one field value, checked: known field, fitting comparison, possible value."""
    kind = field_kind(name, f"{name}{comparison}{value}", at)
    if not value.strip():
        raise SyntaxMistake("field_without_value", at.first, field=name, mend=kind.example)
    if kind.number:
        return Field(kind.name, _comparison(comparison), _number(kind, value, at), at)
    if comparison not in {":", "="}:
        raise SyntaxMistake("field_operator", at.first, field=name, operator=comparison, mend=kind.example)
    return Field(kind.name, ":", _value(kind, name, value, at), at)


def field_kind(name: str, written: str, at: Span) -> FieldKind:
    """The field called `name` in either language, or SyntaxMistake with the nearest one."""
    kind = BY_NAME.get(name.casefold())
    if kind is None:
        near = get_close_matches(name.casefold(), BY_NAME, 1, 0.6) if len(name) <= 20 else []
        quoted = f'"{written}"'
        mend = ("mend_quote", {"quoted": quoted})
        if near:
            mend = ("mend_nearest", {"nearest": near[0], "quoted": quoted})
        raise SyntaxMistake("unknown_field", at.first, field=name, mend=mend)
    return kind


def _comparison(written: str) -> Comparison:
    known: dict[str, Comparison] = {":": "=", "=": "=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
    return known[written]


def _number(kind: FieldKind, value: str, at: Span) -> float:
    """German and English decimals; ASCII digits only, because `float` takes much that nobody means."""
    try:
        number = float(numeral(value))
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and value.isascii() and "_" not in value):
        raise SyntaxMistake("bad_number", at.first, value=value, mend=kind.example)
    return number


def _value(kind: FieldKind, name: str, value: str, at: Span) -> str:
    folded = " ".join(plain(value).casefold().split())
    if kind.known is not None:
        if folded not in kind.known:
            known = ", ".join(kind.known)
            raise SyntaxMistake("bad_value", at.first, field=name, value=value, known=known)
        return kind.known[folded]
    if not folded.strip("*@"):
        raise SyntaxMistake("field_without_value", at.first, field=name, mend=kind.example)
    return folded
