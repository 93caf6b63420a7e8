"""The pieces of a query text: parentheses, operators, quoted and braced words, fields, plain words."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import Final, NamedTuple

from sturmwarte.core.query.errors import LimitExceeded, SyntaxMistake
from sturmwarte.core.query.tree import Span

MAX_CHARACTERS: Final = 750_000
QUOTES: Final = '"„“”‟«»＂'

_PIECE: Final = re.compile(rf"[(){{}}{QUOTES}]|[^\s(){{}}{QUOTES}]+")
_QUOTE: Final = re.compile(f"[{QUOTES}]")
_OPERATORS: Final = {
    "AND": "AND", "UND": "AND", "OR": "OR", "ODER": "OR", "NOT": "NOT", "NICHT": "NOT",
}  # fmt: skip
_NEAR: Final = re.compile(r"(NEAR|NAHE|ONEAR|ONAHE)(?:/(.*))?", re.DOTALL)
_FIELD: Final = re.compile(r"([^\W\d_][^\W_]*)(>=|<=|[:><=])(.*)", re.DOTALL)
_SYMBOLS: Final = {"&": "AND", "&&": "AND", "+": "AND", "|": "OR", "||": "OR", "!": "NOT", "-": "NOT"}


class Sort(Enum):
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    NEAR = auto()
    FIELD = auto()
    PHRASE = auto()
    EXACT = auto()
    WORD = auto()


_WORD: Final = Sort.WORD


class Piece(NamedTuple):
    """`text` as written (without quotes or braces); a FIELD's is its value, its name and sign are beside it.

    `tight` says that no blank stands before it: the value in `lang:(de OR en)` must follow at once.
    """

    sort: Sort
    text: str
    at: Span
    tight: bool = False
    name: str = ""
    comparison: str = ""


def pieces(text: str) -> Iterator[Piece]:
    """Cuts a query. Raises SyntaxMistake for what is never closed, LimitExceeded for a text too long."""
    if len(text) > MAX_CHARACTERS:
        raise LimitExceeded("too_long", MAX_CHARACTERS + 1, length=len(text), most=MAX_CHARACTERS)
    at = 0
    while found := _PIECE.search(text, at):
        tight = found.start() == at and at > 0
        at = found.end()
        word, span = found[0], Span(found.start() + 1, at)
        if word == "(":
            yield Piece(Sort.OPEN, word, span, tight)
        elif word == ")":
            yield Piece(Sort.CLOSE, word, span, tight)
        elif word in QUOTES:
            inside, at = _until(_QUOTE.search(text, at), text, at, "unclosed_quote", span)
            yield Piece(Sort.PHRASE, inside, Span(span.first, at), tight)
        elif word == "{":
            closing = text.find("}", at)
            if closing < 0:
                raise SyntaxMistake("unclosed_brace", span.first)
            yield Piece(Sort.EXACT, text[at:closing], Span(span.first, closing + 1), tight)
            at = closing + 1
        elif word == "}":
            raise SyntaxMistake("stray_brace", span.first)
        else:
            yield _word(word, span, tight)


def _until(closing: re.Match[str] | None, text: str, at: int, key: str, opened: Span) -> tuple[str, int]:
    if closing is None:
        raise SyntaxMistake(key, opened.first)
    return text[at : closing.start()], closing.end()


def _word(word: str, span: Span, tight: bool) -> Piece:
    if operator := _OPERATORS.get(word):
        return Piece(Sort[operator], word, span)
    if word.isalnum() and not word.isupper():
        return Piece(_WORD, word, span, tight)  # most words: nothing to decide
    if near := _NEAR.fullmatch(word):
        return Piece(Sort.NEAR, near[2] or "", span, name=near[1])
    if word in _SYMBOLS:
        raise SyntaxMistake("symbol_operator", span.first, symbol=word, mend=_SYMBOLS[word])
    if word[0] in "-!+" and word[1:2].isalnum():
        mend = word[1:] if word[0] == "+" else f"NOT {word[1:]}"
        raise SyntaxMistake("symbol_operator", span.first, symbol=word[0], mend=mend)
    if not word.lower().startswith(("http://", "https://")) and (field := _FIELD.fullmatch(word)):
        return Piece(Sort.FIELD, field[3], span, tight, field[1], field[2])
    return Piece(Sort.WORD, word, span, tight)
