"""What a topic asks a platform's own search for: words of which every match holds at least one.

A platform's search knows neither our operators nor our spelling, so it is asked for a superset and the
station matches exactly what comes back. Of words that must all be there the rarest is asked for; a `NOT`
asks for nothing. A wildcard cannot be asked for: if only it could find a post, that part of the topic is not
heard through a search, and that is said.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.folding import exact, fold, plain
from sturmwarte.core.query.needs import WIDEST
from sturmwarte.core.query.parse import parse
from sturmwarte.core.query.patterns import has_star
from sturmwarte.core.query.tree import And, Compound, Leaf, Near, Node, Or, Phrase, Word
from sturmwarte.core.reason import Reason

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_]+")
_UMLAUT = regex.compile(r"(?<![aeiouqäöü])([aou])e")
_SHARP_S = regex.compile(r"(?<=(?:ei|ie|au|eu|stra|gro))ss")
_TWO_DOTS = {"a": "ä", "o": "ö", "u": "ü"}


@dataclass(frozen=True)
class Sought:
    """`words` are words or phrases, any of which is enough; `tags` are hashtags without `#`. `why` tells what
    cannot be asked for; without words and tags it is the whole topic."""

    topic: str
    words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    why: Reason | None = None


@dataclass(frozen=True)
class _Asked:
    """Alternatives, and the parts of the query that none of them stands for."""

    leaves: frozenset[Leaf] = frozenset()
    missing: tuple[str, ...] = ()

    @property
    def price(self) -> tuple[bool, float]:
        """Complete before incomplete, then few and long words before many short ones."""
        return bool(self.missing), sum(1 / max(_letters(leaf), 1) ** 2 for leaf in self.leaves)


def sought(topic: str, query: str) -> Sought:
    """What to ask for; never raises. German spelling is asked for both ways: `Müller` and `Mueller`."""
    try:
        node = parse(query)
    except QueryError:
        return Sought(topic, why=Reason("sought.unreadable"))
    asked = _asked(node)
    if asked is None or not asked.leaves:
        missing = list(asked.missing) if asked else []
        why = Reason("sought.wildcards", {"missing": missing}) if missing else Reason("sought.no_word")
        return Sought(topic, why=why)
    written = {fold(exact(plain(word))): word for word in _WORD.findall(query)}
    words = {word: None for leaf in asked.leaves for word in _words(leaf, written)}
    tags = {tag: None for leaf in asked.leaves for tag in _tags(leaf, written)}
    partly = Reason("sought.partly", {"missing": list(asked.missing)}) if asked.missing else None
    return Sought(topic, tuple(sorted(words)), tuple(sorted(tags)), partly)


def _asked(node: Node) -> _Asked | None:
    """The best that can be asked for; None when the node demands no word at all."""
    match node:
        case Word() | Compound() | Phrase():
            return _leaf(node)
        case And(parts):
            return _best(map(_asked, parts))
        case Near(left, right):
            return _best(map(_asked, (left, right)))
        case Or(parts):
            return _either(parts)
        case _:  # an absence or a fact about the post
            return None


def _leaf(leaf: Word | Compound | Phrase) -> _Asked:
    stars = [word.term for word in _terms(leaf) if has_star(word.term)]
    if not stars:
        return _Asked(frozenset((leaf,)))
    if isinstance(leaf, Phrase):
        return _best(map(_leaf, leaf.items)) or _Asked()
    return _Asked(missing=tuple(stars))


def _best(branches: Iterable[_Asked | None]) -> _Asked | None:
    known = [one for one in branches if one is not None]
    asking = [one for one in known if one.leaves]
    return min(asking, key=lambda one: one.price) if asking else next(iter(known), None)


def _either(parts: Iterable[Node]) -> _Asked | None:
    """All branches together. One that demands no word makes the whole unaskable: anything may match."""
    branches = [_asked(part) for part in parts]
    known = [one for one in branches if one is not None]
    if len(known) < len(branches):
        return None
    leaves = frozenset[Leaf]().union(*(one.leaves for one in known))
    if len(leaves) > WIDEST:
        return None
    return _Asked(leaves, tuple(dict.fromkeys(star for one in known for star in one.missing)))


def _terms(leaf: Leaf) -> Iterator[Word]:
    match leaf:
        case Word():
            yield leaf
        case Compound(_, parts, joined):
            yield from parts
            if joined:
                yield joined
        case Phrase(items):
            for item in items:
                yield from _terms(item)


def _letters(leaf: Leaf) -> int:
    return sum(len(word.term) for word in _terms(leaf))


def _words(leaf: Leaf, written: dict[str, str]) -> Iterator[str]:
    match leaf:
        case Word(term) if not term.startswith("#"):
            yield from _spellings(fold(term), written)
        case Compound(as_written, _, joined):
            yield as_written.lstrip("#")
            if joined and joined.term[:1] not in "#.":
                yield from _spellings(fold(joined.term), written)
        case Phrase(items):
            yield from _phrases([_pieces(item) for item in items], written)


def _pieces(item: Word | Compound) -> str:
    return fold(item.term) if isinstance(item, Word) else item.written


def _phrases(pieces: list[str], written: dict[str, str]) -> Iterator[str]:
    """As it was written, and with every other spelling throughout."""
    spelled = [list(_spellings(piece, written)) for piece in pieces]
    for number in range(max(map(len, spelled))):
        yield " ".join(forms[min(number, len(forms) - 1)] for forms in spelled)


def _tags(leaf: Leaf, written: dict[str, str]) -> Iterator[str]:
    """A bare word means its hashtag too."""
    term = leaf.term if isinstance(leaf, Word) else ""
    if isinstance(leaf, Compound) and leaf.joined:
        term = leaf.joined.term
    bare = fold(term).removeprefix("#")
    if _WORD.fullmatch(bare):
        yield from _spellings(bare, written)


def _spellings(term: str, written: dict[str, str]) -> Iterator[str]:
    """`mueller` as the query has it (Müller), with two letters, and with umlauts where they are likely."""
    forms = [written.get(term, term).lower(), term]
    if forms[0] == term:
        umlauts = _UMLAUT.sub(lambda found: _TWO_DOTS[found[1]], term)
        forms += [umlauts, _SHARP_S.sub("ß", umlauts)]
    yield from dict.fromkeys(forms)
