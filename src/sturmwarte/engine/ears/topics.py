"""Topics that fall silent on a source although the source itself goes on: a search that no longer finds.

Counted by the archive, per channel. Only what is most improbable is told, because a station has many topics
and each is one more chance to be wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from django.db import connection

from sturmwarte.core.listen.hearing import Hour, Silence, Usual, Verdict, learn, silence
from sturmwarte.core.listen.hearing.source import LEAST_EXPECTED, VERY_UNUSUAL
from sturmwarte.core.listen.hearing.usual import HISTORY
from sturmwarte.core.listen.topics import TOPICS
from sturmwarte.core.post import LIVE
from sturmwarte.core.reason import Reason
from sturmwarte.engine.ears.facts import hours_of
from sturmwarte.station.archive import Archive
from sturmwarte.station.listen.models import Source
from sturmwarte.station.plan.pages.active import active_plan

EVERY = timedelta(minutes=10)
LEARN_EVERY = timedelta(hours=6)
RECENT = timedelta(days=3)
"""How far back counts are read at each look; longer silences are remembered from the last learning."""

_NEVER = datetime.min.replace(tzinfo=UTC)

Pair = tuple[str, str]
"""Topic and channel."""


@dataclass
class Known:
    """What is usual for a topic on a channel, and when something last came."""

    usual: Usual
    last: datetime


@dataclass
class Topics:
    """Of one process. `silent` answers from the last look; `look` costs something every ten minutes."""

    _known: dict[Pair, Known] = field(default_factory=dict)
    _learned: datetime = _NEVER
    _looked: datetime = _NEVER
    _silent: dict[str, dict[str, Verdict]] = field(default_factory=dict)

    def silent(self, source: str) -> Mapping[str, Verdict]:
        """The topics of this source that are silent beyond chance."""
        return self._silent.get(source, {})

    def look(self, sources: Sequence[Source], zone: tzinfo, now: datetime) -> None:
        if now - self._looked < EVERY or connection.vendor != "sqlite":  # where the archive is, so far
            return
        self._looked = now
        plan = active_plan().plan
        topics = [topic.id for topic in plan[TOPICS]] if plan else []
        alone = [one for one in sources if _alone(one, sources)]
        if not topics or not alone:
            self._silent = {}
            return
        if now - self._learned >= LEARN_EVERY:
            self._learn(topics, alone, zone, now)
            self._learned = now
        self._note_recent(topics, now)
        self._silent = {one.id: self._of(one, topics, now) for one in alone if one.state == "hearing"}

    def _learn(self, topics: Sequence[str], sources: Sequence[Source], zone: tzinfo, now: datetime) -> None:
        """A topic is learned up to its last item: its silence must not become usual while it lasts."""
        listened = {one.channel: hours_of(one.id, now - HISTORY, now) for one in sources}
        self._known = {}
        for (topic, channel), items in _counts(topics, now - HISTORY, now).items():
            if channel not in listened:
                continue
            last = max(items)
            heard = [Hour(h.start, items.get(h.start, 0), h.listened_s) for h in listened[channel]]
            self._known[topic, channel] = Known(learn(heard, zone, last), last + timedelta(hours=1))

    def _note_recent(self, topics: Sequence[str], now: datetime) -> None:
        for pair, items in _counts(topics, now - RECENT, now).items():
            if pair in self._known:
                last = max(items) + timedelta(hours=1)
                self._known[pair].last = max(self._known[pair].last, last)

    def _of(self, source: Source, topics: Iterable[str], now: datetime) -> dict[str, Verdict]:
        found = {}
        for topic in topics:
            known = self._known.get((topic, source.channel))
            if known is None or known.last >= now:
                continue
            result = silence(known.usual, known.last, hours_of(source.id, known.last, now), now)
            if _striking(result):
                found[topic] = _quiet(result)
        return found


def _alone(source: Source, sources: Iterable[Source]) -> bool:
    """The only one of its channel: counts are by channel."""
    return sum(one.channel == source.channel for one in sources) == 1


def _striking(result: Silence) -> bool:
    return result.chance is not None and result.chance < VERY_UNUSUAL and result.expected >= LEAST_EXPECTED


def _quiet(result: Silence) -> Verdict:
    args = {"since": result.since.isoformat(), "expected": round(result.expected)}
    return Verdict("quiet", Reason("hearing.topic_silent", args), result.chance)


def _counts(topics: Sequence[str], since: datetime, until: datetime) -> dict[Pair, dict[datetime, int]]:
    """Posts of each topic and channel by hour; hours without one are missing."""
    found: dict[Pair, dict[datetime, int]] = defaultdict(lambda: defaultdict(int))
    first, end = (int(at.timestamp() // 60) for at in (since, until))
    for cell in Archive().cells(topics, "hour", first, end, [LIVE]):
        if cell.posts:
            found[cell.topic, cell.channel][datetime.fromtimestamp(cell.at * 60, UTC)] += cell.posts
    return found
