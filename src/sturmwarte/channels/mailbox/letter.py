"""One mail, read: who, when, what, to which other it belongs. Pure; knows no post."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sturmwarte.channels.mailbox import automatic
from sturmwarte.channels.mailbox.headers import Address, Headers, split
from sturmwarte.channels.mailbox.mime import Mime, Part, take_apart
from sturmwarte.channels.mailbox.quoting import Told, tell_apart
from sturmwarte.channels.mailbox.wording import wording

MOST_ATTACHMENTS = 50
MOST_ENCLOSED = 3
MOST_REFERENCES = 50


@dataclass(frozen=True)
class Attachment:
    """What hung on a mail: told, never opened. `inline` stands in the text, as a logo does."""

    name: str
    type: str
    size: int
    sha256: str
    cid: str = ""
    inline: bool = False


@dataclass(frozen=True)
class Letter:
    """`text` is the whole text, `told` its parts. `references` run from the conversation's first mail on."""

    id: str
    headers: Headers
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    subject: str
    date: datetime | None
    in_reply_to: str
    references: tuple[str, ...]
    text: str
    told: Told
    attachments: tuple[Attachment, ...]
    flags: tuple[str, ...]
    enclosed: tuple["Letter", ...] = ()
    returned: str = ""
    """Of a bounce: the id of our mail that came back."""
    report: tuple[tuple[str, str], ...] = ()
    """Of a bounce: who could not be reached and why, as the servers put it."""


def read(raw: bytes, *, enclosed: bool = False) -> Letter:
    """Never fails: of the most damaged mail there are at least the bytes as text."""
    mime = take_apart(raw)
    headers = mime.headers
    senders = headers.addresses("from") or headers.addresses("sender")
    sender = senders[0] if senders else None
    text = wording(mime)
    references = headers.ids("references")[:1] + headers.ids("references")[1:][-MOST_REFERENCES:]
    replied = headers.ids("in-reply-to")[:1] or references[-1:]
    return Letter(
        id=next(iter(headers.ids("message-id")), "") or _id_from_content(headers, text),
        headers=headers,
        sender=sender,
        reply_to=headers.addresses("reply-to"),
        to=headers.addresses("to") + headers.addresses("cc"),
        subject=headers.text("subject"),
        date=headers.moment("date"),
        in_reply_to=next(iter(replied), ""),
        references=references,
        text=text,
        told=tell_apart(text),
        attachments=tuple(_attachments(mime)),
        flags=automatic.flags(mime, sender.address if sender else ""),
        enclosed=() if enclosed else _enclosed(mime),
        returned=_returned(mime),
        report=_report(mime),
    )


def _id_from_content(headers: Headers, text: str) -> str:
    """The same for every copy: made of what does not change on the way."""
    said = "\x1f".join([*(headers.raw(name) for name in ("from", "date", "subject", "to")), text])
    return "sha256-" + hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def _attachments(mime: Mime) -> list[Attachment]:
    hanging = [part for part in mime.parts if _hangs(part)]
    return [_attachment(part) for part in hanging[:MOST_ATTACHMENTS]]


def _hangs(part: Part) -> bool:
    if part.attached or part.name:
        return True
    return not part.type.startswith("text/") and part.type not in (
        "message/delivery-status",
        "message/rfc822",
        "message/disposition-notification",
    )


def _attachment(part: Part) -> Attachment:
    cid = part.headers.raw("content-id").strip("<> ")[:200]
    inline = part.headers.parameters("content-disposition").value == "inline" or bool(cid)
    seal = hashlib.sha256(part.content).hexdigest()
    return Attachment(part.name, part.type, len(part.content), seal, cid, inline and not part.attached)


def _enclosed(mime: Mime) -> tuple[Letter, ...]:
    """Mails that were forwarded as attachments: their words are what this one is about."""
    if "multipart/report" in mime.headers.raw("content-type").lower():
        return ()
    whole = [part for part in mime.parts if part.type == "message/rfc822"]
    return tuple(read(part.content, enclosed=True) for part in whole[:MOST_ENCLOSED])


def _returned(mime: Mime) -> str:
    for part in mime.parts:
        if part.type in ("message/rfc822", "text/rfc822-headers") and "multipart/report" in part.within:
            return next(iter(split(part.content)[0].ids("message-id")), "")
    return ""


def _report(mime: Mime) -> tuple[tuple[str, str], ...]:
    """RFC 3464: a block of fields for the mail, then one for each who did not get it."""
    told = []
    for part in mime.parts:
        if part.type == "message/delivery-status":
            for block in part.content[:65536].replace(b"\r\n", b"\n").split(b"\n\n"):
                fields = Headers(block)
                whom = fields.raw("final-recipient").rpartition(";")[2].strip()
                if whom:
                    told.append((whom, fields.text("diagnostic-code") or fields.text("status")))
    return tuple(told[:20])
