"""Opens cases for posts that need work, or lets the post join the case of its conversation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db.models import Q

from sturmwarte.core.post import Post
from sturmwarte.core.triage.tripwire import RULE as TRIPWIRE
from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.core.understand.reading import Reading
from sturmwarte.station.ledger.announce import announce_all
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.rows import insert, insert_told
from sturmwarte.station.respond.actions.come_back import Why, come_back
from sturmwarte.station.respond.models import Case, CasePost, Decision
from sturmwarte.station.respond.results import IGNORED

Identity = tuple[str, str]
_FIRST = (
    *("run", "thread", "network", "post", "channel", "topics", "kind", "verdict", "sentiment", "lang"),
    *("priority", "owner", "deputy", "private", "acknowledge_by", "deadline", "opened_at", "moved_at"),
)
"""What a case holds when it begins."""


class Judged(Protocol):
    """What is asked of an entry: the archive's `Entry` has it all."""

    @property
    def post(self) -> Post: ...
    @property
    def topics(self) -> Sequence[str]: ...
    @property
    def reading(self) -> Reading | None: ...
    @property
    def verdict(self) -> Verdict | None: ...


@dataclass
class Opened:
    """Which cases (by id) began, got another post, or became more urgent."""

    opened: list[int] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    updated: list[int] = field(default_factory=list)


def open_for(entries: Iterable[Judged], run: str, now: datetime) -> Opened:
    """Call it in the transaction that stores the posts, with those that are new, edited or brought back.

    A post joins the open case of its conversation, whether or not it needs work itself, so that the case
    shows our own answer too. A post that needs work and has no open case begins one; but a post that
    already had a case does not get a second, unless it has become more urgent since.
    """
    entries = list(entries)
    desk = _Desk(entries, run, now)
    for entry in entries:
        desk.place(entry)
    return desk.finish()


