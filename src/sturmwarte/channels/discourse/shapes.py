"""A Discourse forum's own objects, as far as we use them (https://docs.discourse.org/)."""

from datetime import datetime

import msgspec

REGULAR, BY_MODERATOR = 1, 2
"""Post types that people write. 3 are notes of actions, 4 whispers among staff."""
LIKE = 2


class Action(msgspec.Struct):
    id: int = 0
    count: int = 0


class Entry(msgspec.Struct):
    """One post. Those of a topic are numbered from 1; 1 opens it."""

    id: int
    topic_id: int
    post_number: int
    username: str = ""
    name: str | None = None
    user_id: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    deleted_at: datetime | None = None
    user_deleted: bool | None = False
    hidden: bool | None = False
    cooked: str | None = ""
    post_type: int | None = REGULAR
    reply_to_post_number: int | None = None
    reply_count: int | None = 0
    reads: int | None = 0
    version: int | None = 1
    topic_slug: str | None = ""
    topic_title: str | None = ""
    topic_archetype: str | None = ""
    category_id: int | None = None
    yours: bool | None = False
    actions_summary: list[Action] | None = None

    @property
    def by_people(self) -> bool:
        return self.post_type in (REGULAR, BY_MODERATOR, None)


class Latest(msgspec.Struct):
    """`/posts.json` and `/private-posts.json`."""

    latest_posts: list[msgspec.Raw] = []
    private_posts: list[msgspec.Raw] = []

    @property
    def posts(self) -> list[msgspec.Raw]:
        return self.latest_posts or self.private_posts


class User(msgspec.Struct):
    id: int = 0
    username: str = ""


class Session(msgspec.Struct):
    """`/session/current.json`."""

    current_user: User = msgspec.field(default_factory=User)


class About(msgspec.Struct):
    """`/site/basic-info.json`, readable even where the forum is not."""

    title: str = ""


class Created(msgspec.Struct):
    """What `POST /posts.json` answers. `action` says when it waits for a moderator."""

    id: int = 0
    topic_id: int = 0
    post_number: int = 0
    action: str = ""


class Extras(msgspec.Struct):
    wait_seconds: float = 0.0


class Fault(msgspec.Struct):
    """The body of an error."""

    errors: list[str] = []
    error_type: str = ""
    extras: Extras = msgspec.field(default_factory=Extras)


class Topic(msgspec.Struct):
    """A topic, as webhooks send it."""

    id: int
    deleted_at: datetime | None = None


class Conversation(msgspec.Struct):
    """`/t/<topic>.json`. Only here a forum says that a topic is a private one; single posts do not."""

    archetype: str = ""


class Event(msgspec.Struct):
    """The body of a webhook."""

    post: msgspec.Raw = msgspec.Raw(b"null")
    topic: Topic | None = None
