"""Lint: queries that parse but will not do what was meant. Every warning names the mend.

Two severities: an `error` makes the query useless (it can never match, or cannot be used here), a `warning`
asks to look again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sturmwarte.core.query.fields import BY_NAME
from sturmwarte.core.query.lexer import Sort, pieces
from sturmwarte.core.query.messages import render
from sturmwarte.core.query.needs import by_length, needs
from sturmwarte.core.query.never import contradiction
from sturmwarte.core.query.parse import parse
from sturmwarte.core.query.patterns import has_star
from sturmwarte.core.query.program import words_of
from sturmwarte.core.query.text import to_text
from sturmwarte.core.query.tree import And, Field, Near, Node, Not, Or, Span, Word, walk

_COMMON_WORDS: Final = """
der die das den dem des ein eine einen und oder aber nicht ist sind war hat haben wird mit von fuer auf im in
an am zu zum zur bei aus nach es er sie wir ihr ich du man sich auch noch nur so wie was wenn dass als
the a an and or but not is are was has have will with of for on in at to by from it he she we you i they this
that as be if so how what when do does
"""
COMMON: Final = frozenset(_COMMON_WORDS.split())
"""Words found in most posts of either language."""
WIDE_FIELDS: Final = frozenset({"lang", "is"})
"""Facts that most posts share, beside `form:post`."""
WIDE_NEAR: Final = 30
MANY_BRANCHES: Final = 200
LOOKALIKES: Final = {
    "and": "AND", "und": "UND", "or": "OR", "oder": "ODER", "not": "NOT", "nicht": "NICHT",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Warning:
    """What to look at again, at which columns of the query."""

    key: str
    at: Span
    args: dict[str, Any] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "warning"

    def text(self, lang: str = "en") -> str:
        """The warning with its mend, in `de` or `en`."""
        return render(self.key, lang, self.args)


def lint(text: str, for_topic: bool = True) -> list[Warning]:
    """Warnings in the order of the text; QueryError if the text does not parse.

    `for_topic` also refuses the fields that are known only after a post was read.
    """
    node = parse(text)
    never = list(_never(node))
    useless = any(warning.severity == "error" for warning in never)
    found = never if useless else [*never, *_broad(node), *_costly(node), *_misread(text)]
    if for_topic:
        found += _too_early(node)
    return sorted(found, key=lambda warning: (warning.at.first, warning.key))


def _never(node: Node) -> Iterator[Warning]:
    if clash := contradiction(node):
        first, second = map(to_text, clash)
        yield Warning("never", node.at, {"first": first, "second": second}, "error")
        return
    for part in walk(node):  # the whole can match, but a branch of an OR is dead wood
        if isinstance(part, Or):
            for branch in part.parts:
                if clash := contradiction(branch):
                    first, second = map(to_text, clash)
                    yield Warning("never_branch", branch.at, {"first": first, "second": second})


def _broad(node: Node) -> Iterator[Warning]:
    demanded = needs(node, by_length)
    if not demanded and not _limits(node):
        facts_only = all(isinstance(part, Field | And | Or) for part in walk(node))
        yield Warning("fields_only" if facts_only else "only_absence", node.at)
    elif demanded and all(_common(word) for need in demanded for word in need):
        words = sorted({word.term for need in demanded for word in need})
        yield Warning("common_word", node.at, {"words": ", ".join(words[:5])})
    for word in words_of(node):
        letters = word.term.replace("*", "").lstrip("#@.")
        if has_star(word.term) and len(letters) < 3 and letters.isascii():
            yield Warning("short_pattern", word.at, {"pattern": word.term, "letters": len(letters)})


def _limits(node: Node) -> bool:
    """Does every post that matches meet something most posts do not: a word, or a fact such as a channel?"""
    match node:
        case And(parts):
            return any(map(_limits, parts))
        case Or(parts):
            return all(map(_limits, parts))
        case Field(name, _, value):
            return name not in WIDE_FIELDS and (name, value) != ("form", "post")
        case Word():
            return not _common(node)
        case _:
            return not isinstance(node, Not)


def _common(word: Word) -> bool:
    return word.term in COMMON or (len(word.term) <= 2 and word.term.isascii() and word.term.isalnum())


def _costly(node: Node) -> Iterator[Warning]:
    for part in walk(node):
        if isinstance(part, Near):
            if part.distance > WIDE_NEAR:
                yield Warning("wide_near", part.at, {"distance": part.distance, "most": WIDE_NEAR})
            branches = max(len(side.parts) if isinstance(side, Or) else 1 for side in (part.left, part.right))
            if branches > MANY_BRANCHES:
                yield Warning("heavy_near", part.at, {"branches": branches})


def _misread(text: str) -> Iterator[Warning]:
    """What is taken otherwise than it looks: lower-case operators are words, a link is its host."""
    all_pieces = list(pieces(text))
    for number, piece in enumerate(all_pieces):
        if piece.sort is not Sort.WORD:
            continue
        operator = LOOKALIKES.get(piece.text.casefold())
        lone_not = operator in {"NOT", "NICHT"}
        if operator and number + 1 < len(all_pieces) and (number > 0 or lone_not):
            yield Warning("lookalike", piece.at, {"word": piece.text, "operator": operator})
        host, _, path = piece.text.partition("://")[2].partition("/")
        if path:
            yield Warning("link_path", piece.at, {"host": host.lower().removeprefix("www.")})


def _too_early(node: Node) -> Iterator[Warning]:
    for part in walk(node):
        if isinstance(part, Field) and BY_NAME[part.name].reading:
            outside = _without(node, part)
            args = {"field": to_text(part), "rest": to_text(outside) if outside else ""}
            yield Warning("reading_field" if outside else "reading_field_only", part.at, args, "error")


def _without(node: Node, field: Field) -> Node | None:
    """The query without a field that stands in its outermost AND; None if it stands deeper or alone."""
    if not isinstance(node, And):
        return None
    rest = tuple(p for p in node.parts if p is not field and not (isinstance(p, Not) and p.part is field))
    if not rest or len(rest) == len(node.parts):
        return None
    return rest[0] if len(rest) == 1 else And(rest, node.at)
