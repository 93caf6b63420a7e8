"""Tells what each wave is about, from a sample of its posts and of those before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sturmwarte.core.foresee.story import Told, story
from sturmwarte.core.foresee.wave import Colour, Identity, Story, Voices, Wave
from sturmwarte.core.foresee.waves.merging import likeness
from sturmwarte.engine.foresight.rules import Rules
from sturmwarte.engine.foresight.telling import told
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.gauge import Narrowed
from sturmwarte.station.archive.moments import micros

NEWEST, WIDEST, BEFORE = 1_000, 200, 400
"""Posts a story is told from: bounded, because other waves and the posts themselves wait."""
BEFORE_FOR = timedelta(days=14)
OWN_BEFORE = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Tale:
    """What was told at `at`. `worth` is the share of the posts that deserve an answer, None if unread."""

    at: datetime
    story: Story
    colour: Colour
    voices: Voices
    read: frozenset[Identity]
    channels: frozenset[str]
    worth: float | None = None


@dataclass
class Tales:
    """The newest tale of each wave that is followed."""

    archive: Archive
    run: str
    _told: dict[str, Tale] = field(default_factory=dict)

    def of(self, wave: str) -> Tale | None:
        return self._told.get(wave)

    def tell(
        self,
        wave: Wave,
        rules: Rules,
        now: datetime,
        channels: Sequence[str] | None,
        unusual: Mapping[str, datetime],
    ) -> Tale:
        """`channels` None: from public posts; else from private messages there. `unusual`: since when each
        channel's counts were."""
        until = (wave.ended or now) + timedelta(minutes=1)
        found = self.archive.sample(
            self._posts(wave, wave.started, until, channels), newest=NEWEST, widest=WIDEST
        )
        own = Narrowed(
            wave.topics, micros(wave.started - OWN_BEFORE), micros(until), None, self.run, own=True
        )
        before = self._before(wave, channels)
        posts = told(found, self.run)
        told_story, colour, voices = story(
            posts,
            before,
            started=wave.started,
            topics=wave.topics,
            own=told(self.archive.sample(own, newest=100, widest=20), self.run),
            announcements=rules.announcements,
            brands=rules.brands,
            unusual=unusual,
        )
        answers = [one.reading.answer.p for one in found if one.reading and one.reading.answer]
        tale = Tale(
            at=now,
            story=told_story,
            colour=colour,
            voices=voices,
            read=frozenset(post.identity for post in posts),
            channels=frozenset(post.channel for post in posts),
            worth=sum(answers) / len(answers) if answers else None,
        )
        self._told[wave.id] = tale
        return tale

    def alike(self, one: Wave, other: Wave) -> float:
        """How much two waves are one story: shares of the smaller."""
        first, second = self._told.get(one.id), self._told.get(other.id)
        if first is None or second is None:
            return 0.0
        a, b = first.story, second.story
        return likeness(
            _shared(first.read, second.read),
            _shared({link.url for link in a.links}, {link.url for link in b.links}),
            _shared({name for name, _ in a.campaigns}, {name for name, _ in b.campaigns}),
            _shared({term.text for term in a.terms}, {term.text for term in b.terms}),
        )

    def forget(self, kept: set[str]) -> None:
        """Only these waves are followed still."""
        self._told = {id: tale for id, tale in self._told.items() if id in kept}

    def _posts(
        self, wave: Wave, since: datetime, until: datetime, channels: Sequence[str] | None
    ) -> Narrowed:
        return Narrowed(wave.topics, micros(since), micros(until), channels, self.run)

    def _before(self, wave: Wave, channels: Sequence[str] | None) -> list[Told]:
        narrowed = self._posts(wave, wave.started - BEFORE_FOR, wave.started, channels)
        return told(self.archive.sample(narrowed, newest=BEFORE, widest=0), self.run)


def _shared(one: set[str] | frozenset[Identity], other: set[str] | frozenset[Identity]) -> float:
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0
