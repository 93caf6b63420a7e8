"""A post in one line of a list, around the first word that was found, with all of them marked."""

from collections.abc import Iterable

import msgspec
from django.utils.safestring import SafeString

from sturmwarte.core.post import Post
from sturmwarte.core.query.explain import Passage, explain
from sturmwarte.core.query.tree import And, Field, Node, Not, children
from sturmwarte.station.archive.pages import hostile
from sturmwarte.station.archive.pages.view import opening

_LENGTH, _BEFORE = 240, 60
_READ = 4_000
"""Characters of a long text in which the found words are looked for: a list has fifty of them to show."""


def sought(node: Node | None) -> Node | None:
    """What of a query can stand in a text at all; None when it asks for facts or absences only."""
    if node is None or isinstance(node, Field | Not):
        return None
    if isinstance(node, And):
        return node if any(sought(part) for part in node.parts) else None
    return node if not children(node) or any(sought(part) for part in children(node)) else None


def line(post: Post, node: Node | None) -> SafeString:
    """The line as HTML. `node` is what `sought` gave."""
    text = opening(post)
    found = _found(post, node) if node is not None else []
    if not found:
        return hostile.line(hostile.excerpt(text, _LENGTH), ())
    low = text.casefold()
    places = [at for at in (low.find(word.casefold()) for word in found) if at >= 0]
    start = min(places, default=0)
    if start > _LENGTH - _BEFORE:
        begin = text.rfind(" ", 0, start - _BEFORE) + 1
        return hostile.line("… " + hostile.excerpt(text[begin:], _LENGTH), found)
    return hostile.line(hostile.excerpt(text, _LENGTH), found)


def _found(post: Post, node: Node) -> list[str]:
    """The words of the post, as written, that the search met."""
    if len(post.text) > _READ:
        post = msgspec.structs.replace(post, text=post.text[:_READ])
    texts = {"title": post.title, "text": post.text}
    return list(_written(explain(node, post).passages, texts))


def _written(passages: Iterable[Passage], texts: dict[str, str]) -> Iterable[str]:
    for one in passages:
        if one.part in texts:
            yield texts[one.part][one.start : one.end]
