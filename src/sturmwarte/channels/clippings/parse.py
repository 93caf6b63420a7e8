"""A notification or clipping mail as the posts it tells of. Pure. Nothing is lost: a mail of no known layout,
or one that is not built as its layout says, becomes one post as a whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

from sturmwarte.channels.clippings.finds import Find, finds
from sturmwarte.channels.clippings.layout import Layout, shipped
from sturmwarte.channels.clippings.lines import lines
from sturmwarte.channels.mailbox.letter import Letter, read
from sturmwarte.channels.mailbox.mime import take_apart
from sturmwarte.core.listen.csv_time import read_time
from sturmwarte.core.post import Author, Post

UNKNOWN, UNPROVEN = "layout_unknown", "sender_unproven"
MOST_TEXT = 20_000
_DATE_ONLY = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}|\d{4}-\d{2}-\d{2}")
_STARS = re.compile(r"^[★⭐*]{1,5}")


@dataclass(frozen=True)
class Desk:
    """Where mails come in, and how they may be built: the company's own layouts before ours."""

    channel: str
    source: str
    layouts: tuple[Layout, ...]


def to_posts(raw: bytes, desk: Desk, arrived: datetime | None = None) -> list[Post]:
    letter = read(raw)
    sender = letter.sender.address if letter.sender else ""
    fitting = [one for one in desk.layouts if one.fits(sender, letter.subject)]
    content = lines(take_apart(raw)) if fitting else []
    for layout in fitting:
        if made := finds(layout, letter.subject, content):
            return [_post(item, number, layout, letter, desk, arrived) for number, item in enumerate(made)]
    return [_whole(letter, desk, arrived)]


def parse_sample(body: bytes) -> Sequence[Post]:
    return to_posts(body, Desk("clippings:sample", "sample", shipped()))


def _post(
    item: Find, number: int, layout: Layout, letter: Letter, desk: Desk, arrived: datetime | None
) -> Post:
    values, url = item.values, item.values.get("url", "")
    url = url if url.startswith(("https://", "http://")) else ""
    at, flags = _written_at(values.get("date", ""), letter, arrived)
    name = values.get("author") or values.get("outlet") or layout.author
    return Post(
        id=url[:500] or f"{letter.id}#{number + 1}",
        network=layout.network,
        channel=desk.channel,
        source=desk.source,
        form=layout.form,
        title=values.get("title", "")[:500],
        text=item.text[:MOST_TEXT],
        url=url,
        created_at=at,
        author=Author(id=name.casefold()[:200], name=name[:200]) if name else None,
        rating=_rating(values.get("rating", "")),
        place=values.get("place", "")[:200],
        product=values.get("product", "")[:200],
        flags=(*flags, *(() if _proven(letter) else (UNPROVEN,))),
        raw={"layout": layout.id, "mail": letter.id, "subject": letter.subject[:300], **_short(values)},
    )


def _whole(letter: Letter, desk: Desk, arrived: datetime | None) -> Post:
    """Private, because nobody knows what is in it."""
    sender = letter.sender
    at, flags = _written_at("", letter, arrived)
    return Post(
        id=letter.id,
        network="clippings",
        channel=desk.channel,
        source=desk.source,
        form="article",
        visibility="private",
        title=letter.subject[:500],
        text=(letter.told.new or letter.text)[:MOST_TEXT],
        created_at=at,
        author=Author(id=sender.address, handle=sender.address, name=sender.name[:200]) if sender else None,
        flags=(UNKNOWN, *flags, *(() if _proven(letter) else (UNPROVEN,))),
        raw={"mail": letter.id, "attachments": [one.name for one in letter.attachments]},
    )


def _written_at(
    said: str, letter: Letter, arrived: datetime | None
) -> tuple[datetime | None, tuple[str, ...]]:
    """The item's own date if it can be read and is not ahead of the mail. A day alone is its noon."""
    mailed = letter.date or arrived
    at = read_time(said, _zone(letter)) if said else None
    if at is None or (mailed is not None and at > mailed):
        return mailed, (() if mailed else ("created_at_missing",))
    if _DATE_ONLY.fullmatch(said.strip()):
        at = at.replace(hour=12)
    return (min(at, mailed) if mailed else at), ()


def _zone(letter: Letter) -> tzinfo:
    """Services write times of the place they write from."""
    try:
        return parsedate_to_datetime(letter.headers.raw("date")[:200]).tzinfo or UTC
    except (ValueError, TypeError, IndexError, OverflowError):
        return UTC


def _rating(said: str) -> float | None:
    """`4,2 von 5`, `4/5` or as many stars."""
    if stars := _STARS.match(said.strip()):
        return float(len(stars[0].replace("\ufe0f", "")))
    hit = re.search(r"\d+(?:[.,]\d+)?", said)
    value = float(hit[0].replace(",", ".")) if hit and len(hit[0]) < 6 else -1.0
    return value if 0 <= value <= 10 else None


def _proven(letter: Letter) -> bool:
    """Whether our own server found the sender's signature good (RFC 8601). Its note is the topmost one."""
    said = letter.headers.raw("authentication-results").lower()
    domain = letter.sender.address.rpartition("@")[2] if letter.sender else ""
    if "dmarc=pass" in said:
        return True
    signed = re.findall(r"dkim=pass\b[^;]{0,300}?header\.[di]=@?([\w.-]+)", said)
    return any(domain == by or domain.endswith("." + by) for by in signed if "." in by)


def _short(values: dict[str, str]) -> dict[str, str]:
    return {name: value[:500] for name, value in values.items() if name != "text"}
