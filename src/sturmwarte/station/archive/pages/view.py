"""A post as pages show it: nothing in it can act, nothing is fetched for it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from sturmwarte.core.post import Metrics, Post
from sturmwarte.core.query.explain import explain
from sturmwarte.core.query.tree import Node
from sturmwarte.station.archive.pages import hostile
from sturmwarte.station.archive.pages.reasons import counted_words
from sturmwarte.station.archive.records import Found


@dataclass(frozen=True)
class Medium:
    """A placeholder: what kind of medium it is and what is known to be in it. Its address is never loaded."""

    type: str
    says: str


@dataclass(frozen=True)
class Shown:
    """A post made safe to look at. `cut` counts the characters left out of an enormous one."""

    network: str
    id: str
    found: Found
    name: str
    handle: str
    title: str
    body: SafeString
    cut: int
    media: list[Medium]
    metrics: Metrics | None
    at: datetime | None
    site: str
    marked: bool
    gone: bool


def handle_of(post: Post) -> str:
    """The author's handle as their network writes it: with @, but not on an address or a plain name."""
    who = post.author
    if who is None or not who.handle:
        return ""
    handle = who.handle.lstrip("@")
    plain = post.form == "mail" or " " in handle
    shown = hostile.excerpt(handle, 60)
    return shown if plain or not shown else f"@{shown}"


def author_of(post: Post) -> str:
    """One line for lists: the handle, else the name."""
    who = post.author
    return handle_of(post) or (hostile.excerpt(who.name or who.id, 60) if who else "")


def opening(post: Post) -> str:
    """What a list shows of a post: title and text, or what is known of its pictures."""
    parts = [part.strip() for part in (post.title, post.text) if part.strip()]
    return " – ".join(parts) or post.content


def shown(found: Found, marked: bool = False, sought: Node | None = None, open_held: bool = False) -> Shown:
    """`marked`: the words that counted are marked in the text; so are those that the search `sought` met.
    `open_held`: this reader may see the words of a post that is kept as evidence."""
    post, who = found.post, found.post.author
    network, id = post.identity
    return Shown(
        network=network,
        id=id,
        found=found,
        name=hostile.excerpt((who.name or who.handle or who.id) if who else "", 80),
        handle=handle_of(post),
        title=hostile.excerpt(post.title, 300),
        body=hostile.body(post.text, counted_words(found) if marked else (), _met(sought, post)),
        cut=hostile.cut(post.text),
        media=[
            Medium(hostile.excerpt(one.type, 20), hostile.excerpt(one.alt or one.text, 300))
            for one in post.media
        ],
        metrics=post.metrics,
        at=post.created_at or post.received_at,
        site=hostile.excerpt(post.site, 80),
        marked=marked,
        gone=(found.deleted_at is not None or found.held) and not (found.held and open_held),
    )


def _met(sought: Node | None, post: Post) -> set[str]:
    """The words of the post, as written, that a search found."""
    if sought is None:
        return set()
    passages = explain(sought, post).passages
    return {post.text[one.start : one.end] for one in passages if one.part == "text"}
