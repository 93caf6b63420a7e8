"""Harm or delight: shares of a wave's posts against what is usual for its topic."""

from collections.abc import Collection, Sequence
from typing import Final

from sturmwarte.core.foresee.story.told import Told
from sturmwarte.core.foresee.story.words import in_first_person
from sturmwarte.core.foresee.wave import Colour, Trend

LEAST_USUAL: Final = 20
"""Posts before the wave without which nothing is called usual."""
_LEAST_JUDGED: Final = 5
_STRONG, _RISE, _TWICE = 0.25, 0.10, 1.5


def colour(posts: Sequence[Told], before: Sequence[Told], known: Collection[str] | None = None) -> Colour:
    """`known`: all authors who wrote on the topic before; without it, those among `before`."""
    negative, positive, judged = _sentiment(posts)
    usual_negative, usual_positive, usually_judged = _sentiment(before)
    has_usual = usually_judged >= LEAST_USUAL
    hot = [post for post in posts if post.heat is not None]
    return Colour(
        trend=_trend(negative, positive, judged, usual_negative if has_usual else None),
        negative=negative,
        positive=positive,
        usual_negative=usual_negative if has_usual else None,
        usual_positive=usual_positive if has_usual else None,
        outraged=sum(post.heat == "outraged" for post in hot) / len(hot) if hot else 0.0,
        first_person=_first_person(posts, 1),
        usual_first_person=_first_person(before, LEAST_USUAL),
        new_voices=_new_voices(posts, before, known),
        judged=judged,
    )


def _sentiment(posts: Sequence[Told]) -> tuple[float, float, int]:
    judged = [post.sentiment for post in posts if post.sentiment is not None]
    if not judged:
        return 0.0, 0.0, 0
    return judged.count("negative") / len(judged), judged.count("positive") / len(judged), len(judged)


def _trend(negative: float, positive: float, judged: int, usual_negative: float | None) -> Trend:
    """Mixed when both sides are strong; else the side that outweighs the other clearly, or has grown."""
    if judged < _LEAST_JUDGED:
        return "neutral"
    if negative >= _STRONG and positive >= _STRONG and max(negative, positive) < 2 * min(negative, positive):
        return "mixed"
    grown = usual_negative is not None and negative - usual_negative >= _RISE
    if negative > positive and (negative >= max(_STRONG, _TWICE * positive) or grown):
        return "negative"
    if positive >= max(_STRONG, _TWICE * negative):
        return "positive"
    return "neutral"


def _first_person(posts: Sequence[Told], least: int) -> float | None:
    """Of the posts in people's own words: a repost says nothing of who passes it on."""
    own_words = [post for post in posts if post.text and not post.repost]
    if len(own_words) < least:
        return None
    return sum(in_first_person(post.text) for post in own_words) / len(own_words)


def _new_voices(posts: Sequence[Told], before: Sequence[Told], known: Collection[str] | None) -> float | None:
    authors = {post.author for post in posts if post.author}
    if known is None:
        if len(before) < LEAST_USUAL:
            return None
        known = {post.author for post in before}
    return sum(author not in known for author in authors) / len(authors) if authors else None
