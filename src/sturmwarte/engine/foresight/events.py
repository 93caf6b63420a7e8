"""Single posts that need no baseline: the press asks, somebody is in danger, very many see it."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import datetime

from sturmwarte.core.foresee.wave import Identity
from sturmwarte.core.foresee.waves.trigger import Trigger, What
from sturmwarte.engine.foresight.rules import Rules
from sturmwarte.station.archive import Archive, Found
from sturmwarte.station.archive.gauge import Narrowed
from sturmwarte.station.archive.moments import micros

CERTAIN = 0.5
"""From which probability on a post counts as of its kind; a person's word is certain."""
_REMEMBERED = 5_000


class Events:
    """Finds each event once."""

    def __init__(self, archive: Archive, run: str) -> None:
        self._archive, self._run = archive, run
        self._met: OrderedDict[Identity, None] = OrderedDict()

    def triggers(
        self, rules: Rules, since: datetime, until: datetime, channels: Sequence[str] | None = None
    ) -> list[Trigger]:
        """`channels` None: of public posts; else of private messages there."""
        if not rules.events and rules.reach is None:
            return []
        narrowed = Narrowed(rules.topics, micros(since), micros(until), channels, self._run)
        found = self._archive.standing_out(narrowed, rules.events or ("",), reach=rules.reach)
        return [trigger for post in found for trigger in self._of(post, rules)]

    def of_wave(
        self,
        topics: Sequence[str],
        rules: Rules,
        since: datetime,
        until: datetime,
        channels: Sequence[str] | None,
    ) -> dict[str, int]:
        """How many posts of each kind of event a wave has had."""
        narrowed = Narrowed(topics, micros(since), micros(until), channels, self._run)
        found = self._archive.standing_out(narrowed, rules.events) if rules.events else []
        kinds = [kind for post in found if (kind := kind_of(post, rules))]
        return {kind: kinds.count(kind) for kind in set(kinds)}

    def _of(self, post: Found, rules: Rules) -> Iterator[Trigger]:
        what: What | None = kind_of(post, rules)
        if what is None and rules.reach is not None and post.post.reach >= rules.reach:
            what = "reach"
        at = post.post.created_at or post.post.received_at
        if what is None or at is None or not self._is_new(post.post.identity):
            return
        for topic in post.topics:
            if topic in rules.topics:
                yield Trigger(topic, what, at, post.post.channel)

    def _is_new(self, identity: Identity) -> bool:
        if identity in self._met:
            return False
        self._met[identity] = None
        while len(self._met) > _REMEMBERED:
            self._met.popitem(last=False)
        return True


def kind_of(post: Found, rules: Rules) -> What | None:
    """The event a post is by its best kind, if it is one."""
    best = post.reading.kinds[0] if post.reading and post.reading.kinds else None
    if best is None or best.p < CERTAIN:
        return None
    return next((event for event in rules.events if event == best.kind), None)
