"""From a post and its reading to a recommendation: the first rule that fires decides, and says why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sturmwarte.core.plan.channels import CHANNELS
from sturmwarte.core.plan.section import Plan
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.checks import Setup, compiled, facts
from sturmwarte.core.triage.deadlines import DEADLINES, Deadline, deadline, span_text
from sturmwarte.core.triage.hiding import hideable
from sturmwarte.core.triage.hours import calendar_of
from sturmwarte.core.triage.ownership import Assignment, Roster
from sturmwarte.core.triage.rule import STANDARD_WIRE, Rule
from sturmwarte.core.triage.section import TRIAGE, rules_of
from sturmwarte.core.triage.seen import NOTHING_KNOWN, Check, Context, Item, Seen
from sturmwarte.core.triage.shipped import VERSION, default_rules
from sturmwarte.core.triage.verdict import NEEDS_WORK, Duty, Tried, Verdict
from sturmwarte.core.triage.words import Words
from sturmwarte.core.understand.kinds_section import KINDS
from sturmwarte.core.understand.reading import Reading

OWNER, DEADLINE, PRIORITY, NO_RULE = "owner", "deadline", "priority", "no_rule"
"""Pseudo-rules: entries of `Verdict.reasons` that explain who and until when. No rule may have these ids."""

_PRIORITY = {"answer_now": 1, "escalate": 2, "hide": 3, "answer": 3, "community": 4, "watch": 5, "ignore": 5}

_ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: Rule
    check: Check
    hides: Check | None
    key: str

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
            frozenset(channels), self.calendar, section.author_history is not None, self._words
        )
        shipped = {rule.id: rule for rule in defaults}
        self.rules = rules_of(section, defaults)
        self._compiled = [self._compile(rule, shipped.get(rule.id) is rule) for rule in self.rules]
        self._deadlines = plan[DEADLINES]
        self._roster = Roster(plan, kinds, channels)
        self._priorities = {name: kind.priority for name, kind in kinds.items()}
        self._made_by = {"plan": plan.version, "rules": VERSION}

    def _compile(self, rule: Rule, is_shipped: bool) -> _Compiled:
        key = f"triage.rule.{rule.id}" if is_shipped else "triage.own_rule"
        key = "triage.own_sentence" if rule.reason else key
        return _Compiled(
            rule, compiled(rule.when, self._setup), hideable(self._setup) if rule.hides else None, key
        )

    def recommend(
        self,
        post: Post,
        reading: Reading,
        topics: Iterable[str] = (),
        context: Context = NOTHING_KNOWN,
        now: datetime | None = None,
    ) -> Verdict:
        """The recommendation for one post.

        `now` (aware) only decides who is absent today and stands in for a post without `received_at`;
        deadlines count from `received_at`. A post with neither time and no `now` is a `ValueError`.
        """
        return self.recommend_batch([(post, reading, frozenset(topics), context)], now)[0]

    def recommend_batch(self, items: Sequence[Item], now: datetime | None = None) -> list[Verdict]:
        """As `recommend`, for (post, reading, topics, context) each; words are matched in one go."""
        hits = self._words.match(items)
        return [self._judge(item, words, now) for item, words in zip(items, hits, strict=True)]

    def _judge(self, item: Item, words: frozenset[str], now: datetime | None) -> Verdict:
        post, reading, topics, context = item
        arrived = post.received_at or post.created_at or now
        if arrived is None:
            raise ValueError(f"post {post.id!r} has no received_at, and no `now` stands in for it")
        seen = Seen(post, reading, topics, context, arrived, words)
        failed: list[Tried] = []
        for one in self._compiled:
            tried = one.tried(seen)
            if tried.fired:
                return self._verdict(one.rule, tried, failed, seen, now or arrived)
            failed.append(tried)
        return Verdict(
            verdict="watch",
            priority=5,
            tripwire=STANDARD_WIRE.tripwire(),
            reasons=(Tried(NO_RULE, True, Reason("triage.no_rule")), *failed),
            made_by=self._made_by,
        )

    def _verdict(self, rule: Rule, fired: Tried, failed: list[Tried], seen: Seen, now: datetime) -> Verdict:
        priority, why_priority = self._priority(rule, seen)
        who = Assignment(None, None, Reason("triage.owner.not_needed"))
        if rule.verdict != "ignore":
            who = self._assigned(rule, seen, now)
        acknowledge_by, reply_by, why = self._until(rule, priority, seen)
        quiet = rule.verdict in ("watch", "ignore")
        return Verdict(
            verdict=rule.verdict,
            also=_duties(rule),
            priority=priority,
            owner=who.owner,
            deputy=who.deputy,
            deadline=reply_by,
            acknowledge_by=acknowledge_by,
            tripwire=(rule.tripwire or STANDARD_WIRE).tripwire() if quiet or rule.tripwire else None,
            reasons=(
                fired,
                *failed,
                Tried(PRIORITY, True, why_priority),
                Tried(OWNER, True, who.why),
                Tried(DEADLINE, True, why),
            ),
            made_by=self._made_by,
        )

    def _priority(self, rule: Rule, seen: Seen) -> tuple[int, Reason]:
        """The rule's own, else the kind's of the plan, else what the verdict suggests."""
        kind = seen.reading.best_kind
        if rule.priority is not None:
            return rule.priority, Reason("triage.priority.rule", {"priority": rule.priority})
        if rule.verdict in NEEDS_WORK and kind in self._priorities:
            priority = self._priorities[kind]
            return priority, Reason("triage.priority.kind", {"priority": priority, "kind": kind})
        priority = _PRIORITY[rule.verdict]
        return priority, Reason("triage.priority.verdict", {"priority": priority, "verdict": rule.verdict})

    def _assigned(self, rule: Rule, seen: Seen, now: datetime) -> Assignment:
        named = None
        if rule.owner:
            named = rule.owner, rule.deputy, Reason("triage.owner.rule", {"owner": rule.owner})
        day = self.calendar.day(now)
        return self._roster.assign(named, seen.reading.best_kind, seen.post.channel, seen.topics, day)

    def _until(
        self, rule: Rule, priority: int, seen: Seen
    ) -> tuple[datetime | None, datetime | None, Reason]:
        if rule.verdict not in NEEDS_WORK:
            return None, None, Reason("triage.deadline.none", {"verdict": rule.verdict})
        spans = rule.deadline or self._deadlines.get(priority) or Deadline()
        if spans.reply is None and spans.acknowledge is None:
            return None, None, Reason("triage.deadline.unset", {"priority": priority})
        ends = [
            deadline(seen.arrived, span, spans.clock, self.calendar) if span else None
            for span in (spans.acknowledge, spans.reply)
        ]
        shown = span_text(spans.reply or spans.acknowledge or _ZERO)
        source = "rule" if rule.deadline else "priority"
        why = Reason(f"triage.deadline.{source}.{spans.clock}", {"span": shown, "priority": priority})
        return ends[0], ends[1], why


def _duties(rule: Rule) -> tuple[Duty, ...]:
    """Whoever proposes hiding also proposes to keep the evidence first."""
    if rule.hides and "preserve" not in rule.also:
        return (*rule.also, "preserve")
    return tuple(rule.also)


def build(plan: Plan, *, defaults: Sequence[Rule] | None = None) -> Triage:
    """Compiles a plan once; `defaults` replaces the shipped rules (tests, other packs)."""
    return Triage(plan, default_rules() if defaults is None else defaults)
