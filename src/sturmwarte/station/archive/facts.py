"""What is known of a post, as index terms: `lang=de`, `topic=strike`.

No word of a post holds `=`, so a fact never meets a word. With them in the index a query of fields alone
walks a short list like any rare word. They must say at least what `core.query.fields` answers yes to.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from sturmwarte.core.post import Post

MOVING = ("kind=", "sentiment=", "topic=")
_APART = re.compile(r"[\s\x00-\x20\x7f]")


def fact(name: str, value: str) -> str:
    """The term for one fact. What would cut a term in two becomes `_`, in posts and questions alike."""
    return f"{name}={_APART.sub('_', value.casefold())}"


def facts(post: Post, lang: str, topics: Iterable[str], kind: str, sentiment: str) -> list[str]:
    """All facts of a post, each once."""
    lasting = [fact(name, value) for name, value in _lasting(post, lang) if value]
    return list(dict.fromkeys(lasting + moving_facts(topics, kind, sentiment)))


def moving_facts(topics: Iterable[str], kind: str, sentiment: str) -> list[str]:
    """The facts that change while the text stays: a correction or a new topic replaces them."""
    known = [("kind", kind), ("sentiment", sentiment), *(("topic", topic) for topic in sorted(topics))]
    return [fact(name, value) for name, value in known if value]


def _lasting(post: Post, lang: str) -> Iterator[tuple[str, str]]:
    code = lang or post.lang
    yield from (("lang", code[:cut]) for cut in _cuts(code))
    for name, value in (("channel", post.channel), ("source", post.source)):
        yield name, value
        yield name, value.partition(":")[0]
    yield "form", post.form
    yield "country", post.country
    yield from _author(post)
    yield from (("site", site) for site in _domains(post.site))
    yield from _is(post)
    yield from _has(post)


def _cuts(code: str) -> Iterator[int]:
    """de-AT is also de."""
    yield len(code)
    yield from (at for at, sign in enumerate(code) if sign == "-")


def _author(post: Post) -> Iterator[tuple[str, str]]:
    if post.author:
        for name in (post.author.handle.removeprefix("@"), post.author.name, post.author.id):
            yield "author", name
            yield "author", name.removeprefix("@")


def _domains(site: str) -> Iterator[str]:
    while site:
        yield site
        site = site.partition(".")[2]


def _is(post: Post) -> Iterator[tuple[str, str]]:
    states: Sequence[tuple[bool, str]] = (
        (post.is_reply, "reply"), (post.is_repost, "repost"), (post.is_ad, "ad"), (post.own, "own"),
    )  # fmt: skip
    yield from (("is", name) for state, name in states if state)


def _has(post: Post) -> Iterator[tuple[str, str]]:
    if post.media:
        yield "has", "media"
        yield from (("has", medium.type.partition("/")[0]) for medium in post.media)
    if post.rating is not None:
        yield "has", "rating"
    if post.place:
        yield "has", "place"
    content = post.content
    if any(sign in content for sign in ("http://", "https://", "www.")):
        yield "has", "link"
