"""RSS 0.9x, 1.0, 2.0 and Atom 0.3, 1.0: feedparser knows their dialects, and is kept within bounds. Pure.

It opens strings as addresses and file paths, even bytes as paths: it is only ever given a byte stream. It has
a fast reader for whole XML and a slow one that makes the best of damaged XML; a document too long for its
reader is cut behind its newest items and closed. It is not asked to sanitise: only plain text leaves this
module. Nor is it told where the feed came from: it would turn ids that are no addresses into addresses.
"""

import calendar
import io
import re
import time
from datetime import UTC, datetime
from html.entities import html5
from itertools import islice
from typing import Any
from xml.parsers import expat

import feedparser

from sturmwarte.channels.feeds.feed import Enclosure, Feed, Hints, Item
from sturmwarte.channels.feeds.taming import tamed
from sturmwarte.channels.feeds.words import address_of, line_of, text_of, title_of
from sturmwarte.wire.errors import Unreadable

MOST_ITEMS = 2_000
HEAD = 64 * 1024
MOST_TAGS, MOST_ENTITIES = 60_000, 200_000
"""The fast reader takes about 20 µs a tag and 5 µs an entity."""
LOOSE_TAGS, LOOSE_MARKS = 8_000, 150_000
"""The slow reader takes about 60 µs a tag and 3 µs a stray `<` or `&`: half a second for so many."""

_ITEM = re.compile(rb"<(?:item|entry)[\s>]")
_OPENED = re.compile(rb"<[A-Za-z/?!]")
_AMPERSAND = re.compile(rb"&")
_MARK = re.compile(rb"[<&]")
_ROOTS = {b"<rss": b"</channel></rss>", b"<feed": b"</feed>", b"<rdf:RDF": b"</rdf:RDF>"}
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_ENTITIES = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.DOTALL)
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,2000}?)</skipDays>", re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>")
_DAY = re.compile(rb"<day>\s*([A-Za-z]{3})")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PERIODS_S = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


def read_xml(body: bytes, url: str, content_type: str = "") -> Feed:
    """Raises Unreadable for what is no feed, and for everything the parsers choke on."""
    body, kind = tamed(body, content_type)
    try:
        read = feedparser.parse(
            io.BytesIO(_mended(body)),
            response_headers={"content-type": kind},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # its loose reader raises what it likes
        raise Unreadable("channel.feeds.damaged", address=url) from error
    if not read.get("version") and not read.entries:  # it leaves out what it could not tell
        raise Unreadable("channel.feeds.no_feed", address=url)
    try:
        return _feed(read, url, _hints(read.feed, body[:HEAD]))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise Unreadable("channel.feeds.damaged", address=url) from error


def _mended(body: bytes) -> bytes:
    body = _cut(body, (_ITEM, MOST_ITEMS), (_OPENED, MOST_TAGS), (_AMPERSAND, MOST_ENTITIES))
    body = _ENTITY.sub(_numbered, _without_definitions(body))
    return body if _well_formed(body) else _cut(body, (_OPENED, LOOSE_TAGS), (_MARK, LOOSE_MARKS))


def _cut(body: bytes, *bounds: tuple[re.Pattern[bytes], int]) -> bytes:
    """The document as far as there is no more than so many of each, ended where an item begins."""
    ends = (next(islice(pattern.finditer(body), most, None), None) for pattern, most in bounds)
    end = min((beyond.start() for beyond in ends if beyond), default=None)
    if end is None:
        return body
    item = max(body.rfind(b"<item", 0, end + 5), body.rfind(b"<entry", 0, end + 6))
    closing = next((close for root, close in _ROOTS.items() if root in body[:HEAD]), b"")
    return body[:item] + closing if item > 0 else body[:end]


def _without_definitions(body: bytes) -> bytes:
    """Entities that a document defines for itself may grow without end, and no feed needs them."""
    start = body.find(b"<!DOCTYPE", 0, HEAD)
    if start < 0 or b"<!ENTITY" not in body:
        return body
    end = body.find(b"]>", start)
    return body[:start] + body[end + 2 :] if end >= 0 else body[:start]


def _well_formed(body: bytes) -> bool:
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError):
        return False
    return True


