"""A mail as text, perhaps with HTML beside it. What goes into a header can never begin another one."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sturmwarte.wire.errors import Wrong

_SPEC = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+"
_ADDRESS = re.compile(rf"(?P<name>[^<>]*)<(?P<spec>{_SPEC})>|(?P<bare>{_SPEC})")
SUBJECT_MOST, TEXT_MOST, HTML_MOST = 200, 50_000, 200_000


@dataclass(frozen=True)
class Letter:
    """`key` is the same for every attempt: it makes the Message-ID, so that a mail sent twice is one mail.
    `html` says the same as `text`, for programs that show it; it fetches nothing."""

    key: str
    to: str
    subject: str
    text: str
    lang: str = "de"
    html: str = ""


def composed(letter: Letter, sender: str, at: datetime) -> EmailMessage:
    """The mail. `sender` is an address, or a name with one. Raises Wrong for what is no address."""
    by = address(sender)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = by
    mail["To"] = address(letter.to)
    mail["Subject"] = _line(letter.subject)[:SUBJECT_MOST]
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:40]}@{by.domain}>"
    # No machine shall answer, and no absence note either (RFC 3834, and what Exchange listens to).
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(_body(letter.text))
    if 0 < len(letter.html) <= HTML_MOST:  # without its HTML it is a whole mail, with half of it a broken one
        mail.add_alternative(_body(letter.html, HTML_MOST), subtype="html")
    mail["Content-Language"] = "en" if letter.lang == "en" else "de"
    return mail


def address(text: str) -> Address:
    """One address, perhaps with a name before it. Raises Wrong."""
    found = _ADDRESS.fullmatch(text.strip()) if text.isprintable() else None
    if found is None:
        raise Wrong("mail.no_address", address=_line(text)[:80])
    name, spec = found["name"] or "", found["spec"] or found["bare"]
    local, _, domain = spec.rpartition("@")
    try:
        return Address(_line(name).strip(' "'), local, domain)
    except (ValueError, IndexError):
        raise Wrong("mail.no_address", address=_line(text)[:80]) from None


def _line(text: str) -> str:
    """Without line breaks and other signs that nobody sees; lone surrogates would break the encoding."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.encode("utf-8", "replace").decode().split())


def _body(text: str, most: int = TEXT_MOST) -> str:
    kept = "".join(c for c in text if c.isprintable() or c in "\n\t")
    return kept[:most].encode("utf-8", "replace").decode()
