"""Tells mails that no person wrote just now: by RFC 3834 and RFC 3464, and by older habits of programs."""

import re

from sturmwarte.channels.mailbox.headers import Headers
from sturmwarte.channels.mailbox.mime import Mime

AUTO_REPLY, BOUNCE, AUTOMATIC, BULK = "auto_reply", "bounce", "automatic", "bulk"
_DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)
_AWAY = re.compile(
    r"^(?:automatische antwort|automatic reply|auto(?:matische|matic)?[- ]?(?:antwort|reply|response)"
    r"|abwesenheits(?:notiz|agent|assistent|meldung)|abwesend|out of (?:the )?office|autoreply)\b",
    re.IGNORECASE,
)


def flags(mime: Mime, sender: str) -> tuple[str, ...]:
    """`auto_reply` (away, receipts), `bounce`, `automatic` (a form, a program), `bulk` (a newsletter)."""
    headers = mime.headers
    if _bounce(mime, sender):
        return (BOUNCE,)
    if _auto_reply(mime):
        return (AUTO_REPLY,)
    found = []
    if headers.raw("auto-submitted").lower().startswith("auto-generated"):
        found.append(AUTOMATIC)
    if headers.raw("precedence").lower().strip() in ("bulk", "list", "junk") or "list-id" in headers:
        found.append(BULK)
    return tuple(found)


def _bounce(mime: Mime, sender: str) -> bool:
    report = mime.headers.parameters("content-type")
    if report.value == "multipart/report":
        return report.get("report-type").lower() in ("", "delivery-status")
    if any(part.type == "message/delivery-status" for part in mime.parts):
        return True
    from_daemon = bool(_DAEMON.match(sender))
    return from_daemon and (_no_return(mime.headers) or "x-failed-recipients" in mime.headers)


def _auto_reply(mime: Mime) -> bool:
    headers = mime.headers
    if headers.parameters("content-type").value == "multipart/report":
        return True  # a receipt: reports about delivery were told before
    said = headers.raw("auto-submitted").lower()
    if said.startswith(("auto-replied", "auto-notified")):
        return True
    if any(name in headers for name in ("x-autoreply", "x-autorespond", "x-autoresponder")):
        return headers.raw("x-autoreply").lower() != "no"
    if headers.raw("precedence").lower().strip() in ("auto_reply", "auto-reply"):
        return True
    return bool(_AWAY.match(headers.text("subject"))) or (_no_return(headers) and not said)


def _no_return(headers: Headers) -> bool:
    return headers.raw("return-path").replace(" ", "") == "<>"
