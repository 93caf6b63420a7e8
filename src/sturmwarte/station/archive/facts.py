"""What is known of a post, as index terms: `=lang=de`, `=topic=strike`.

No word of a post holds `=`, so a fact never meets a word, a prefix of one neither. With them in the index a
query of fields alone
walks a short list like any rare word. They must say at least what `core.query.fields` answers yes to.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from sturmwarte.core.post import Post
from sturmwarte.station.archive.identity import REAL, realm

MOVING = ("=kind=", "=sentiment=", "=topic=")
_APART = re.compile(r"[\s\x00-\x20\x7f\"'\\`]")
"""What the index takes for the end of a term: every ASCII sign that is not among its `tokenchars`."""


@lru_cache(10_000)
def fact(name: str, value: str) -> str:
    """The term for one fact. What would cut a term in two becomes `_`, in posts and questions alike."""
    return f"={name}={_APART.sub('_', value.casefold())}"


def facts(post: Post, lang: str, topics: Iterable[str], kind: str, sentiment: str) -> list[str]:
    """All facts of a post, each once."""
    return list(dict.fromkeys((*_lasting(post, lang), *moving_facts(topics, kind, sentiment))))


def moving_facts(topics: Iterable[str], kind: str, sentiment: str) -> list[str]:
    """The facts that change while the text stays: a correction or a new topic replaces them."""
    judged = [fact(name, value) for name, value in (("kind", kind), ("sentiment", sentiment)) if value]
    return judged + [fact("topic", topic) for topic in sorted(topics)]


def _lasting(post: Post, lang: str) -> Iterator[str]:
    if realm(post.run) != REAL:
        yield fact("realm", post.run)
    yield from _placed(lang or post.lang, post.channel, post.source, post.form, post.country)
    if author := post.author:
        yield from _named(author.handle, author.name, author.id)
    if post.url:
        yield from (fact("site", site) for site in _domains(post.site))
    yield from _is(post)
    yield from _has(post)


@lru_cache(1024)
def _placed(lang: str, channel: str, source: str, form: str, country: str) -> tuple[str, ...]:
    """The facts that thousands of posts share."""
    pairs = [("lang", lang), *(("lang", lang[:at]) for at, sign in enumerate(lang) if sign == "-")]
    for name, value in (("channel", channel), ("source", source)):
        pairs += [(name, value), (name, value.partition(":")[0])]
    pairs += [("form", form), ("country", country)]
    return tuple(fact(name, value) for name, value in pairs if value)


@lru_cache(20_000)
def _named(handle: str, name: str, id: str) -> tuple[str, ...]:
    """An author under every name, with and without the sign people put before it."""
    names = [said for one in (handle.removeprefix("@"), name, id) for said in (one, one.removeprefix("@"))]
    return tuple(fact("author", said) for said in names if said)


def _domains(site: str) -> Iterator[str]:
    while site:
        yield site
        site = site.partition(".")[2]


def _is(post: Post) -> Iterator[str]:
    if post.is_reply:
        yield "=is=reply"
    if post.is_repost:
        yield "=is=repost"
    if post.is_ad:
        yield "=is=ad"
    if post.own:
        yield "=is=own"


def _has(post: Post) -> Iterator[str]:
    if post.media:
        yield "=has=media"
        yield from (fact("has", medium.type.partition("/")[0]) for medium in post.media)
    if post.rating is not None:
        yield "=has=rating"
    if post.place:
        yield "=has=place"
    content = post.content
    if any(sign in content for sign in ("http://", "https://", "www.")):
        yield "=has=link"
