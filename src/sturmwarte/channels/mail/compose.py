"""The mails we write. Pure: the server's part is in `smtp.py`."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sturmwarte.channels.contract import Answer
from sturmwarte.channels.mailbox.automatic import BOUNCE
from sturmwarte.channels.mailbox.decoding import tidy
from sturmwarte.channels.mailbox.settings import ADDRESS
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Wrong

MOST_QUOTED = 10_000
MOST_REFERENCES = 20
_PREFIX = re.compile(r"^(?:\s*(?:re|aw|antw|wg|fwd?|sv|vs)\s*(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE)
_ID = re.compile(r"[!-;=?-~]{1,250}")
_YOURS = {"de": "Ihre Nachricht", "en": "Your message"}
_WROTE = {
    "de": "Am {at:%d.%m.%Y um %H:%M} Uhr (UTC) schrieb {who}:",
    "en": "On {at:%Y-%m-%d at %H:%M} (UTC) {who} wrote:",
}


@dataclass(frozen=True)
class Sender:
    """Who we are: `name` is shown beside the address; `quotes` appends the mail that is answered."""

    address: str
    name: str = ""
    signature: tuple[str, ...] = ()
    quotes: bool = True

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def answer_mail(answer: Answer, sender: Sender, source: str, now: datetime) -> EmailMessage:
    """Raises Wrong where there is nobody to answer."""
    if answer.to is None:
        raise Wrong("channel.mail.no_recipient")
    to = answer.to
    language = "en" if (answer.lang or to.lang or "de").startswith("en") else "de"
    made = _mail(sender, recipient(to, sender), _subject(to, language), now)
    made["Message-ID"] = f"<{message_id(answer.key, source, sender.domain)}>"
    if _ID.fullmatch(to.id) and "@" in to.id:
        made["In-Reply-To"] = f"<{to.id}>"
        made["References"] = " ".join(f"<{id}>" for id in _references(answer, to))
    parts = [tidy(answer.text).strip()]
    if sender.signature:
        parts.append("-- \n" + "\n".join(tidy(line) for line in sender.signature))
    if sender.quotes and to.text.strip():
        parts.append(_quoted(to, language))
    _write(made, "\n\n".join(parts))
    return made


def probe_mail(mark: str, sender: Sender, source: str, now: datetime) -> EmailMessage:
    """A mail to ourselves. It says that a program wrote it, so that no other program answers."""
    made = _mail(sender, sender.address, f"Hörprobe {mark}", now)
    made["Message-ID"] = f"<{message_id(mark, source, sender.domain)}>"
    made["Auto-Submitted"] = "auto-generated"
    _write(made, mark)
    return made


def message_id(key: str, source: str, domain: str) -> str:
    """The same for every attempt of the same answer."""
    seal = hashlib.sha256(f"{source}\x1f{key}".encode()).hexdigest()
    return f"{seal[:40]}@{domain}"


def recipient(to: Post, sender: Sender) -> str:
    """Where the writer wants answers: Reply-To, unless that is ourselves; nobody where no answer may go."""
    said = (to.raw or {}).get("reply_to")
    wanted = [*(said if isinstance(said, list) else ()), to.author.handle if to.author else ""]
    for address in wanted:
        plain = _ascii(str(address))
        if plain and plain != sender.address and BOUNCE not in to.flags:
            return plain
    raise Wrong("channel.mail.no_recipient")


def _ascii(address: str) -> str:
    """The address as every server takes it; empty where it is none or its first half is not ASCII."""
    local, _, domain = address.strip().lower().rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return ""
    return plain if plain.isascii() and plain.isprintable() and ADDRESS.fullmatch(plain) else ""


def _mail(sender: Sender, to: str, subject: str, now: datetime) -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["From"] = _address(_line(sender.name), sender.address)
    made["To"] = _address("", to)
    made["Subject"] = _line(subject)[:400]
    made["Date"] = format_datetime(now)
    return made


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    try:
        return Address(display_name=name, username=local, domain=domain)
    except ValueError as error:
        raise Wrong("channel.mail.no_address", address=address[:80]) from error


def _line(written: str) -> str:
    """One line: nothing in it can begin another header."""
    return " ".join(tidy(written).split())


def _subject(to: Post, language: str) -> str:
    return f"Re: {_PREFIX.sub('', _line(to.title)) or _YOURS[language]}"


def _references(answer: Answer, to: Post) -> list[str]:
    """First and latest ids of the conversation, ending with the mail that is answered."""
    said = (to.raw or {}).get("references")
    known: Sequence[str] = said if isinstance(said, list) else answer.thread
    ids = [id for id in dict.fromkeys((*map(str, known), to.id)) if _ID.fullmatch(id) and "@" in id]
    ids = [id for id in ids if id != to.id] + [to.id]
    return ids if len(ids) <= MOST_REFERENCES else [ids[0], *ids[-MOST_REFERENCES + 1 :]]


def _quoted(to: Post, language: str) -> str:
    who = (to.author.name or to.author.handle) if to.author else ""
    at = to.created_at or to.received_at
    head = _WROTE[language].format(at=at, who=_line(who)) if at and who else ""
    lines = [f"> {line}".rstrip() for line in tidy(to.text[:MOST_QUOTED]).split("\n")]
    return "\n".join([head, *lines] if head else lines)


def _write(mail: EmailMessage, text: str) -> None:
    mail.set_content(text + "\n", charset="utf-8", cte="quoted-printable")
