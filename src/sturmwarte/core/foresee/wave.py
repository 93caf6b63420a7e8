"""A wave: an unusual rise (or fall) of a topic, with its story. Plain data that is stored and shown as it is.

All rates are posts an hour; all times are aware. Shares are 0..1.
"""

from datetime import datetime
from typing import Literal

import msgspec

from sturmwarte.core.foresee.signal import Direction, SeriesKey, View
from sturmwarte.core.reason import Reason

Phase = Literal["onset", "growth", "peak", "fading", "over"]
Trend = Literal["negative", "positive", "mixed", "neutral"]
Cause = Literal["own", "outside", "unknown"]
Identity = tuple[str, str]


class Colour(msgspec.Struct, frozen=True, kw_only=True):
    """Does it point to harm or delight. `usual_*` is what is usual for the topic; None: too little known."""

    trend: Trend
    negative: float
    positive: float
    usual_negative: float | None = None
    usual_positive: float | None = None
    outraged: float = 0.0
    first_person: float | None = None
    """Share of posts with a first-person pronoun; it drops when a firestorm breaks out (Strathern 2022)."""
    usual_first_person: float | None = None
    new_voices: float | None = None
    """Share of authors who never wrote on the topic before."""
    judged: int = 0
    """Posts with a sentiment; shares of few are not worth much."""


class Voices(msgspec.Struct, frozen=True, kw_only=True):
    """How few voices make the noise; copies (campaigns, exact repeats, reposts) counted apart."""

    posts: int
    authors: int
    copies: int
    top_tenth: float
    """Share of the posts that the most active tenth of the authors wrote."""
    half_by: int
    """The fewest authors who together wrote half of the posts."""
    networks: int = 1


class Term(msgspec.Struct, frozen=True):
    """A word or phrase more frequent than usual: in `posts` of the wave's posts, `times` the usual."""

    text: str
    posts: int
    times: float


class Link(msgspec.Struct, frozen=True):
    url: str
    posts: int


class Place(msgspec.Struct, frozen=True):
    """Where and when the wave was first unusual: a channel (or network), in the order it spread."""

    channel: str
    at: datetime
    posts: int


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """What the wave is about and who tells it. Authors by pseudonym."""

    terms: tuple[Term, ...] = ()
    links: tuple[Link, ...] = ()
    campaigns: tuple[tuple[str, int], ...] = ()
    posts: tuple[Identity, ...] = ()
    """The few that matter, the weightiest first."""
    posts_as: tuple[str, ...] = ()
    """Beside each of `posts` why it matters: copied, reach, first or typical."""
    authors: tuple[tuple[str, int], ...] = ()
    places: tuple[Place, ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    cause: Cause = "unknown"
    own_post: Identity | None = None
    announcement: str = ""
    """Id of the plan's announcement that explains it."""
    reach: int = 0
    read: int = 0
    """Posts of the wave that were looked at for this story (a sample when the wave is larger)."""
    why: tuple[Reason, ...] = ()


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion of a level, met or not: `value` is what is, `needs` what the plan asks."""

    level: str
    criterion: str
    met: bool
    value: float | None = None
    needs: float | None = None


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """The level the plan's criteria propose, and every criterion looked at."""

    level: str = "green"
    criteria: tuple[Met, ...] = ()
    why: tuple[Reason, ...] = ()


class Reached(msgspec.Struct, frozen=True):
    level: str
    at: datetime


class Wave(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is stable; a wave that proved to be part of another says so in `into`.

    `series` are those that were unusual, the first first. `levels` is when each level was first proposed.
    `rate` and `usual` are posts an hour now; `peak_rate` the highest so far, at `peak_at`.
    """

    id: str
    topic: str
    topics: tuple[str, ...]
    channels: tuple[str, ...] = ()
    series: tuple[SeriesKey, ...] = ()
    view: View
    direction: Direction
    phase: Phase
    started: datetime
    detected: datetime
    ended: datetime | None = None
    peak_at: datetime | None = None
    peak_rate: float = 0.0
    rate: float = 0.0
    usual: float = 0.0
    known: bool = True
    """False: without a baseline so far ("noch ohne Grundlinie")."""
    posts: int = 0
    score: float = 0.0
    per_month: float = 0.0
    muted: bool = False
    into: str = ""
    updated: datetime
    level: str = "green"
    levels: tuple[Reached, ...] = ()
    proposal: Proposal | None = None
    colour: Colour | None = None
    voices: Voices | None = None
    story: Story | None = None
    why: tuple[Reason, ...] = ()
