"""The face: posts of a wave in; what it is about, its colour and its voices out."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sturmwarte.core.foresee.story.cause import Scene, cause
from sturmwarte.core.foresee.story.colour import colour as colour_of
from sturmwarte.core.foresee.story.spread import jumps, places
from sturmwarte.core.foresee.story.terms import Counted, distinctive
from sturmwarte.core.foresee.story.told import Announced, Told
from sturmwarte.core.foresee.story.voices import voices as voices_of
from sturmwarte.core.foresee.story.weight import weightiest
from sturmwarte.core.foresee.story.words import link, links
from sturmwarte.core.foresee.wave import Colour, Link, Story, Voices
from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.talk import stopwords
from sturmwarte.core.understand.talk.terms import stems

MOST_LISTED: Final = 5
_LEAST_SHARED: Final = 2


def story(  # noqa: PLR0913 what only the engine can gather, each of it optional
    posts: Sequence[Told],
    before: Sequence[Told],
    *,
    started: datetime,
    topics: Sequence[str] = (),
    own: Sequence[Told] = (),
    announcements: Sequence[Announced] = (),
    brands: Iterable[str] = (),
    unusual: Mapping[str, datetime] | None = None,
    known: Collection[str] | None = None,
) -> tuple[Story, Colour, Voices]:
    """What a wave that began at `started` is about.

    `posts`: its posts, or a sample of them; ours among them are left out. `before`: a sample of the topic's
    posts of the weeks before. `own`: what we wrote since a day before it began. `announcements`: the plan's.
    `brands`: words every post of the topic has. `unusual`: since when each channel's counts were unusual.
    `known`: all authors who wrote on the topic before (else those among `before`). The order of `posts` does
    not matter. 2,000 posts take about a third of a second.
    """
    nothing = stopwords.shipped() | stems(" ".join(brands))
    theirs = sorted((p for p in posts if not p.own), key=lambda post: (post.at, post.identity))
    earlier = [post for post in before if not post.own]
    terms = distinctive(Counted(theirs, nothing), Counted(earlier, nothing))
    shared = _links(theirs)
    found = cause(
        Scene(
            posts=theirs,
            started=started,
            topics=topics,
            terms=terms,
            links=shared,
            own=own,
            announcements=announcements,
        )
    )
    reached = places(theirs, unusual or {})
    weighty = weightiest(theirs, terms, nothing)
    colour, voices = colour_of(theirs, earlier, known), voices_of(theirs)
    told = Story(
        terms=terms,
        links=shared,
        campaigns=_ranked(post.campaign for post in theirs),
        posts=tuple(identity for identity, _ in weighty),
        posts_as=tuple(role for _, role in weighty),
        authors=_ranked(post.author for post in theirs),
        places=reached,
        kinds=_ranked(post.kind for post in theirs if post.kind != "none"),
        cause=found.cause,
        own_post=found.own_post,
        announcement=found.announcement,
        reach=max((post.reach for post in theirs), default=0),
        read=len(theirs),
        why=(found.why, *jumps(theirs, reached), *_remarks(colour, voices)),
    )
    return told, colour, voices


def _links(posts: Sequence[Told]) -> tuple[Link, ...]:
    """Addresses that several posts share, each post counted once."""
    counts = Counter(address for post in posts for address in {*map(link, post.links), *links(post.text)})
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Link(url, count) for url, count in ranked if count >= _LEAST_SHARED)[:MOST_LISTED]


def _ranked(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counts = Counter(name for name in names if name)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_LISTED])


def _remarks(colour: Colour, voices: Voices) -> list[Reason]:
    """What a person should know who reads nothing else of it."""
    said = []
    if colour.usual_negative is not None and colour.negative - colour.usual_negative >= 0.1:
        facts = {"now": round(100 * colour.negative), "usual": round(100 * colour.usual_negative)}
        said.append(Reason("foresee.story.more_negative", facts))
    if colour.usual_positive is not None and colour.positive - colour.usual_positive >= 0.1:
        facts = {"now": round(100 * colour.positive), "usual": round(100 * colour.usual_positive)}
        said.append(Reason("foresee.story.more_positive", facts))
    if (
        colour.first_person is not None
        and colour.usual_first_person is not None
        and colour.usual_first_person - colour.first_person >= 0.1
        and voices.posts >= 20
    ):
        facts = {"now": round(100 * colour.first_person), "usual": round(100 * colour.usual_first_person)}
        said.append(Reason("foresee.story.less_of_oneself", facts))
    if colour.new_voices is not None and voices.authors >= 10 and colour.new_voices >= 0.7:
        said.append(Reason("foresee.story.new_voices", {"share": round(100 * colour.new_voices)}))
    if voices.authors >= 10 and voices.top_tenth >= 0.5:
        said.append(Reason("foresee.story.few_voices", {"share": round(100 * voices.top_tenth)}))
    if voices.posts >= 10 and voices.copies >= 0.5 * voices.posts:
        facts = {"share": round(100 * voices.copies / voices.posts)}
        said.append(Reason("foresee.story.mostly_copies", facts))
    return said
