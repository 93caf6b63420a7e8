"""The server that takes our mails, as one setting names it."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """`tls` from the first byte (smtps); otherwise STARTTLS is used as soon as the server offers it."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)


def server_of(address: str) -> Server:
    """The server of `smtp://user:password@host:port` or `smtps://...`; raises ValueError with the mend, and
    never with the password in it.

    >>> server_of("smtp://storm%40example.com:geheim@mail.example.com")
    Server(host='mail.example.com', port=587, tls=False, user='storm@example.com')
    """
    wrong = ValueError("write smtp://user:password@host:587 or smtps://user:password@host:465")
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError:
        raise wrong from None
    if parts.scheme not in _PORTS or not host or parts.path.strip("/") or parts.query:
        raise wrong
    return Server(host, port or _PORTS[parts.scheme], parts.scheme == "smtps", user, password)