class _Desk:
    """The cases a batch touches, read once and written once."""

    def __init__(self, entries: Sequence[Judged], run: str, now: datetime) -> None:
        self.run, self.now, self.done = run, now, Opened()
        self._cases: dict[int, Case] = {}
        self._of_post: dict[Identity, list[Case]] = {}
        self._of_thread: dict[str, Case] = {}
        self._fresh: list[Case] = []
        self._touched: set[int] = set()
        self._added: list[tuple[Case, Identity]] = []
        self._deadlines: list[tuple[Case, str, datetime]] = []
        self._raised: dict[int, Case] = {}
        self._answered: list[Case] = []
        self._back: dict[Why, list[Case]] = {"post": [], "tripwire": []}
        self._load(entries)

    def _load(self, entries: Sequence[Judged]) -> None:
        ids = {name for e in entries for name in (e.post.id, e.post.in_reply_to, e.post.root) if name}
        for link in CasePost.objects.filter(post__in=ids, case__run=self.run).select_related("case"):
            case = self._cases.setdefault(link.case_id, link.case)
            self._of_post.setdefault((link.network, link.post), []).append(case)
        threads = {thread_of(e.post) for e in entries if e.verdict and e.verdict.needs_work}
        for case in Case.objects.filter(~Q(state=Case.State.CLOSED), run=self.run, thread__in=threads):
            self._of_thread[case.thread] = self._cases.setdefault(case.pk, case)

    def place(self, entry: Judged) -> None:
        post, verdict = entry.post, entry.verdict
        known = self._of_post.get(post.identity, [])
        case = self._open_case(post) or self._ignored(known, verdict)
        if case is not None:
            self._join(case, entry)
        elif verdict and verdict.needs_work and all(verdict.priority < old.priority for old in known):
            self._open(entry, verdict)

    def _open_case(self, post: Post) -> Case | None:
        network = post.identity[0]
        found = [self._of_thread.get(thread_of(post))]
        for name in (post.id, post.in_reply_to, post.root):
            found += self._of_post.get((network, name), []) if name else []
        return next((case for case in found if case and case.state != Case.State.CLOSED), None)

    def _ignored(self, known: Sequence[Case], verdict: Verdict | None) -> Case | None:
        """The case somebody ignored, open again: its tripwire was crossed, and what was thought of it stands
        there. None where the conversation has a newer one."""
        newest = max(known, key=lambda case: case.pk, default=None)
        if newest is None or newest.result != IGNORED or verdict is None or verdict.rule != TRIPWIRE:
            return None
        if Case.objects.filter(run=self.run, thread=newest.thread).exclude(state=Case.State.CLOSED).exists():
            return None
        newest.state = Case.State.TAKEN if newest.taken_by_id else Case.State.OPEN
        newest.result, newest.closed_at = "", None
        newest.deadline, newest.acknowledge_by = verdict.deadline, verdict.acknowledge_by
        Case.objects.filter(pk=newest.pk).update(state=newest.state, result="", closed_at=None)
        Decision.objects.create(case=newest, at=self.now, action="back_tripwire", recommended=verdict.verdict)
        self._raised[newest.pk] = newest
        self._watch_deadline(newest)
        self._touch(newest)
        return newest

    def _touch(self, case: Case) -> None:
        """Something happened that people should see, if nothing else was told of it."""
        if case.pk and case.pk not in self._touched:
            self._touched.add(case.pk)
            self.done.joined.append(case.pk)

    def _open(self, entry: Judged, verdict: Verdict) -> None:
        """A case without a number: it is written, and gets one, when the batch is through."""
        post = entry.post
        case = Case(
            run=self.run,
            thread=thread_of(post),
            network=post.identity[0],
            post=post.id,
            channel=post.channel,
            topics=list(entry.topics),
            kind=entry.reading.best_kind if entry.reading else "none",
            verdict=verdict.verdict,
            sentiment=_sentiment(entry.reading),
            lang=entry.reading.lang if entry.reading else "",
            priority=verdict.priority,
            owner=verdict.owner or "",
            deputy=verdict.deputy or "",
            private=post.is_private,
            acknowledge_by=verdict.acknowledge_by,
            deadline=verdict.deadline,
            opened_at=self.now,
            moved_at=self.now,
        )
        self._of_thread[case.thread] = case
        self._fresh.append(case)
        self._add(case, post)
        self._watch_deadline(case)

    def _join(self, case: Case, entry: Judged) -> None:
        verdict = entry.verdict
        if case not in self._of_post.get(entry.post.identity, []):
            self._add(case, entry.post)
            self._touch(case)
            if not entry.post.own:
                self._back["post"].append(case)
            elif self._answers(case, entry.post):
                self._answer(case)
        elif verdict and verdict.rule == TRIPWIRE:
            self._back["tripwire"].append(case)
        if verdict and verdict.needs_work and _more_urgent(case, verdict):
            self._raise(case, entry, verdict)

    def _answers(self, case: Case, post: Post) -> bool:
        """Not our own post that began the conversation and was fetched with it."""
        return case in self._of_post.get((post.identity[0], post.in_reply_to), [])

    def _answer(self, case: Case) -> None:
        """One of us has answered, on the platform itself or through the station: the deadline is met."""
        case.deadline = case.acknowledge_by = None
        self._change(case)
        self._answered.append(case)

    def _raise(self, case: Case, entry: Judged, verdict: Verdict) -> None:
        """The more urgent post decides what the case is; whoever has taken it keeps it."""
        if verdict.priority < case.priority:
            case.verdict, case.owner, case.deputy = (
                verdict.verdict,
                verdict.owner or case.owner,
                verdict.deputy or "",
            )
            case.kind = entry.reading.best_kind if entry.reading else case.kind
        case.priority = min(case.priority, verdict.priority)
        case.deadline = _earlier(case.deadline, verdict.deadline)
        case.acknowledge_by = _earlier(case.acknowledge_by, verdict.acknowledge_by)
        self._change(case)
        if case.pk and case.pk not in self.done.updated:
            self.done.updated.append(case.pk)
        self._watch_deadline(case)

    def _change(self, case: Case) -> None:
        """A new case is written with what it has become."""
        if case.pk:
            self._raised[case.pk] = case

    def _add(self, case: Case, post: Post) -> None:
        self._added.append((case, post.identity))
        self._of_post.setdefault(post.identity, []).append(case)

    def _watch_deadline(self, case: Case) -> None:
        for word, moment in (("acknowledge", case.acknowledge_by), ("deadline", case.deadline)):
            if moment is not None:
                self._deadlines.append((case, word, moment))

    def finish(self) -> Opened:
        self._begin()
        posts = [(case.pk, *identity, self.now) for case, identity in self._added]
        insert(CasePost, ("case", "network", "post", "added_at"), posts, "ON CONFLICT DO NOTHING")
        Case.objects.bulk_update(
            self._raised.values(),
            ["priority", "deadline", "acknowledge_by", "verdict", "owner", "deputy", "kind"],
        )
        Decision.objects.bulk_create(
            Decision(case=case, at=self.now, action="answered", recommended=case.verdict)
            for case in self._answered
        )
        Case.objects.filter(pk__in=self.done.joined).update(moved_at=self.now)
        for why, cases in self._back.items():
            come_back(cases, why, self.now)
        # The revision is not raised by a post that arrives: a person closing the case meanwhile must not
        # be told that a colleague was faster. Their page is refreshed by the change below.
        touched = dict.fromkeys([*self.done.opened, *self.done.joined, *self.done.updated])
        announce_all("case", [str(pk) for pk in touched], self.now, self.run)
        schedule(*map(self._due, self._deadlines))
        return self.done

    def _begin(self) -> None:
        """Writes the new cases, in one statement. A conversation has one open case, and so tells them
        apart."""
        values = [[getattr(case, name) for name in _FIRST] for case in self._fresh]
        numbers = insert_told(Case, _FIRST, values, by="thread")
        for case in self._fresh:
            case.pk = numbers[case.thread]
            self.done.opened.append(case.pk)

    def _due(self, deadline: tuple[Case, str, datetime]) -> Due:
        case, word, moment = deadline
        return Due(word, f"{word}:{case.pk}:{int(moment.timestamp())}", moment, self.run, {"case": case.pk})


def thread_of(post: Post) -> str:
    """The conversation's name: network and the id of its first known post."""
    return f"{post.identity[0]}:{post.root or post.in_reply_to or post.id}"[:700]


def _more_urgent(case: Case, verdict: Verdict) -> bool:
    earlier = _earlier(case.deadline, verdict.deadline) != case.deadline
    return verdict.priority < case.priority or earlier


def _sentiment(reading: Reading | None) -> str:
    return reading.sentiment.label if reading and reading.sentiment else ""


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)
