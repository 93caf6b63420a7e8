"""The story of a wave: what it is about, where it came from, who tells it, and the posts that matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sturmwarte.core.foresee.wave import Story
from sturmwarte.core.reason import Reason
from sturmwarte.station.archive import Found, May
from sturmwarte.station.archive.identity import REAL
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.archive.pages.reasons import in_words
from sturmwarte.station.archive.pages.together import together
from sturmwarte.station.archive.pages.view import author_of, opening
from sturmwarte.station.campaigns.models import Campaign
from sturmwarte.station.foresee.pages import links
from sturmwarte.station.foresee.pages.told import Seen
from sturmwarte.station.foresee.pages.words import CAUSES
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.respond.words import KINDS

_LINKS, _AUTHORS, _KINDS, _POSTS = 5, 8, 6, 6


@dataclass(frozen=True)
class Part:
    """A word, link, campaign, author or kind with its number and the posts behind it."""

    words: str
    n: int
    address: str
    times: float | None = None


@dataclass(frozen=True)
class PostLine:
    """A post that matters. `gone`: it was deleted since, or is kept as evidence."""

    network: str
    id: str
    author: str
    excerpt: str
    channel: str
    at: datetime | None
    reach: int
    gone: bool
    own: bool


@dataclass(frozen=True)
class Place:
    channel: str
    at: datetime
    n: int
    address: str


@dataclass(frozen=True)
class Tale:
    terms: list[Part]
    places: list[Place]
    links: list[Part]
    campaigns: list[Part]
    posts: list[PostLine]
    authors: list[Part]
    kinds: list[Part]
    cause: str
    cause_words: str
    announcement: str
    read: int
    reach: int
    why: list[str]


def tale(seen: Seen, plan: ActivePlan, may: May, now: datetime) -> Tale | None:
    story = seen.wave.story
    if story is None:
        return None
    wanted = [*story.posts[:_POSTS], *([story.own_post] if story.own_post else [])]
    there = together(wanted, may.pseudonymous())
    return _tale(seen, story, plan, there, now)


def _tale(
    seen: Seen, story: Story, plan: ActivePlan, there: Mapping[tuple[str, str], Found], now: datetime
) -> Tale:
    def posts(term: str) -> str:
        return links.of_wave(seen, now, term)

    return Tale(
        terms=[Part(excerpt(t.text, 60), t.posts, posts(_phrase(t.text)), t.times) for t in story.terms],
        places=[
            Place(plan.name(one.channel, "channels"), one.at, one.posts, posts(f'channel:"{one.channel}"'))
            for one in story.places
        ],
        links=[
            Part(excerpt(one.url, 80), one.posts, posts(_phrase(one.url))) for one in story.links[:_LINKS]
        ],
        campaigns=_campaigns(story.campaigns),
        posts=[_post(there[one], plan) for one in _shown(story, there)],
        authors=[Part(name, n, "") for name, n in story.authors[:_AUTHORS]],  # nobody is sought by pseudonym
        kinds=[
            Part(str(KINDS.get(kind, kind)), n, posts(f"kind:{kind}")) for kind, n in story.kinds[:_KINDS]
        ],
        cause=story.cause,
        cause_words=str(CAUSES[story.cause]),
        announcement=_announced(story.announcement, plan),
        read=story.read,
        reach=story.reach,
        why=sentences(story.why, plan),
    )


def _announced(id: str, plan: ActivePlan) -> str:
    """The title of an announcement of the plan."""
    titles = {one.id: one.title for one in getattr(plan.section("foresight"), "announcements", ())}
    return titles.get(id) or id


def sentences(why: Sequence[Reason], plan: ActivePlan) -> list[str]:
    return [in_words(reason, plan) for reason in why]


def _shown(story: Story, there: Mapping[tuple[str, str], Found]) -> list[tuple[str, str]]:
    first = [story.own_post] if story.own_post else []
    wanted: Sequence[Any] = list(dict.fromkeys([*first, *story.posts[:_POSTS]]))
    return [tuple(one) for one in wanted if tuple(one) in there]


def _phrase(text: str) -> str:
    """As a phrase of the query language; nothing a stranger wrote becomes an operator."""
    words = text.replace('"', " ").replace("\\", " ").strip()
    return f'"{words}"' if words else ""


def _campaigns(named: Sequence[tuple[str, int]]) -> list[Part]:
    ids = [id for id, _n in named[:_LINKS]]
    known = (
        dict(Campaign.objects.filter(run=REAL, campaign__in=ids).values_list("campaign", "name"))
        if ids
        else {}
    )
    return [Part(excerpt(known[id], 80), n, id) for id, n in named[:_LINKS] if id in known]


def _post(found: Found, plan: ActivePlan) -> PostLine:
    post = found.post
    network, id = post.identity
    gone = found.deleted_at is not None or found.held
    return PostLine(
        network=network,
        id=id,
        author=author_of(post),
        excerpt="" if gone else excerpt(opening(post), 240),
        channel=plan.name(post.channel, "channels"),
        at=post.created_at or post.received_at,
        reach=post.reach,
        gone=gone,
        own=post.own,
    )
