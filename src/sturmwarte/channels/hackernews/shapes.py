"""What the search (https://hn.algolia.com/api) and the item interface (github.com/HackerNews/API) answer."""

import msgspec


class Hit(msgspec.Struct):
    """One find of the search. `objectID` is the item's number."""

    objectID: str
    created_at_i: int
    author: str | None = ""
    title: str | None = ""
    url: str | None = ""
    story_text: str | None = ""
    comment_text: str | None = ""
    story_title: str | None = ""
    story_id: int | None = None
    parent_id: int | None = None
    points: int | None = 0
    num_comments: int | None = 0
    tags: list[str] = msgspec.field(name="_tags", default_factory=list)


class Found(msgspec.Struct):
    """A page of finds, newest first."""

    hits: list[msgspec.Raw]


class Item(msgspec.Struct):
    """One item as it is now. Deleted ones keep little but their number."""

    id: int
    type: str = ""
    by: str = ""
    time: int = 0
    text: str = ""
    title: str = ""
    url: str = ""
    parent: int | None = None
    parts: list[int] = []
    score: int = 0
    descendants: int = 0
    deleted: bool = False
    dead: bool = False
