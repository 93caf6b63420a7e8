"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/). Pure."""

import math
from datetime import UTC, datetime
from typing import Any

import msgspec

from sturmwarte.channels.feeds.feed import Enclosure, Feed, Item
from sturmwarte.channels.feeds.words import address_of, line_of, text_of, title_of
from sturmwarte.wire.errors import Unreadable

MOST_ITEMS = 2_000


def read_json(body: bytes, url: str) -> Feed:
    """Raises Unreadable for what is no JSON Feed. A field of a wrong type counts as missing."""
    try:
        document = msgspec.json.decode(body.lstrip(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise Unreadable("channel.feeds.damaged", address=url) from error
    if not isinstance(document, dict) or "jsonfeed.org/version/" not in str(document.get("version", "")):
        raise Unreadable("channel.feeds.no_feed", address=url)
    everyone = _author(document)
    return Feed(
        url=url,
        title=title_of(document.get("title")),
        link=address_of(document.get("home_page_url"), url),
        own=address_of(document.get("feed_url"), url),
        hub=_hub(document.get("hubs"), url),
        older=address_of(document.get("next_url"), url),
        items=tuple(_item(i, url, everyone) for i in _dicts(document.get("items"))[:MOST_ITEMS]),
    )


def _item(item: dict[str, Any], url: str, everyone: tuple[str, str]) -> Item:
    author, author_url = _author(item)
    summary = text_of(item.get("summary"))
    return Item(
        id=_id(item.get("id")),
        link=address_of(item.get("url"), url) or address_of(item.get("external_url"), url),
        title=title_of(item.get("title")),
        text=text_of(item.get("content_html")) or _plain(item.get("content_text")) or summary,
        summary=summary,
        published=moment(item.get("date_published")),
        updated=moment(item.get("date_modified")),
        author=author or everyone[0],
        author_url=author_url or everyone[1],
        enclosures=tuple(_enclosures(item, url)),
        tags=tuple(line_of(tag, 80) for tag in _list(item.get("tags"))[:30] if line_of(tag, 80)),
    )


def moment(value: object) -> datetime | None:
    """An RFC 3339 time; one without a zone is taken as UTC."""
    if not isinstance(value, str):
        return None
    try:
        when = datetime.fromisoformat(value.strip())
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _enclosures(item: dict[str, Any], url: str) -> list[Enclosure]:
    found = [
        Enclosure(address_of(a.get("url"), url), line_of(a.get("mime_type"), 60), line_of(a.get("title")))
        for a in _dicts(item.get("attachments"))[:10]
    ]
    return [enclosure for enclosure in found if enclosure.url]


def _author(of: dict[str, Any]) -> tuple[str, str]:
    authors = _dicts(of.get("authors")) or _dicts([of.get("author")])
    if not authors:
        return "", ""
    return line_of(authors[0].get("name"), 200), address_of(authors[0].get("url"))


def _hub(hubs: object, url: str) -> str:
    for hub in _dicts(hubs):
        if str(hub.get("type", "")).lower() == "websub":
            return address_of(hub.get("url"), url)
    return ""


def _id(value: object) -> str:
    """Version 1 asked for strings, and many wrote numbers."""
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    return line_of(str(value), 2000) if isinstance(value, str | int | float) else ""


def _plain(value: object) -> str:
    """`content_text` is text, whatever it looks like."""
    return (
        "".join(c for c in value[:50_000] if c in "\n\t" or c.isprintable()).strip()
        if isinstance(value, str)
        else ""
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in _list(value) if isinstance(one, dict)]
