"""The hearing test at work: looks at every source, and writes and announces what has changed.

Called by the listening process every ten seconds. One transaction holds a source's new state, its spell, the
announcement; a crash leaves all or nothing, and the next look finds what is missing, mails included.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.db import transaction

from sturmwarte.core.listen.hearing import Facts, Line, Verdict, judge
from sturmwarte.core.reason import Reason
from sturmwarte.engine.ears.facts import History, facts_of, lines_of, local_zone
from sturmwarte.engine.ears.topics import Topics
from sturmwarte.engine.sending.notices import tell
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.listen.models import Source, Spell

REFRESH = timedelta(minutes=10)
"""How often numbers that always move (the chance, the last item) are written although nothing changed."""
_MOVING = frozenset({"expected", "days", "items"})


class Health:
    """Remembers what is usual and when it last wrote; one for each process."""

    def __init__(self) -> None:
        self._history = History()
        self._topics = Topics()
        self._written: dict[str, datetime] = {}

    def look(self, now: datetime) -> None:
        """Judges every source at `now`; writes only what has changed."""
        sources = list(Source.objects.filter(removed_at=None))
        self._history.keep_only(source.id for source in sources)
        zone = local_zone() if sources else None
        if zone is not None:
            self._topics.look(sources, zone, now)
        for source in sources:
            assert zone is not None
            self._look_at(source, zone, now)
        _close_removed(now)
        if zone is not None:
            tell(now, zone)

    def _look_at(self, source: Source, zone: tzinfo, now: datetime) -> None:
        lines = lines_of(source.id)
        facts = facts_of(source, lines, self._history, zone, now)
        verdict = judge(facts, now)
        topics = {topic: _of_topic(topic, lines, facts, now) for topic in _topics(lines)}
        if verdict.heard:
            silent = self._topics.silent(source.id)
            topics |= {topic: one for topic, one in silent.items() if topics.get(topic, one).heard}
        changed = _differs(source, verdict)
        stale = now - self._written.get(source.id, now - REFRESH) >= REFRESH
        spells = _new_spells(source.id, {"": verdict, **topics})
        if not (changed or stale or spells):
            return
        with transaction.atomic():
            _keep(source, verdict, now)
            for topic in spells:
                _begin(source.id, topic, topics.get(topic), now)
            if "" in spells:
                _begin(source.id, "", verdict, now)
            if changed or spells:
                announce("source", source.id, now)
        self._written[source.id] = now


look = Health().look


def _topics(lines: Sequence[Line]) -> list[str]:
    return sorted({line.topic for line in lines if line.topic})


def _of_topic(topic: str, lines: Sequence[Line], whole: Facts, now: datetime) -> Verdict:
    """By the subscriptions that ask for it; silence is judged for the source as a whole."""
    asking = [line for line in lines if line.topic == topic]
    return judge(Facts(whole.awake_since, asking, resting=whole.resting), now)


def _differs(source: Source, verdict: Verdict) -> bool:
    if source.state != verdict.state or source.why.get("key") != verdict.why.key:
        return True
    if verdict.state == "hearing":
        return False
    return _still(source.why.get("args") or {}) != _still(verdict.why.args)


def _still(args: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in args.items() if name not in _MOVING}


def _keep(source: Source, verdict: Verdict, now: datetime) -> None:
    new: dict[str, Any] = {"why": stored(verdict.why), "silence": verdict.chance}
    if source.state != verdict.state or source.state_since is None:
        new |= {"state": verdict.state, "state_since": verdict.since or now}
    Source.objects.filter(pk=source.pk).update(**new)


def stored(why: Reason) -> dict[str, Any]:
    return {"key": why.key, "args": why.args}


def _new_spells(source: str, verdicts: Mapping[str, Verdict]) -> list[str]:
    """Topics ("" is the source) whose state is another than that of their open spell, or that have none."""
    standing = dict(Spell.objects.filter(source=source, until=None).values_list("topic", "state"))
    changed = [topic for topic, one in verdicts.items() if standing.get(topic) != one.state]
    return changed + [topic for topic in standing if topic not in verdicts]


def _begin(source: str, topic: str, verdict: Verdict | None, now: datetime) -> None:
    """Ends the spell that stands; begins the new one, unless nobody asks for the topic any more.

    A disturbance begins when it began, not when it was certain: in between nothing was heard either.
    """
    standing = Spell.objects.filter(source=source, topic=topic, until=None)
    since = verdict.since if verdict and verdict.since else now
    began = standing.values_list("since", flat=True).first()
    since = max(since, began) if began else since
    standing.update(until=since, copied=False)
    if verdict is not None:
        Spell.objects.create(
            source=source, topic=topic, state=verdict.state, why=stored(verdict.why), since=since
        )


def _close_removed(now: datetime) -> None:
    gone = Source.objects.exclude(removed_at=None).values("id")
    standing = Spell.objects.filter(until=None, source__in=gone)
    if standing.exists():
        standing.update(until=now, copied=False)
