"""A case as a row of the list: everything worked out, nothing left for the template to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.archive.pages.reasons import sentence
from sturmwarte.station.archive.pages.view import author_of, opening
from sturmwarte.station.archive.records import Found
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond.due import due_of, is_overdue
from sturmwarte.station.respond.models import Case, Decision
from sturmwarte.station.respond.pages.posts import first_posts


@dataclass(frozen=True)
class Row:
    """`author`, `excerpt` and `reason` are empty where the post has been deleted since."""

    case: Case
    overdue: bool
    author: str
    excerpt: str
    reason: str
    channel: str
    topics: list[str]
    owner: str
    gone: bool
    answered: bool

    @property
    def id(self) -> str:
        """As text: a template would look for the separators of a number, six times a row."""
        return str(self.case.pk)

    @property
    def stamp(self) -> int:
        """When something last happened, in milliseconds: the browser remembers which one it has seen."""
        return int((self.case.moved_at or self.case.opened_at).timestamp() * 1000)

    @property
    def due(self) -> datetime | None:
        return due_of(self.case)


def rows(cases: Sequence[Case], plan: ActivePlan, now: datetime) -> list[Row]:
    posts, done = first_posts(cases), answered(cases)
    return [row(case, posts.get(case.pk), plan, now, case.pk in done) for case in cases]


def answered(cases: Sequence[Case]) -> frozenset[int]:
    """The ids of those whose last question we have answered: a new one brings a deadline of its own."""
    open_ones = [case.pk for case in cases if case.deadline is None and case.state != Case.State.CLOSED]
    told = Decision.objects.filter(case__in=open_ones, action="answered")
    return frozenset(told.values_list("case", flat=True))


def row(case: Case, found: Found | None, plan: ActivePlan, now: datetime, is_answered: bool = False) -> Row:
    gone = found is None or found.deleted_at is not None or found.held
    return Row(
        case=case,
        overdue=is_overdue(case, now),
        author=author_of(found.post) if found else "",
        excerpt="" if found is None or gone else excerpt(opening(found.post)),
        reason=main_reason(found, plan),
        channel=plan.name(case.channel, "channels"),
        topics=[plan.name(topic, "topics") for topic in case.topics],
        owner=owner(case, plan),
        gone=gone,
        answered=is_answered,
    )


def owner(case: Case, plan: ActivePlan) -> str:
    """Who has it: whoever took it, else who the plan names."""
    return str(case.taken_by) if case.taken_by else plan.name(case.owner)


def main_reason(found: Found | None, plan: ActivePlan) -> str:
    """The sentence of the rule that fired."""
    return sentence(found.verdict, plan) if found and found.verdict else ""
