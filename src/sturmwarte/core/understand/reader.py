"""Reads posts: language and kind. Dimensions nobody judges yet stay None."""

from collections.abc import Sequence

from sturmwarte.core.plan.section import Plan
from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.kinds import KindWords
from sturmwarte.core.understand.kinds_section import KINDS
from sturmwarte.core.understand.language import LanguageDetector
from sturmwarte.core.understand.lexicon import LANGUAGES, VERSION
from sturmwarte.core.understand.reading import NONE, Kind, Reading

CLOSE, FAINT = 0.12, 0.55
"""Two best kinds this near each other, or a best one this unlikely, are for a person to decide."""


class Understand:
    """Compiled once from a plan; `read_batch` is pure and may be called from several threads.

    `languages` are those the station works in; others are named only when the model is sure.
    """

    def __init__(self, plan: Plan | None = None, *, languages: Sequence[str] = LANGUAGES) -> None:
        self._language = LanguageDetector(languages)
        self._kinds = KindWords(_seeds(plan))
        self._made_by = {"understand": VERSION} | ({"plan": plan.version} if plan else {})

    def read(self, item: Post | Document) -> Reading:
        """The reading of one post; a `Document` spares cutting its words again."""
        document = item if isinstance(item, Document) else Document(item)
        lang, why_lang = self._lang(document)
        kinds, why = self._kinds.judge(document, lang)
        return Reading(
            lang=lang,
            kinds=kinds,
            unsure=_unsure(kinds, lang, document),
            why={"lang": (why_lang,), "kinds": why or (Reason("understand.kind.nothing"),)},
            made_by=self._made_by,
        )

    def read_batch(self, items: Sequence[Post | Document]) -> list[Reading]:
        """A reading for each, in order."""
        return [self.read(item) for item in items]

    def _lang(self, document: Document) -> tuple[str, Reason]:
        if document.lang:
            return document.lang, Reason("understand.lang.given", {"lang": document.lang})
        return self._language.detect(document.post.content)


def _unsure(kinds: tuple[Kind, ...], lang: str, document: Document) -> tuple[str, ...]:
    dims = [] if lang or not document.chunks else ["lang"]
    close = len(kinds) > 1 and kinds[0].p - kinds[1].p < CLOSE
    if close or (kinds[0].p < FAINT and kinds[0].kind != NONE):
        dims.append("kinds")
    return tuple(dims)


def _seeds(plan: Plan | None) -> dict[str, list[str]]:
    return {kind.id: kind.words for kind in plan[KINDS]} if plan else {}