def _numbered(entity: re.Match[bytes]) -> bytes:
    """HTML's names are unknown to XML; `&uuml;` would be lost otherwise."""
    if entity[1] in _XML_ENTITIES:
        return entity[0]
    character = html5.get(entity[1].decode("ascii") + ";")
    return b"".join(b"&#%d;" % ord(c) for c in character) if character else entity[0]


def _feed(read: Any, url: str, hints: Hints) -> Feed:
    feed = read.feed
    links = {line_of(link.get("rel"), 40).lower(): address_of(link.get("href"), url) for link in _links(feed)}
    return Feed(
        url=url,
        title=title_of(feed.get("title")),
        link=address_of(feed.get("link"), url),
        own=links.get("self", ""),
        hub=links.get("hub", ""),
        older=links.get("prev-archive", "") or links.get("next", ""),
        items=tuple(_item(entry, url) for entry in read.entries[:MOST_ITEMS]),
        hints=hints,
    )


def _item(entry: Any, url: str) -> Item:
    summary = text_of(entry.get("summary"))
    whole = max((text_of(c.get("value")) for c in _dicts(entry.get("content"))), key=len, default="")
    published, updated = _moment(entry, "published"), _moment(entry, "updated")
    person = entry.get("author_detail")
    person = person if isinstance(person, dict) else {}
    return Item(
        id=line_of(entry.get("id"), 2000),
        link=_link(entry, url),
        title=title_of(entry.get("title")),
        text=whole if len(whole) >= len(summary) else summary,
        summary=summary,
        published=published,
        updated=updated,
        author=line_of(entry.get("author") or person.get("name"), 200),
        author_url=address_of(person.get("href")),
        enclosures=tuple(_enclosures(entry, url)),
        answers=_answers(entry),
        rating=_rating(entry.get("im_rating")),
        tags=tuple(line_of(t.get("term"), 80) for t in _dicts(entry.get("tags"))[:30] if t.get("term")),
    )


def _link(entry: Any, url: str) -> str:
    """feedparser takes an id for a link where there is none, even an id that is no address."""
    link = entry.get("link")
    return address_of(link) if link == entry.get("id") else address_of(link, url)


def _moment(entry: Any, name: str) -> datetime | None:
    """`dict.get`: feedparser's own answers `updated` with `published` and warns."""
    parsed = dict.get(entry, f"{name}_parsed")
    if not isinstance(parsed, time.struct_time):
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _enclosures(entry: Any, url: str) -> list[Enclosure]:
    found = [
        Enclosure(
            address_of(e.get("href") or e.get("url"), url), line_of(e.get("type") or e.get("medium"), 60)
        )
        for e in (*_dicts(entry.get("enclosures")), *_dicts(entry.get("media_content")))[:20]
    ]
    return list({enclosure.url: enclosure for enclosure in found if enclosure.url}.values())[:10]


def _answers(entry: Any) -> str:
    answered = entry.get("thr_in-reply-to")
    return line_of(answered.get("ref") or answered.get("href"), 2000) if isinstance(answered, dict) else ""


def _rating(value: object) -> float | None:
    """App stores' reviews carry stars."""
    try:
        stars = float(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return stars if stars is not None and 0 <= stars <= 10 else None


def _hints(feed: Any, head: bytes) -> Hints:
    hours = _SKIP_HOURS.search(head)
    days = _SKIP_DAYS.search(head)
    return Hints(
        ttl_s=_ttl_s(feed),
        skip_hours=frozenset(int(h) % 24 for h in _HOUR.findall(hours[1])) if hours else frozenset(),
        skip_days=frozenset(
            _DAYS.index(name)
            for name in (day.decode("ascii").lower() for day in (_DAY.findall(days[1]) if days else ()))
            if name in _DAYS
        ),
    )


def _ttl_s(feed: Any) -> float | None:
    ttl = _number(feed.get("ttl"))
    if ttl:
        return ttl * 60
    period = _PERIODS_S.get(line_of(feed.get("sy_updateperiod"), 20).lower())
    return period / (_number(feed.get("sy_updatefrequency")) or 1) if period else None


def _number(value: object) -> float | None:
    text = value.strip() if isinstance(value, str) else ""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _links(of: Any) -> list[Any]:
    return _dicts(of.get("links"))


def _dicts(value: object) -> list[Any]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
