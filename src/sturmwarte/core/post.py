"""The shared vocabulary: one utterance, its author and its reach.

A `Post` is also the interchange format: one JSON object a line (docs/posts.md), so the
field names here are the keys of that format and none is renamed without a version step.
"""

from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

Form = Literal["post", "comment", "review", "mail", "direct_message", "article", "story"]
Visibility = Literal["public", "unlisted", "private"]

LIVE, IMPORT = "live", "import"
"""The two runs that tell what really happened; `replay:ID` and `drill:ID` are play."""


class Author(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who wrote a post, as the network names them. `followers` is None when unknown."""

    id: str
    handle: str = ""
    name: str = ""
    followers: int | None = None


class Metrics(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the platform counted, at the time the post was read."""

    likes: int = 0
    reposts: int = 0
    replies: int = 0
    views: int = 0


class Media(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A picture, film or sound. `alt` is the author's description, `text` what was read in it."""

    type: str
    url: str = ""
    alt: str = ""
    text: str = ""

    @property
    def unread(self) -> bool:
        """True when nobody and nothing has said what it shows."""
        return not (self.alt.strip() or self.text.strip())


class Post(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One utterance, as it was when it was read.

    Times are aware datetimes. `created_at` is when the author published it, `received_at`
    when the station heard it; deadlines count from the latter. `flags` names what had to be
    assumed (`created_at_missing`, `created_at_in_future`, ...), so that nothing is assumed silently.
    """

    id: str
    channel: str
    form: Form = "post"
    text: str = ""
    network: str = ""
    source: str = ""
    url: str = ""
    title: str = ""
    created_at: datetime | None = None
    received_at: datetime | None = None
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    lang: str = ""
    author: Author | None = None
    in_reply_to: str = ""
    root: str = ""
    repost_of: str = ""
    metrics: Metrics | None = None
    media: tuple[Media, ...] = ()
    visibility: Visibility = "public"
    own: bool = False
    is_ad: bool = False
    ad_id: str = ""
    rating: float | None = None
    place: str = ""
    country: str = ""
    product: str = ""
    expires_at: datetime | None = None
    run: str = LIVE
    flags: tuple[str, ...] = ()
    raw: dict[str, Any] | None = None

    @property
    def identity(self) -> tuple[str, str]:
        """(network, the network's global id): two posts with the same identity are the same post.

        Without a `network` the channel's first word stands for it: `mastodon:support` -> `mastodon`.
        """
        return self.network or self.channel.partition(":")[0], self.id

    @property
    def content(self) -> str:
        """All words a reader meets: title, text, descriptions and what was read in pictures."""
        parts = [self.title, self.text]
        for medium in self.media:
            parts += [medium.alt, medium.text]
        return "\n".join(p for p in parts if p)

    @property
    def site(self) -> str:
        """The host of the post's address, without `www.`; empty when it has none."""
        try:
            host = urlsplit(self.url).hostname or ""
        except ValueError:  # "http://[oops": an address nobody can visit has no site
            return ""
        return host.removeprefix("www.")

    @property
    def is_private(self) -> bool:
        """Written to us and nobody else: a mail or direct message is, whatever its `visibility` says."""
        return self.visibility == "private" or self.form in ("mail", "direct_message")

    @property
    def is_reply(self) -> bool:
        return bool(self.in_reply_to)

    @property
    def is_repost(self) -> bool:
        return bool(self.repost_of) or self.text.startswith("RT @")

    @property
    def unread_media(self) -> bool:
        return any(medium.unread for medium in self.media)

    @property
    def reach(self) -> int:
        """A rough count of readers: known views, else followers; plus one per reaction.

        Only for ordering and thresholds: platforms count differently, so never add it up across them.
        """
        counted = self.metrics or Metrics()
        seen = counted.views or (self.author.followers if self.author else 0) or 0
        return seen + counted.likes + counted.reposts + counted.replies
