"""Reads posts: every dimension by several voters, what they agree on, and why.

Words and names judge from the first day; the shipped seeds' learners (`prior`) and the company's own (`team`)
join when they are given. `weights` tell how much each counts.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sturmwarte.core.plan.company import COMPANY
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.aspects import Aspects, Spoken
from sturmwarte.core.understand.deciding import Decided, decide, reasons, urgent
from sturmwarte.core.understand.dimensions import KINDS, Dimension, with_kinds
from sturmwarte.core.understand.kinds import KindWords
from sturmwarte.core.understand.kinds_section import KINDS as KINDS_SECTION
from sturmwarte.core.understand.kinds_section import built_in
from sturmwarte.core.understand.language import LanguageDetector
from sturmwarte.core.understand.learned import LearnedVoter, Look
from sturmwarte.core.understand.lexicon import LANGUAGES, VERSION
from sturmwarte.core.understand.lists import Lists
from sturmwarte.core.understand.pool import Weights
from sturmwarte.core.understand.reading import Reading
from sturmwarte.core.understand.relevance import Relevance
from sturmwarte.core.understand.tone.voter import ToneVoter as Tone
from sturmwarte.core.understand.voters import Batch, BrandVoter, KindVoter, Learned, ToneVoter, Voter
from sturmwarte.core.understand.votes import Votes
from sturmwarte.core.understand.weights import by_rules, shipped

Item = Post | Document


class Understand:
    """Compiled once from a plan; `read_batch` is pure and may be called from several threads.

    `languages` are those the station works in; others are named only when the model is sure. `voters` join
    those by rules; `weights`, by dimension, overrule the shipped ones.
    """

    def __init__(
        self,
        plan: Plan | None = None,
        *,
        prior: LearnedVoter | None = None,
        voters: Sequence[Voter] = (),
        weights: Mapping[str, Weights] | None = None,
        languages: Sequence[str] = LANGUAGES,
        made_by: Mapping[str, str] | None = None,
    ) -> None:
        self._language = LanguageDetector(languages)
        self._aspects = Aspects()
        listed = plan[KINDS_SECTION] if plan else built_in()
        self._priority = {kind.id: kind.priority for kind in listed}
        own = {kind.id: kind.words for kind in listed}
        self.dimensions: Mapping[str, Dimension] = with_kinds(tuple(own))
        words, tone = KindWords(own), Tone(languages)
        relevance = Relevance([plan[COMPANY].name, *plan[COMPANY].brands] if plan else [])
        self._lists = Lists(words, tone, relevance, self._aspects)
        self._voters: list[Voter] = [KindVoter(words, alone=prior is None), ToneVoter(tone)]
        self._voters += [BrandVoter(relevance)] if plan else []
        self._voters += [Learned(prior)] if prior else []
        self._voters += voters
        learned = [voter.learned for voter in self._voters if isinstance(voter, Learned)]
        self._features = learned[0].features if learned else None
        self.weights = {**(shipped() if prior else by_rules()), **(weights or {})}
        self._made_by = {"understand": VERSION, **(made_by or {})} | ({"plan": plan.version} if plan else {})

    def read(self, item: Item) -> Reading:
        """The reading of one post; a `Document` spares cutting its words again."""
        return self.read_batch([item])[0]

    def read_batch(self, items: Sequence[Item]) -> list[Reading]:
        """A reading for each, in order."""
        if not items:
            return []
        documents = [item if isinstance(item, Document) else Document(item) for item in items]
        told = [self._lang(document) for document in documents]
        langs = [lang for lang, _ in told]
        batch = self._batch(documents, langs)
        decided = self._decided(self._votes(batch))
        spoken = [self._aspects.spoken(*listed) for listed in batch.listed(self._aspects)]
        return [
            self._reading(row, document, told[row], decided, spoken[row])
            for row, document in enumerate(documents)
        ]

    def _decided(self, votes: dict[str, list[Votes]]) -> list[Decided]:
        done: dict[str, Decided] = {}
        for name in self.dimensions:
            if name == "urgency" and KINDS in done:
                votes.setdefault(name, []).append(urgent(done[KINDS], self._priority))
            if name in votes:
                done[name] = decide(self.dimensions[name], votes[name], self.weights[name])
        return list(done.values())

    def votes(self, documents: Sequence[Document], langs: Sequence[str]) -> dict[str, list[Votes]]:
        """By dimension, what each voter says."""
        return self._votes(self._batch(documents, langs))

    def _batch(self, documents: Sequence[Document], langs: Sequence[str]) -> Batch:
        texts = [document.text for document in documents]
        look = Look(self._features.transform(texts)) if self._features else None
        found = [self._lists.find(d, lang) for d, lang in zip(documents, langs, strict=True)]
        return Batch(documents, langs, look, found)

    def _votes(self, batch: Batch) -> dict[str, list[Votes]]:
        votes: dict[str, list[Votes]] = {}
        for voter in self._voters:
            for name, vote in voter.votes(batch, self.dimensions).items():
                votes.setdefault(name, []).append(vote)
        return votes

    def _reading(
        self,
        row: int,
        document: Document,
        told: tuple[str, Reason],
        decided: Sequence[Decided],
        spoken: Spoken,
    ) -> Reading:
        lang, why_lang = told
        found: dict[str, Any] = {}
        why: dict[str, tuple[Reason, ...]] = {"lang": (why_lang,)}
        doubtful = [] if lang or not document.chunks else ["lang"]
        for one in decided:
            name = one.dimension.id
            found[name] = one.values[row]
            if said := reasons(one, row):
                why[name] = said
            if one.doubtful[row]:
                doubtful.append(name)
        if spoken.aspects:
            why["aspects"] = _named(spoken)
        return Reading(
            lang=lang, aspects=spoken.aspects, unsure=tuple(doubtful), why=why, made_by=self._made_by, **found
        )

    def _lang(self, document: Document) -> tuple[str, Reason]:
        if document.lang:
            return document.lang, Reason("understand.lang.given", {"lang": document.lang})
        return self._language.detect(document.post.content)


def _named(spoken: Spoken) -> tuple[Reason, ...]:
    return tuple(
        Reason("understand.aspect", {"aspect": aspect, "words": list(words), "at": list(words.values())})
        for aspect, words in spoken.words.items()
    )
