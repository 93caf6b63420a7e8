"""Reviews and our answers become posts. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from sturmwarte.channels.playstore.shapes import Review
from sturmwarte.core.post import Author, Metrics, Post
from sturmwarte.wire.errors import Unreadable

NETWORK = "playstore"
ANSWER = "/answer"
"""An answer has no id of its own there: it hangs on its review."""
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Origin:
    """What all posts of one app share; `app` is its package name."""

    source: str
    channel: str
    app: str


def review_of(body: bytes | msgspec.Raw) -> Review:
    """Raises Unreadable for what is no review."""
    try:
        review = msgspec.json.decode(body, type=Review)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("channel.playstore.unreadable") from error
    if not review.reviewId.strip():
        raise Unreadable("channel.playstore.unreadable")
    return review


def posts_of(review: Review, origin: Origin, *, edited: bool = False) -> list[Post]:
    """The review and, where there is one, our answer. Google tells only when each was changed last."""
    return [post for post in (_review(review, origin, edited), _answer(review, origin)) if post]


def mark_of(review: Review) -> str:
    """When customer and we last changed it: `seconds.nanos` each."""
    said, answered = review.said, review.answered
    return " ".join(
        f"{one.lastModified.unix}.{one.lastModified.nanos}" if one else "-" for one in (said, answered)
    )


def tombstone(id: str, origin: Origin, at: datetime) -> Post:
    return Post(id=id, network=NETWORK, channel=origin.channel, source=origin.source, deleted_at=at)


def _review(review: Review, origin: Origin, edited: bool) -> Post | None:
    said = review.said
    if said is None:
        return None
    title, tab, text = said.text.partition("\t")
    at, name = _moment(said.lastModified.unix), _clean(review.authorName)
    return Post(
        id=review.reviewId,
        network=NETWORK,
        channel=origin.channel,
        source=origin.source,
        form="review",
        title=_clean(title) if tab else "",
        text=_clean(text if tab else said.text),
        url=f"https://play.google.com/store/apps/details?id={origin.app}&reviewId={review.reviewId}",
        created_at=at,
        edited_at=at if edited else None,
        author=Author(id=name, name=name) if name else None,
        rating=float(said.starRating) if said.starRating is not None and 0 <= said.starRating <= 5 else None,
        product=origin.app,
        metrics=Metrics(likes=max(said.thumbsUpCount, 0)),
        raw={
            "id": review.reviewId,
            "app": origin.app,
            "version": _clean(said.appVersionName),
            "language": _clean(said.reviewerLanguage),
        },
    )


def _answer(review: Review, origin: Origin) -> Post | None:
    answered = review.answered
    if answered is None or not answered.text.strip():
        return None
    return Post(
        id=review.reviewId + ANSWER,
        network=NETWORK,
        channel=origin.channel,
        source=origin.source,
        form="comment",
        text=_clean(answered.text),
        created_at=_moment(answered.lastModified.unix),
        in_reply_to=review.reviewId,
        root=review.reviewId,
        product=origin.app,
        own=True,
        raw={"id": review.reviewId, "app": origin.app},
    )


def _moment(unix: int) -> datetime | None:
    return datetime.fromtimestamp(unix, UTC) if 0 < unix < 10**11 else None


def _clean(text: str) -> str:
    return _BAD.sub("", text).strip()
