"""App Store Connect's objects, as far as we use them (developer.apple.com, App Store Connect API)."""

from datetime import datetime

import msgspec


class Said(msgspec.Struct):
    """A customer's review."""

    rating: int | None = None
    title: str | None = ""
    body: str | None = ""
    nickname: str | None = msgspec.field(name="reviewerNickname", default="")
    created: datetime | None = msgspec.field(name="createdDate", default=None)
    territory: str | None = ""


class Review(msgspec.Struct):
    id: str
    attributes: Said = msgspec.field(default_factory=Said)


class Response(msgspec.Struct):
    """Our answer to a review. `state` is PUBLISHED or PENDING_PUBLISH."""

    body: str | None = msgspec.field(name="responseBody", default="")
    modified: datetime | None = msgspec.field(name="lastModifiedDate", default=None)
    state: str | None = ""


class Named(msgspec.Struct):
    id: str = ""


class To(msgspec.Struct):
    data: Named | None = None


class Links(msgspec.Struct):
    """`next` is the address of the following page."""

    next: str | None = None


class Relations(msgspec.Struct):
    review: To | None = None


class Included(msgspec.Struct):
    """What a list brings along; of ours only the answers."""

    type: str
    id: str
    attributes: Response = msgspec.field(default_factory=Response)
    relationships: Relations | None = None

    @property
    def review(self) -> str:
        to = self.relationships.review if self.relationships else None
        return to.data.id if to and to.data else ""


class Page(msgspec.Struct):
    data: list[msgspec.Raw]
    included: list[msgspec.Raw] = []
    links: Links = msgspec.field(default_factory=Links)


class App(msgspec.Struct):
    name: str = ""


class AppData(msgspec.Struct):
    id: str = ""
    attributes: App = msgspec.field(default_factory=App)


class OneApp(msgspec.Struct):
    data: AppData


class Made(msgspec.Struct):
    """What creating an answer gives back."""

    data: Named
