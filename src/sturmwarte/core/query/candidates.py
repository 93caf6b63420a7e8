"""Candidates: a query in a neutral, bounded form that any full-text index can search.

What it selects is a *superset* of what the query selects; the one evaluator then looks at each candidate.
The form is flat, because index query parsers overflow on nesting (FTS5's at 250 parentheses): every group
must be met, a group is met by any one of its patterns, every filter must hold. Leaving out a group or a
filter only makes the superset larger. No groups and no filters means: every post.

Patterns speak of the terms that `index_tokens` yields, without places: a phrase becomes its words. A prefix,
suffix or infix without a sign must not meet terms that start with #, @ or a dot; meeting them anyway is
harmless but slow. The archive turns suffixes and infixes into terms by its term table.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sturmwarte.core.query.folding import fold
from sturmwarte.core.query.needs import Need, by_length, needs
from sturmwarte.core.query.program import simplified
from sturmwarte.core.query.tree import And, Comparison, Field, Node, Or, Word

Shape: TypeAlias = Literal["term", "prefix", "suffix", "infix"]

MAX_GROUPS: Final = 8
MAX_PATTERNS: Final = 200


@dataclass(frozen=True, slots=True)
class Pattern:
    """A term, or what a term must start with, end with or contain. `text` is a folded term or part of one."""

    shape: Shape
    text: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A fact every match has: the field's value compares with one of `values` (folded text or a number).

    Text values may hold `*`. What each field means is in `fields`; an archive filters by those it can and
    leaves out the rest.
    """

    field: str
    comparison: Comparison
    values: tuple[str | float, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """All groups (each: one of its patterns) and all filters. Rarest group first."""

    groups: tuple[tuple[Pattern, ...], ...]
    filters: tuple[Filter, ...]

    @property
    def everything(self) -> bool:
        """True when only reading every post can answer the query."""
        return not self.groups and not self.filters


def candidates(
    node: Node,
    *,
    frequencies: Mapping[str, int] | None = None,
    max_groups: int = MAX_GROUPS,
    max_patterns: int = MAX_PATTERNS,
) -> Candidates:
    """The candidate search for a query, at most `max_groups` groups of at most `max_patterns` patterns.

    `frequencies` (term -> number of posts) picks the rarest groups; without it long words count as rare.
    """

    def cost(word: Word) -> float:
        known = (frequencies or {}).get(fold(word.term))
        return by_length(word) if known is None else float(known)

    groups: list[tuple[Pattern, ...]] = []
    for need in _distinct(needs(simplified(node), cost)):
        patterns = tuple(sorted({_pattern(word) for word in need}, key=lambda p: (p.shape, p.text)))
        if len(patterns) <= max_patterns and patterns not in groups:
            groups.append(patterns)
        if len(groups) == max_groups:
            break
    return Candidates(tuple(groups), tuple(_filters(node)))


def _distinct(all_needs: Iterable[Need]) -> Iterator[Need]:
    """Without those that a smaller one already implies."""
    kept: list[Need] = []
    for need in all_needs:
        if not any(known <= need for known in kept[:64]):
            kept.append(need)
            yield need


def _pattern(word: Word) -> Pattern:
    """The widest simple pattern around the word; `{Bahn}` is looked for in any case."""
    first, *rest = (fold(piece) for piece in word.term.split("*"))
    if not rest:
        return Pattern("term", first)
    if first:
        return Pattern("prefix", first)
    if rest[-1]:
        return Pattern("suffix", rest[-1])
    return Pattern("infix", max(rest, key=len))


def _filters(node: Node) -> Iterator[Filter]:
    for part in node.parts if isinstance(node, And) else (node,):
        if isinstance(part, Field):
            yield Filter(part.name, part.comparison, (part.value,))
        elif isinstance(part, Or) and (values := _one_field(part)):
            first = values[0]
            yield Filter(first.name, first.comparison, tuple(value.value for value in values))


def _one_field(node: Or) -> list[Field]:
    """The fields of `lang:(de OR en)`; empty when the branches ask for different things."""
    fields = [part for part in node.parts if isinstance(part, Field)]
    same = len({(field.name, field.comparison) for field in fields}) == 1
    return fields if same and len(fields) == len(node.parts) else []
