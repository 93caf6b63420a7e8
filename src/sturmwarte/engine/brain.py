"""The composition root: everything that is built from one plan, put together in one place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Protocol

from sturmwarte.core.listen.topics import TOPICS
from sturmwarte.core.plan.load import Loaded, load
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.plan.standing_in import Away
from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.query.percolator import Percolator
from sturmwarte.core.reason import Reason
from sturmwarte.core.rehearse import TESTS, Judged, Proved, Rehearsed, prove, rehearse
from sturmwarte.core.sections import SECTIONS
from sturmwarte.core.triage.recommend import Triage, build
from sturmwarte.core.triage.seen import Context as Around
from sturmwarte.core.triage.seen import Item
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.core.understand.language import LanguageDetector
from sturmwarte.core.understand.learned import LearnedVoter
from sturmwarte.core.understand.pool import Weights
from sturmwarte.core.understand.reader import Understand
from sturmwarte.core.understand.reading import Reading
from sturmwarte.core.understand.voters import Learned
from sturmwarte.engine import dayone
from sturmwarte.engine.own_model import own


@dataclass(frozen=True)
class Brain:
    """A plan at work. Built once per plan and day; never changed, so a batch has one brain throughout."""

    plan: Plan
    percolator: Percolator
    understand: Understand
    triage: Triage

    @property
    def version(self) -> str:
        return self.plan.version

    def match(self, documents: Sequence[Document]) -> list[list[str]]:
        """The topic ids of each post, sorted."""
        return self.percolator.match_batch(documents)

    def read(self, documents: Sequence[Document]) -> list[Reading]:
        return self.understand.read_batch(documents)

    def recommend(self, asked: Sequence[Item], now: datetime, away: Away = ()) -> list[Verdict]:
        """`away` are the people who are away although the plan does not say so."""
        return self.triage.recommend_batch(asked, now, away)

    def judge(self, post: Post, around: Around, now: datetime) -> Judged:
        """One post all the way, as the plan's own tests ask for it."""
        document = Document(post)
        (reading,) = self.read([document])
        document.lang = reading.lang
        (topics,) = self.match([document])
        (verdict,) = self.recommend([(post, reading, frozenset(topics), around)], now)
        return Judged(verdict, reading.best_kind)

    def rehearse(self) -> list[Rehearsed]:
        """The plan's own tests, each with what came of it."""
        return rehearse(self.plan, self.plan[TESTS], self.judge)

    def prove(self) -> list[Proved]:
        """The examples of the plan's own rules, each with what came of it."""
        return prove(self.plan, self.triage, self.understand.read)


class Taught(Protocol):
    """What the company's own labels taught: a voter, and how much each voter counts."""

    @property
    def number(self) -> int: ...
    @property
    def voter(self) -> LearnedVoter: ...
    @property
    def weights(self) -> Mapping[str, Weights]: ...


def make(plan: Plan, today: date, taught: Taught | None = None) -> Brain:
    """Puts a plan to work. Topics that have expired are no longer listened for: their purpose has ended."""
    topics = {t.id: t.query for t in plan[TOPICS] if t.expires is None or t.expires >= today}
    return Brain(plan, Percolator(topics), _understand(plan, taught), build(plan))


def _understand(plan: Plan, taught: Taught | None) -> Understand:
    prior, (voters, weights, made_by) = dayone.learned(), own(plan)
    if taught is not None:
        made_by = {**made_by, "team": str(taught.number)}
        voters, weights = (*voters, Learned(taught.voter)), {**weights, **taught.weights}
    return Understand(plan, prior=prior, voters=voters, weights=weights, made_by=made_by)


def read_plan(files: Mapping[str, str]) -> Loaded:
    """The plan in these files, checked by every stage's section."""
    return load(files, SECTIONS)


def languages(posts: Sequence[Post]) -> list[tuple[str, Reason]]:
    """Per post its language and why; needs no plan."""
    return _detector().detect_batch([post.content for post in posts])


@cache
def _detector() -> LanguageDetector:
    return LanguageDetector()
