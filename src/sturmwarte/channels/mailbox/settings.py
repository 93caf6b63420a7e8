"""The settings of a mailbox, read from a source's values: what `channel.yaml` calls them, checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sturmwarte.wire.errors import Wrong

Security = Literal["tls", "starttls", "none"]
ADDRESS = re.compile(r"[^@\s<>\",;:()\[\]\\]{1,64}@[^@\s<>\",;:()\[\]\\]{1,250}")
_PORTS = {"tls": 993, "starttls": 143, "none": 143}
_SMTP_PORTS = {"tls": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    security: Security
    user: str
    password: str


@dataclass(frozen=True)
class Mailbox:
    """`smtp` is None where we only listen. With `oauth` there are tokens instead of passwords."""

    address: str
    imap: Server
    folders: tuple[str, ...]
    smtp: Server | None = None
    sent_folder: str = ""
    mark_seen: bool = False
    oauth: bool = False

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def mailbox(values: Mapping[str, Any]) -> Mailbox:
    """Raises Wrong for values no server could take."""
    address = said(values, "address").lower()
    if not ADDRESS.fullmatch(address):
        raise Wrong("channel.mail.no_address", address=address[:80] or "-")
    user = said(values, "user") or said(values, "address")
    imap = _server(values, "imap", _PORTS, user, said(values, "password"))
    if imap is None:
        raise Wrong("channel.mail.no_host")
    smtp_user = said(values, "smtp_user") or user
    return Mailbox(
        address=address,
        imap=imap,
        folders=listed(values, "folders") or ("INBOX",),
        smtp=_server(
            values, "smtp", _SMTP_PORTS, smtp_user, said(values, "smtp_password") or said(values, "password")
        ),
        sent_folder=said(values, "sent_folder"),
        mark_seen=bool(values.get("mark_seen")),
        oauth=said(values, "auth") == "oauth",
    )


def said(values: Mapping[str, Any], name: str) -> str:
    """A value as one line. A line end in a name or password would be a command of its own to the server."""
    written = str(values.get(name) or "").strip()
    if any(ord(c) < 32 or ord(c) == 127 for c in written):
        raise Wrong("channel.mail.control_characters", field=name)
    return written


def listed(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of lines, in order, each once; a text is taken as its lines."""
    lines = values.get(name) or ()
    lines = lines.splitlines() if isinstance(lines, str) else lines
    return tuple(dict.fromkeys(line for line in (said({name: line}, name) for line in lines) if line))


def _server(
    values: Mapping[str, Any], which: str, ports: Mapping[str, int], user: str, password: str
) -> Server | None:
    host = said(values, f"{which}_host")
    if not host:
        return None
    security = said(values, f"{which}_security") or ("tls" if which == "imap" else "starttls")
    if security not in ports:
        raise Wrong("channel.mail.no_security", security=security[:20])
    port = int(values.get(f"{which}_port") or ports[security])
    return Server(host, port, security, user, password)  # type: ignore[arg-type]
