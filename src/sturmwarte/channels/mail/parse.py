"""A mail as a post. Pure.

Its text is what the mail newly says: history and signature are in `raw`. What hangs on it stays outside:
`raw` tells names, sizes and hashes, pictures and films are media that nobody has read yet.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sturmwarte.channels.mailbox.automatic import BOUNCE
from sturmwarte.channels.mailbox.headers import Address
from sturmwarte.channels.mailbox.letter import Attachment, Letter, read
from sturmwarte.channels.mailbox.settings import ADDRESS
from sturmwarte.core.post import Author, Media, Post

MOST_TEXT = 20_000
MOST_RAW_TEXT = 20_000
MOST_TITLE = 500
AHEAD = timedelta(minutes=5)
_FORM_ADDRESS = re.compile(
    r"^(?:ihre |deine |your )?(?:e-?mail(?:-?adresse| address)?|mail|absender|kontakt)\s*:\s*"
    r"<?([^\s<>,;\"@]{1,64}@[^\s<>,;\"@]{1,190})",
    re.IGNORECASE | re.MULTILINE,
)
_FORM_NAME = re.compile(r"^(?:ihr |dein |your )?name\s*:[ \t]*(\S.{0,100})$", re.IGNORECASE | re.MULTILINE)
_LOGO = 20 * 1024
"""A picture within the text and smaller than this is decoration."""
_SEEN = frozenset(("image", "video", "audio"))


@dataclass(frozen=True)
class Where:
    """Where a mail was found. `sent` is our folder of sent mails; `addresses` are our own."""

    channel: str
    source: str = ""
    folder: str = "INBOX"
    sent: bool = False
    addresses: frozenset[str] = frozenset()


def to_post(raw: bytes, where: Where, arrived: datetime | None = None, size: int = 0) -> Post:
    """`arrived` is when the server took it, `size` its whole size when `raw` was cut."""
    letter = read(raw)
    created, flags = _created(letter, arrived)
    writer = _writer(letter, where)
    cut = size > len(raw)
    return Post(
        id=letter.id,
        network="mail",
        channel=where.channel,
        source=where.source,
        form="mail",
        visibility="private",
        title=letter.subject[:MOST_TITLE],
        text=_text(letter)[:MOST_TEXT],
        created_at=created,
        author=Author(id=writer.address, handle=writer.address, name=writer.name[:200]) if writer else None,
        in_reply_to=_parent(letter),
        root=_root(letter),
        media=tuple(_media(letter)),
        own=where.sent,
        flags=(*letter.flags, *flags, *(("cut",) if cut else ())),
        raw=_raw(letter, where, max(size, len(raw))),
    )


def parse_sample(body: bytes) -> Sequence[Post]:
    """The posts of a sample. Never fails: whatever bytes there are, they are a mail."""
    return [to_post(body, Where("mail:sample", "sample", addresses=frozenset({"service@firma.example"})))]


def _created(letter: Letter, arrived: datetime | None) -> tuple[datetime | None, tuple[str, ...]]:
    """The sender's date, unless its clock is ahead of our server's."""
    if letter.date is None:
        return arrived, ("created_at_missing",)
    if arrived and letter.date > arrived + AHEAD:
        return arrived, ("created_at_in_future",)
    return letter.date, ()


def _writer(letter: Letter, where: Where) -> Address | None:
    """Who is to be answered. A web form writes from our own address: who filled it in is told otherwise."""
    if letter.sender is None:
        return next(iter(letter.reply_to), None)
    if where.sent or letter.sender.address not in where.addresses:
        return letter.sender
    others = [who for who in letter.reply_to if who.address not in where.addresses]
    return next(iter(others), None) or _in_form(letter.text[:MOST_TEXT], where) or letter.sender


def _in_form(text: str, where: Where) -> Address | None:
    """Who filled in a form that only writes its fields into the mail."""
    hit = _FORM_ADDRESS.search(text)
    if hit is None or not ADDRESS.fullmatch(hit[1]) or hit[1].lower() in where.addresses:
        return None
    name = _FORM_NAME.search(text)
    return Address(hit[1].lower(), name[1].strip() if name else "")


def _text(letter: Letter) -> str:
    parts = [letter.told.new]
    for inner in letter.enclosed:
        parts.append(f"{inner.subject}\n{inner.told.new}".strip())
    return "\n\n".join(part for part in parts if part)


def _parent(letter: Letter) -> str:
    """A bounce belongs to the mail that came back."""
    return letter.returned if BOUNCE in letter.flags and letter.returned else letter.in_reply_to


def _root(letter: Letter) -> str:
    if BOUNCE in letter.flags and letter.returned:
        return ""
    return next(iter(letter.references), letter.in_reply_to)


def _media(letter: Letter) -> Iterator[Media]:
    """RFC 2392 gives parts of a mail an address: `mid:<message>/<part>`."""
    for attachment in letter.attachments:
        kind = attachment.type.partition("/")[0]
        if kind in _SEEN and not (attachment.inline and attachment.size < _LOGO):
            part = attachment.cid or f"sha256-{attachment.sha256}"
            yield Media(type=kind, url=f"mid:{letter.id}/{part}")


def _raw(letter: Letter, where: Where, size: int) -> dict[str, Any]:
    """The mail without its attachments' content, and short enough to keep."""
    made: dict[str, Any] = {
        "folder": where.folder,
        "size": size,
        "to": [who.address for who in letter.to[:20]],
        "reply_to": [who.address for who in letter.reply_to[:5]],
        "references": list(letter.references),
        "history": letter.told.history[:MOST_RAW_TEXT],
        "signature": letter.told.signature[:2000],
        "attachments": [_hung(attachment) for attachment in letter.attachments],
        "undelivered": [{"to": whom, "why": why[:500]} for whom, why in letter.report],
    }
    return {name: value for name, value in made.items() if value}


def _hung(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "type": attachment.type[:100],
        "size": attachment.size,
        "sha256": attachment.sha256,
    }
