"""From a post and its reading to a recommendation: the first rule that fires decides, and says why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import msgspec

from sturmwarte.core.plan.channels import CHANNELS
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.plan.standing_in import Away
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.checks import REMEMBERED_KINDS, Setup, compiled, facts
from sturmwarte.core.triage.checks import kind as kind_check
from sturmwarte.core.triage.deadlines import DEADLINES, Deadline, deadline, span_text
from sturmwarte.core.triage.hiding import hideable
from sturmwarte.core.triage.hours import calendar_of
from sturmwarte.core.triage.names import names_of
from sturmwarte.core.triage.ownership import Assignment, Roster, kind_in_charge
from sturmwarte.core.triage.rule import STANDARD_WIRE, Rule
from sturmwarte.core.triage.section import TRIAGE, rules_of
from sturmwarte.core.triage.seen import NOTHING_KNOWN, Check, Context, Item, Seen
from sturmwarte.core.triage.shipped import VERSION, default_rules
from sturmwarte.core.triage.tripwire import RULE as TRIPWIRE
from sturmwarte.core.triage.verdict import NEEDS_WORK, Duty, Tried, Verdict
from sturmwarte.core.triage.words import Words
from sturmwarte.core.understand.kinds_section import KINDS
from sturmwarte.core.understand.reading import Kind, Reading

OWNER, DEADLINE, PRIORITY, NO_RULE = "owner", "deadline", "priority", "no_rule"
"""Pseudo-rules: entries of `Verdict.reasons` that explain who and until when. No rule may have these ids."""

_PRIORITY = {"answer_now": 1, "escalate": 2, "hide": 3, "answer": 3, "community": 4, "watch": 5, "ignore": 5}

LEAST_RECALLED = 3
"""The least priority of a post that a tripwire brings back: an answer may be due now."""

NOBODY_NEEDED = Assignment(None, None, Reason("triage.owner.not_needed"))


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: Rule
    check: Check
    gate: Check | None
    hides: Check | None
    key: str

    def refused(self, seen: Seen) -> Tried | None:
        """The refusal for which the best kind is enough."""
        if self.gate is None:
            return None
        passes, why = self.gate(seen)
        return None if passes else Tried(self.rule.id, False, why)

    def tried(self, seen: Seen) -> Tried:
        fires, why = self.check(seen)
        if fires and self.hides is not None:
            may, reason = self.hides(seen)
            fires, why = may, (why if may else reason)
        if not fires:
            return Tried(self.rule.id, False, why)
        return Tried(self.rule.id, True, self._because(why))

    def _because(self, why: Reason) -> Reason:
        """The rule's sentence, with the facts that made it fire beneath; own words win over standard ones."""
        own = self.rule.reason.pair() if self.rule.reason else {}
        because = why.args["because"] if why.key == "triage.all_of" else facts([why])
        return Reason(self.key, {**own, "because": because})


