"""The Link header (RFC 8288), as far as feeds use it: hub, self and next. Pure."""

import re
from dataclasses import replace

from sturmwarte.channels.feeds.feed import Feed
from sturmwarte.channels.feeds.words import address_of

_LINK = re.compile(r"<([^<>]{1,2000})>([^<]{0,500})")
_REL = re.compile(r";\s{0,8}rel\s{0,8}=\s{0,8}\"?([^\";,]{1,100})", re.IGNORECASE)


def linked(feed: Feed, header: str) -> Feed:
    """The feed with what the header adds; WebSub lets it win over the document (W3C WebSub, 4)."""
    links = relations(header, feed.url)
    return replace(feed, hub=links.get("hub", feed.hub), own=links.get("self", feed.own))


def relations(header: str, base: str) -> dict[str, str]:
    """Relation to address, the first of each."""
    found: dict[str, str] = {}
    for link in _LINK.finditer(header[:8000]):
        rel = _REL.search(link[2])
        for name in rel[1].lower().split() if rel else ():
            if address := address_of(link[1], base):
                found.setdefault(name, address)
    return found
