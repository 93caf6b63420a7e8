"""A page's own word on where its feed is: `<link rel="alternate">` (RSS autodiscovery). Pure."""

from sturmwarte.channels.feeds.head import tags
from sturmwarte.channels.feeds.words import address_of, line_of

TYPES = (
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
    "text/xml",
    "application/xml",
)
_COMMENTS = ("comment", "kommentar")


def feeds_of(page: str, url: str) -> list[tuple[str, str]]:
    """Title and address of each feed a page names, the page's main feed first, comments last."""
    found: dict[str, str] = {}
    for link in tags(page, "link"):
        rels = link.get("rel", "").lower().split()
        type = link.get("type", "").lower().partition(";")[0].strip()
        address = address_of(link.get("href"), url)
        if (
            address
            and ("feed" in rels or ("alternate" in rels and type in TYPES))
            and "stylesheet" not in rels
        ):
            found.setdefault(address, line_of(link.get("title"), 200))
    return sorted(((title, address) for address, title in found.items()), key=_of_comments)


def _of_comments(feed: tuple[str, str]) -> bool:
    return any(word in f"{feed[0]} {feed[1]}".lower() for word in _COMMENTS)