class Triage:
    """The compiled rules of a plan. Pure: the same arguments always give the same verdict."""

    def __init__(self, plan: Plan, defaults: Sequence[Rule]) -> None:
        section = plan[TRIAGE]
        kinds = {kind.id: kind for kind in plan[KINDS]}
        channels = {channel.id: channel for channel in plan[CHANNELS]}
        self.calendar = calendar_of(plan)
        self._words = Words()
        self._setup = Setup(
            frozenset(channels),
            self.calendar,
            section.author_history is not None,
            self._words,
            names_of(plan),
        )
        shipped = {rule.id: rule for rule in defaults}
        self.rules = rules_of(section, defaults)
        self._compiled = [self._compile(rule, shipped.get(rule.id) is rule) for rule in self.rules]
        self._deadlines = plan[DEADLINES]
        self._roster = Roster(plan, kinds, channels)
        self._priorities = {name: kind.priority for name, kind in kinds.items()}
        self._refusals: dict[tuple[Kind, ...], list[Tried | None]] = {}
        self._by_id = {rule.id: rule for rule in self.rules}
        # The same few answers serve nearly all posts.
        self._urgency = lru_cache(maxsize=2000)(self._urgency_of)
        self._assigned = lru_cache(maxsize=10_000)(self._assign)
        self._made_by = {"plan": plan.version, "rules": VERSION}

    def _compile(self, rule: Rule, is_shipped: bool) -> _Compiled:
        key = f"triage.rule.{rule.id}" if is_shipped else "triage.own_rule"
        asks_best = rule.when.kind is not None and rule.when.probability is None
        return _Compiled(
            rule,
            compiled(rule.when, self._setup),
            kind_check(rule.when, self._setup) if asks_best else None,
            hideable(self._setup) if rule.hides else None,
            "triage.own_sentence" if rule.reason else key,
        )

    def recommend(
        self,
        post: Post,
        reading: Reading,
        topics: Iterable[str] = (),
        context: Context = NOTHING_KNOWN,
        now: datetime | None = None,
        away: Away = (),
    ) -> Verdict:
        """The recommendation for one post.

        `now` (aware) only decides who is absent today and stands in for a post without `received_at`;
        deadlines count from `received_at`. A post with neither time and no `now` is a `ValueError`.
        `away` are the people who are away although the plan does not say so.
        """
        return self.recommend_batch([(post, reading, frozenset(topics), context)], now, away)[0]

    def recommend_batch(
        self, items: Sequence[Item], now: datetime | None = None, away: Away = ()
    ) -> list[Verdict]:
        """As `recommend`, for (post, reading, topics, context) each; words are matched in one go."""
        hits = self._words.match(items)
        return [self._judge(item, words, now, away) for item, words in zip(items, hits, strict=True)]

    def _judge(self, item: Item, words: frozenset[str], now: datetime | None, away: Away) -> Verdict:
        post, reading, topics, context = item
        arrived = post.received_at or post.created_at or now
        if arrived is None:
            raise ValueError(f"post {post.id!r} has no received_at, and no `now` stands in for it")
        seen = Seen(post, reading, topics, context, arrived, words)
        failed: list[Tried] = []
        for one, known in zip(self._compiled, self._ruled_out(seen), strict=True):
            tried = known or one.tried(seen)
            if tried.fired:
                return self._verdict(one.rule, tried, failed, seen, now or arrived, away)
            failed.append(tried)
        return Verdict(
            verdict="watch",
            priority=5,
            tripwire=STANDARD_WIRE.tripwire(),
            reasons=(Tried(NO_RULE, True, Reason("triage.no_rule")), *failed),
            made_by=self._made_by,
        )

    def _ruled_out(self, seen: Seen) -> list[Tried | None]:
        """Per rule its refusal where the best kind alone settles that, else None.

        Remembered per best kind: most rules ask for it, and it is the same for many posts.
        """
        best = seen.reading.kinds[:1]
        row = self._refusals.get(best)
        if row is None:
            if len(self._refusals) >= REMEMBERED_KINDS:
                self._refusals.clear()
            self._refusals[best] = row = [one.refused(seen) for one in self._compiled]
        return row

    def _verdict(
        self, rule: Rule, fired: Tried, failed: list[Tried], seen: Seen, now: datetime, away: Away
    ) -> Verdict:
        kind = kind_in_charge(fired.why, seen.reading.best_kind)
        priority, why_priority, spans, why_deadline = self._urgency(rule.id, kind)
        who = NOBODY_NEEDED
        if rule.verdict != "ignore":
            day = self.calendar.day(now)
            who = self._assigned(rule.id, kind, seen.post.channel, seen.topics, day, away)
        quiet = rule.verdict in ("watch", "ignore")
        return Verdict(
            verdict=rule.verdict,
            also=_duties(rule),
            priority=priority,
            owner=who.owner,
            deputy=who.deputy,
            deadline=self._end(seen.arrived, spans.reply, spans),
            acknowledge_by=self._end(seen.arrived, spans.acknowledge, spans),
            tripwire=(rule.tripwire or STANDARD_WIRE).tripwire() if quiet or rule.tripwire else None,
            reasons=(fired, *failed, why_priority, Tried(OWNER, True, who.why), why_deadline),
            made_by=self._made_by,
        )

    def brought_back(  # noqa: PLR0917 - what it was, and what has become of it
        self,
        verdict: Verdict,
        post: Post,
        reading: Reading,
        topics: Iterable[str],
        why: Reason,
        now: datetime,
        away: Away = (),
    ) -> Verdict:
        """What to do with a watched or ignored post whose tripwire was crossed: `why` tells by what.

        Somebody is to answer it: by owner and priority of its kind, at least priority 3, counted from `now`,
        because until now it was nobody's work. The rules that were tried before stay in the reasons.
        """
        kind = reading.best_kind
        priority = min(verdict.priority, self._priorities.get(kind, LEAST_RECALLED), LEAST_RECALLED)
        spans = self._deadlines.get(priority) or Deadline()
        day = self.calendar.day(now)
        who = self._roster.assign(None, kind, post.channel, frozenset(topics), day, away)
        before = (tried for tried in verdict.reasons if tried.rule not in (PRIORITY, OWNER, DEADLINE))
        return msgspec.structs.replace(
            verdict,
            verdict="answer",
            priority=priority,
            owner=who.owner,
            deputy=who.deputy,
            deadline=self._end(now, spans.reply, spans),
            acknowledge_by=self._end(now, spans.acknowledge, spans),
            reasons=(
                Tried(TRIPWIRE, True, why),
                *before,
                Tried(
                    PRIORITY,
                    True,
                    Reason("triage.priority.verdict", {"priority": priority, "verdict": "answer"}),
                ),
                Tried(OWNER, True, who.why),
                Tried(DEADLINE, True, self._why_spans(spans, priority, "priority")),
            ),
            made_by=self._made_by,
        )

    def _end(self, start: datetime, span: timedelta | None, spans: Deadline) -> datetime | None:
        return deadline(start, span, spans.clock, self.calendar) if span else None

    def _urgency_of(self, rule_id: str, kind: str) -> tuple[int, Tried, Deadline, Tried]:
        """Priority and deadline spans of a rule for a kind, each with its reason."""
        rule = self._by_id[rule_id]
        priority, why = self._priority(rule, kind)
        spans, why_spans = self._spans(rule, priority)
        return priority, Tried(PRIORITY, True, why), spans, Tried(DEADLINE, True, why_spans)

    def _priority(self, rule: Rule, kind: str) -> tuple[int, Reason]:
        """The rule's own, else the kind's of the plan, else what the verdict suggests."""
        if rule.priority is not None:
            return rule.priority, Reason("triage.priority.rule", {"priority": rule.priority})
        if rule.verdict in NEEDS_WORK and kind in self._priorities:
            priority = self._priorities[kind]
            return priority, Reason("triage.priority.kind", {"priority": priority, "kind": kind})
        priority = _PRIORITY[rule.verdict]
        return priority, Reason("triage.priority.verdict", {"priority": priority, "verdict": rule.verdict})

    def _spans(self, rule: Rule, priority: int) -> tuple[Deadline, Reason]:
        if rule.verdict not in NEEDS_WORK:
            return Deadline(), Reason("triage.deadline.none", {"verdict": rule.verdict})
        spans = rule.deadline or self._deadlines.get(priority) or Deadline()
        return spans, self._why_spans(spans, priority, "rule" if rule.deadline else "priority")

    @staticmethod
    def _why_spans(spans: Deadline, priority: int, source: str) -> Reason:
        longest = spans.reply or spans.acknowledge
        if longest is None:
            return Reason("triage.deadline.unset", {"priority": priority})
        args = {"span": span_text(longest), "priority": priority}
        return Reason(f"triage.deadline.{source}.{spans.clock}", args)

    def _assign(
        self, rule_id: str, kind: str, channel: str, topics: frozenset[str], day: date, away: Away
    ) -> Assignment:
        rule, named = self._by_id[rule_id], None
        if rule.owner:
            named = rule.owner, rule.deputy, Reason("triage.owner.rule", {"owner": rule.owner})
        return self._roster.assign(named, kind, channel, topics, day, away)


def _duties(rule: Rule) -> tuple[Duty, ...]:
    """Whoever proposes hiding also proposes to keep the evidence first."""
    if rule.hides and "preserve" not in rule.also:
        return (*rule.also, "preserve")
    return tuple(rule.also)


def build(plan: Plan, *, defaults: Sequence[Rule] | None = None) -> Triage:
    """Compiles a plan once; `defaults` replaces the shipped rules (tests, other packs)."""
    return Triage(plan, default_rules() if defaults is None else defaults)
