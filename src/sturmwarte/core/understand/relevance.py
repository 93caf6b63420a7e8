"""Whether a post that matched a topic is about the company at all: Bahn the railway or Autobahn.

By words: what a brand's name means in everyday speech is listed in packs/ambiguous; the company's own @name,
`#tag` and multi-word names speak for it, as does being written to us or below our posts.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from sturmwarte import packs
from sturmwarte.core.plan.entry import Entry
from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.query.folding import exact, fold, plain
from sturmwarte.core.understand.finding import Finder, Hit
from sturmwarte.core.understand.lexicon import split
from sturmwarte.core.understand.lists import Hits
from sturmwarte.core.understand.phrases import Phrase, phrase_words

NAMED, ADDRESSED, OTHER, UNNAMED = 0.9, 0.98, 0.12, 0.75
"""p where the brand stands plainly; where we are addressed; where it means another thing; where it is not
named at all (a topic found it by other words)."""


class Ambiguity(Entry):
    """For one brand word: phrases in which it means another thing, and those in which it is the brand."""

    other: str
    same: str = ""


class Judged(NamedTuple):
    """`how` is named, addressed, other or unnamed: the key of the reason."""

    p: float
    how: str
    words: tuple[str, ...] = ()
    at: tuple[int, ...] = ()


@cache
def shipped() -> Mapping[str, Ambiguity]:
    lists = packs.data("ambiguous", "brands.yaml")
    return {word: Ambiguity.model_validate(entry) for word, entry in lists.items()}


class Relevance:
    """`brands` are the names the company goes by. Without any it has nothing to say."""

    def __init__(self, brands: Iterable[str]) -> None:
        names = {_folded(brand): brand for brand in brands if brand.strip()}
        phrases = [
            Phrase(b, words, "brand") for b in names.values() if (words := phrase_words(b.lstrip("@#")))
        ]
        listed = shipped()
        for word in {part for name in names for part in name.split()} & set(listed):
            phrases += [Phrase(t, phrase_words(t), "other") for t in split(listed[word].other)]
            phrases += [Phrase(t, phrase_words(t), "same") for t in split(listed[word].same)]
        self._signs = tuple(sign + "".join(name.split()) for name in names for sign in "@#")
        self._finder = Finder(phrases) if names else None

    def finders(self, lang: str) -> tuple[Finder[str], ...]:  # noqa: ARG002 - names are names everywhere
        return (self._finder,) if self._finder else ()

    def judge(self, document: Document, found: Hits | None = None) -> Judged | None:
        """None where the plan names no brand. `found` are the hits of `finders`, where somebody has them."""
        if self._finder is None:
            return None
        if _to_us(document.post):
            return Judged(ADDRESSED, "addressed")
        if sign := next((term for term in document.terms if term.startswith(self._signs)), None):
            return Judged(ADDRESSED, "addressed", (sign,), (-1,))
        hits = found[0] if found else self._finder.find(document)
        others = [hit for hit in hits if hit.phrase.means == "other"]
        brand = [hit for hit in hits if hit.phrase.means != "other" and not _within(hit, others)]
        if brand:
            return Judged(NAMED, "named", *_words(brand))
        return Judged(OTHER, "other", *_words(others)) if others else Judged(UNNAMED, "unnamed")


def _to_us(post: Post) -> bool:
    return post.own or post.form in ("mail", "direct_message")


def _within(hit: Hit[str], others: list[Hit[str]]) -> bool:
    return any(o.start <= hit.start and hit.end <= o.end for o in others if hit.phrase.means == "brand")


def _words(hits: list[Hit[str]]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    first = {hit.found: hit.start for hit in reversed(hits)}
    return tuple(first), tuple(first.values())


def _folded(name: str) -> str:
    return fold(exact(plain(name.strip().lstrip("@#"))))
