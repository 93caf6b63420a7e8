"""The fields of the language: names in both languages, values they take, what they ask of a post."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.query.patterns import glob
from sturmwarte.core.query.tree import Comparison, Field

Answer = Callable[[Document, str], bool]


@dataclass(frozen=True)
class FieldKind:
    """One field. `known` maps every accepted spelling of a value to its name; empty means free text.

    `reading` fields are known only after the post was read, so topics cannot use them.
    `single` fields have one value per post: two different ones contradict each other.
    """

    name: str
    example: str
    aliases: tuple[str, ...] = ()
    known: Mapping[str, str] | None = None
    number: bool = False
    reading: bool = False
    single: bool = False
    patterns: bool = True


FORMS: Final = {
    "post": "post", "beitrag": "post", "comment": "comment", "kommentar": "comment", "review": "review",
    "bewertung": "review", "rezension": "review", "mail": "mail", "e-mail": "mail", "email": "mail",
    "direct_message": "direct_message", "direktnachricht": "direct_message", "dm": "direct_message",
    "article": "article", "artikel": "article", "story": "story",
}  # fmt: skip
IS: Final = {
    "reply": "reply", "antwort": "reply", "repost": "repost", "geteilt": "repost", "ad": "ad",
    "anzeige": "ad", "werbung": "ad", "own": "own", "eigen": "own", "eigener": "own",
}  # fmt: skip
HAS: Final = {
    "image": "image", "bild": "image", "foto": "image", "video": "video", "film": "video", "audio": "audio",
    "ton": "audio", "media": "media", "medien": "media", "link": "link", "rating": "rating",
    "bewertung": "rating", "place": "place", "ort": "place",
}  # fmt: skip
SENTIMENTS: Final = {
    "positive": "positive", "positiv": "positive", "negative": "negative", "negativ": "negative",
    "neutral": "neutral", "mixed": "mixed", "gemischt": "mixed",
}  # fmt: skip

KINDS: Final = (
    FieldKind("lang", "lang:de", ("sprache",), single=True, patterns=False),
    FieldKind("channel", "channel:mastodon", ("kanal",), single=True),
    FieldKind("source", "source:feed", ("quelle",), single=True),
    FieldKind("form", "form:review", ("art",), FORMS, single=True),
    FieldKind("author", "author:db_info", ("autor", "autorin")),
    FieldKind("site", "site:example.org", ("seite", "website", "webseite")),
    FieldKind("country", "country:de", ("land",), single=True, patterns=False),
    FieldKind("followers", "followers>1000", ("follower", "abonnenten"), number=True),
    FieldKind("rating", "rating<=2", ("bewertung", "sterne"), number=True),
    FieldKind("is", "is:reply", ("ist",), IS),
    FieldKind("has", "has:image", ("hat",), HAS),
    FieldKind("kind", "kind:complaint", ("anliegen",), reading=True, single=True),
    FieldKind("sentiment", "sentiment:negative", ("stimmung",), SENTIMENTS, reading=True, single=True),
    FieldKind("topic", "topic:strike", ("thema",), reading=True),
)
BY_NAME: Final = {name: kind for kind in KINDS for name in (kind.name, *kind.aliases)}


def _lang(document: Document, value: str) -> bool:
    return document.lang == value or document.lang.startswith(value + "-")


def _named(name: str, value: str) -> bool:
    """`mastodon` names the channel `mastodon:support` too, because the first word is the network."""
    name = name.casefold()
    return glob(value, name) or glob(value, name.partition(":")[0])


def _author(document: Document, value: str) -> bool:
    author = document.post.author
    if author is None:
        return False
    names = (author.handle.casefold().removeprefix("@"), author.name.casefold(), author.id.casefold())
    return any(name and glob(value.removeprefix("@"), name) for name in names)


def _site(document: Document, value: str) -> bool:
    site = document.post.site.casefold()
    return bool(site) and (glob(value, site) or glob("*." + value, site))


def _is(document: Document, value: str) -> bool:
    return bool(getattr(document.post, "own" if value == "own" else f"is_{value}"))


def _has(document: Document, value: str) -> bool:
    post = document.post
    match value:
        case "media":
            return bool(post.media)
        case "link":
            return any(sign in chunk for chunk in document.chunks for sign in ("http://", "https://", "www."))
        case "rating":
            return post.rating is not None
        case "place":
            return bool(post.place)
        case _:  # a medium's type is "image" or the fuller "image/png"
            return any(medium.type.casefold().partition("/")[0] == value for medium in post.media)


ANSWERS: Final[Mapping[str, Answer]] = {
    "lang": _lang,
    "channel": lambda document, value: _named(document.post.channel, value),
    "source": lambda document, value: _named(document.post.source, value),
    "form": lambda document, value: document.post.form == value,
    "author": _author,
    "site": _site,
    "country": lambda document, value: document.post.country.casefold() == value,
    "is": _is,
    "has": _has,
    "kind": lambda document, value: bool(document.kind) and glob(value, str(document.kind).casefold()),
    "sentiment": lambda document, value: (document.sentiment or "").casefold() == value,
    "topic": lambda document, value: any(glob(value, t.casefold()) for t in document.topics),
}
COMPARE: Final[Mapping[Comparison, Callable[[float, float], bool]]] = {
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "=": lambda a, b: a == b,
    ":": lambda a, b: a == b,
}


def holds(field: Field, document: Document) -> bool:
    """Does the post have this fact? What is unknown never does: missing is not zero."""
    if isinstance(field.value, str):
        return ANSWERS[field.name](document, field.value)
    known = number(field.name, document.post)
    return known is not None and COMPARE[field.comparison](known, field.value)


def number(name: str, post: Post) -> float | None:
    """The post's number for `followers` or `rating`, None when unknown."""
    if name == "rating":
        return post.rating
    return post.author.followers if post.author else None
