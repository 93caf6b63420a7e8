"""Never: contradictions that no post can meet. Sound but not complete: what it finds is certain.

Everything a part *demands* and everything it *forbids* is collected; a demand that implies something
forbidden, or two demands that exclude each other, are a contradiction.
"""

from collections.abc import Iterator
from typing import TypeAlias

from sturmwarte.core.query.fields import BY_NAME
from sturmwarte.core.query.patterns import glob, has_star, term_test
from sturmwarte.core.query.tree import And, Compound, Field, Near, Node, Not, Or, Phrase, Word

Clash: TypeAlias = tuple[Node, Node]

_SEARCHED = 300
"""Pairs are compared, so beyond this many demands or bans only equal ones are found."""


def contradiction(node: Node) -> Clash | None:
    """Two parts of the query that no post can meet at once, or None if none was found."""
    if isinstance(node, Or):
        clashes = [contradiction(part) for part in node.parts]
        return clashes[0] if all(clashes) else None
    if isinstance(node, Not):
        return None
    demanded = list(_demanded(node))
    forbidden = list(_forbidden(node))
    return _forbidden_demand(demanded, forbidden) or _excluding(demanded) or _inside(node)


def _inside(node: Node) -> Clash | None:
    if isinstance(node, And):
        return next((clash for part in node.parts if (clash := contradiction(part))), None)
    return None


def _demanded(node: Node) -> Iterator[Node]:
    """The node and everything each match must meet because of it."""
    yield node
    match node:
        case And(parts):
            for part in parts:
                yield from _demanded(part)
        case Near(left, right):
            yield from _demanded(left)
            yield from _demanded(right)
        case Phrase(items):
            for item in items:
                yield from _demanded(item)
        case Word(term, exact) if not exact and term[0] in "#@" and term[1:].isalnum():
            yield Word(term[1:], at=node.at)  # a tag holds its bare word


def _forbidden(node: Node) -> Iterator[Node]:
    """What no match may meet: the parts under NOT, and each branch of an OR under NOT."""
    for part in node.parts if isinstance(node, And) else ():
        if isinstance(part, Not):
            yield from part.part.parts if isinstance(part.part, Or) else (part.part,)


def _forbidden_demand(demanded: list[Node], forbidden: list[Node]) -> Clash | None:
    banned = set(forbidden)
    for demand in demanded:
        if demand in banned:
            return demand, Not(demand)
        if isinstance(demand, Or) and banned.issuperset(demand.parts):
            return demand, Not(demand)
    words = [ban for ban in forbidden if isinstance(ban, Word | Compound)][:_SEARCHED]
    for demand in [d for d in demanded if isinstance(d, Word)][:_SEARCHED]:
        for ban in words:
            if _implies(demand, ban):
                return demand, Not(ban)
    return None


def _implies(demand: Word, ban: Word | Compound) -> bool:
    """`bahnhof` implies `bahn*`, `{Bahn}` implies `bahn`; `bahnchef` implies `bahn-chef`."""
    if isinstance(ban, Compound):
        return ban.joined is not None and _implies(demand, ban.joined)
    if has_star(demand.term) or ban.exact != demand.exact:
        return demand.exact and not ban.exact and not has_star(demand.term) and _implies(_plain(demand), ban)
    return term_test(ban.term)(demand.term)


def _plain(word: Word) -> Word:
    return Word(word.term.casefold())


def _excluding(demanded: list[Node]) -> Clash | None:
    """lang:de with lang:en; rating<2 with rating>4."""
    facts = [demand for demand in demanded if isinstance(demand, Field)][:_SEARCHED]
    for number, first in enumerate(facts):
        for second in facts[:number]:
            if first.name == second.name and _exclude(second, first):
                return second, first
    return None


def _exclude(first: Field, second: Field) -> bool:
    a, b = first.value, second.value
    if isinstance(a, str) and isinstance(b, str):
        if not BY_NAME[first.name].single or "*" in a or "*" in b:
            return False
        # lang:de holds for de-at, channel:mail for mail:support: one may be the wider name of the other
        wider = any(glob(x + sign + "*", y) for x, y in ((a, b), (b, a)) for sign in "-:")
        return a != b and not wider
    return _apart(first, second) or _apart(second, first)


def _apart(low: Field, high: Field) -> bool:
    """Is everything `low` allows below everything `high` allows?"""
    if low.comparison not in {"<", "<=", "="} or high.comparison not in {">", ">=", "="}:
        return False
    below, above = float(low.value), float(high.value)
    touching = low.comparison != "<" and high.comparison != ">"
    return below < above or (below == above and not touching)
