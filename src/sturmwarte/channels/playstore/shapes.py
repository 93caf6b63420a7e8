"""The Google Play Developer API's objects, as far as we use them (androidpublisher v3, reviews)."""

import msgspec


class Timestamp(msgspec.Struct):
    """Seconds come as text: they are 64 bits wide."""

    seconds: str | int = 0
    nanos: int = 0

    @property
    def unix(self) -> int:
        text = str(self.seconds)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


class UserComment(msgspec.Struct):
    """What the customer wrote. Title and text, where there is a title, are parted by a tab."""

    text: str = ""
    lastModified: Timestamp = msgspec.field(default_factory=Timestamp)
    starRating: int | None = None
    reviewerLanguage: str = ""
    appVersionName: str = ""
    thumbsUpCount: int = 0


class DeveloperComment(msgspec.Struct):
    text: str = ""
    lastModified: Timestamp = msgspec.field(default_factory=Timestamp)


class Comment(msgspec.Struct):
    userComment: UserComment | None = None
    developerComment: DeveloperComment | None = None


class Review(msgspec.Struct):
    reviewId: str
    authorName: str = ""
    comments: list[Comment] = []

    @property
    def said(self) -> UserComment | None:
        return next((c.userComment for c in self.comments if c.userComment), None)

    @property
    def answered(self) -> DeveloperComment | None:
        return next((c.developerComment for c in self.comments if c.developerComment), None)


class Pages(msgspec.Struct):
    nextPageToken: str = ""


class Found(msgspec.Struct):
    """One page, what was changed last first. A week without reviews is an empty object."""

    reviews: list[msgspec.Raw] = []
    tokenPagination: Pages = msgspec.field(default_factory=Pages)


class Account(msgspec.Struct):
    """The key file of a service account."""

    client_email: str
    private_key: str
    private_key_id: str = ""
    token_uri: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
    project_id: str = ""


class Token(msgspec.Struct):
    access_token: str
    expires_in: float = 3600


class Fault(msgspec.Struct):
    """The body of a refused statement (RFC 6749, 5.2)."""

    error: str = ""
