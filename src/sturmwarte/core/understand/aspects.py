"""What of a company a post speaks about: delivery, price, staff ... By the shipped words of its language.

An aspect's p is 1 - 0.5^(different words found): one word is a hint, three are sure. It orders and filters;
it is not calibrated.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from sturmwarte import packs
from sturmwarte.core.plan.entry import Entry
from sturmwarte.core.query.document import Document
from sturmwarte.core.understand.finding import Finder
from sturmwarte.core.understand.lexicon import LANGUAGES, split
from sturmwarte.core.understand.lists import Hits
from sturmwarte.core.understand.phrases import Phrase, phrase_words
from sturmwarte.core.understand.reading import Aspect

MOST = 4


class AspectList(Entry):
    """Words per aspect, in one language. Screens call an aspect by the text `name.aspect.ID`."""

    lang: str
    aspects: dict[str, str]


@cache
def shipped(lang: str) -> AspectList:
    return AspectList.model_validate(packs.data("aspects", f"{lang}.yaml"))


class Spoken(NamedTuple):
    """Aspects best first, and the words that named each, with their places."""

    aspects: tuple[Aspect, ...]
    words: Mapping[str, Mapping[str, int]]


_NOTHING = Spoken((), {})


class Aspects:
    """Finds aspects; a post in a language nobody knows is held against all lists."""

    def __init__(self) -> None:
        by_lang = {lang: [*_phrases(shipped(lang))] for lang in LANGUAGES}
        self._finders = {lang: Finder(phrases) for lang, phrases in by_lang.items()}
        self._finders[""] = Finder([p for phrases in by_lang.values() for p in phrases])

    def finders(self, lang: str) -> tuple[Finder[str]]:
        return (self._finders.get(lang) or self._finders[""],)

    def spoken(self, document: Document, lang: str, hits: Hits | None = None) -> Spoken:
        """`hits` are those of `finders`, where somebody has them already."""
        (mine,) = hits or [finder.find(document) for finder in self.finders(lang)]
        if not mine:
            return _NOTHING
        found: dict[str, dict[str, int]] = {}
        for hit in mine:
            found.setdefault(hit.phrase.means, {}).setdefault(hit.found.lower(), hit.start)
        best = sorted(found, key=lambda aspect: (-len(found[aspect]), min(found[aspect].values())))[:MOST]
        return Spoken(
            tuple(Aspect(aspect, round(1 - 0.5 ** len(found[aspect]), 2)) for aspect in best),
            {aspect: found[aspect] for aspect in best},
        )


def _phrases(of: AspectList) -> list[Phrase[str]]:
    return [
        Phrase(text, phrase_words(text), aspect)
        for aspect, list_ in of.aspects.items()
        for text in split(list_)
    ]
