"""Reviews and our answers become posts. Pure."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from babel.core import get_global

from sturmwarte.channels.appstore.shapes import Included, Review
from sturmwarte.core.post import Author, Post
from sturmwarte.wire.errors import Unreadable

NETWORK = "appstore"
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Origin:
    """What all posts of one app share: `app` is its number in the store, `product` its name."""

    source: str
    channel: str
    app: str
    product: str = ""


def review_of(body: bytes | msgspec.Raw) -> Review:
    """Raises Unreadable for what is no review."""
    try:
        review = msgspec.json.decode(body, type=Review)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("channel.appstore.unreadable") from error
    if not review.id.strip():
        raise Unreadable("channel.appstore.unreadable")
    return review


def response_of(body: bytes | msgspec.Raw) -> Included | None:
    """Our answer to a review, None for whatever else a list brings along."""
    try:
        included = msgspec.json.decode(body, type=Included)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return included if included.type == "customerReviewResponses" and included.review else None


def post_of(review: Review, origin: Origin, *, edited_at: datetime | None = None) -> Post:
    said = review.attributes
    name = _clean(said.nickname)
    return Post(
        id=review.id,
        network=NETWORK,
        channel=origin.channel,
        source=origin.source,
        form="review",
        title=_clean(said.title),
        text=_clean(said.body),
        url=f"https://apps.apple.com/app/id{origin.app}?see-all=reviews",
        created_at=_utc(said.created),
        edited_at=edited_at,
        author=Author(id=name, handle=name, name=name) if name else None,
        rating=float(said.rating) if said.rating is not None and 0 <= said.rating <= 5 else None,
        country=country_of(said.territory),
        product=origin.product,
        raw={"id": review.id, "app": origin.app, "territory": said.territory or ""},
    )


def post_of_response(response: Included, origin: Origin) -> Post:
    """Our answer is ours, whoever of us wrote it and where."""
    said = response.attributes
    return Post(
        id=response.id,
        network=NETWORK,
        channel=origin.channel,
        source=origin.source,
        form="comment",
        text=_clean(said.body),
        created_at=_utc(said.modified),
        in_reply_to=response.review,
        root=response.review,
        product=origin.product,
        own=True,
        raw={"id": response.id, "app": origin.app, "state": said.state or ""},
    )


def tombstone(id: str, origin: Origin, at: datetime) -> Post:
    return Post(id=id, network=NETWORK, channel=origin.channel, source=origin.source, deleted_at=at)


def mark_of(post: Post) -> str:
    """What counts as its content."""
    said = f"{post.rating}\n{post.title}\n{post.text}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]


def country_of(territory: str | None) -> str:
    """Apple's three letters as the two that others use; unknown ones stay as they are."""
    code = (territory or "").strip().upper()[:3]
    known = get_global("territory_aliases")
    return str(known.get(code, [code])[0]) if code.isascii() else ""


def _clean(text: str | None) -> str:
    return _BAD.sub("", text or "").strip()


def _utc(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:  # a time before the year 1 or after 9999 is none
        return None
