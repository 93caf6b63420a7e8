"""What a redirect makes of a request. Pure.

Nothing the caller sent as a header goes on to another origin unless it is known to be no credential; a body
never does, since forms carry secrets too.
"""

from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

import httpx2

from sturmwarte.wire.errors import Unreadable, Wrong

REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT = (301, 308)
HARMLESS = frozenset(
    (
        "accept",
        "accept-language",
        "if-none-match",
        "if-modified-since",
        "range",
        "user-agent",
        "accept-encoding",
    )
)
_OF_A_BODY = frozenset(("content-type", "content-length", "transfer-encoding"))


@dataclass(frozen=True)
class Sending:
    """A request as it goes out: header names in lower case."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


def follow(sent: Sending, status: int, location: str) -> Sending:
    """The request that a redirect asks for. Unreadable without a target, Wrong for a body to elsewhere."""
    host = urlsplit(sent.url).hostname or ""
    try:
        url = str(httpx2.URL(urljoin(sent.url, location.strip())))
        there, here = origin(url), origin(sent.url)
    except (ValueError, httpx2.InvalidURL) as error:
        raise Unreadable("trouble.redirect_nowhere", host=host) from error
    if not location.strip():
        raise Unreadable("trouble.redirect_nowhere", host=host)
    going = replace(sent, url=url)
    if status == 303 or (status in (301, 302) and sent.method == "POST"):
        going = _without_body(going, "HEAD" if sent.method == "HEAD" else "GET")
    if there == here:
        return going
    if going.body and not _upgraded(here, there):
        raise Wrong("trouble.redirect_away", host=host, to=there[1])
    if _upgraded(here, there):
        return going
    return replace(going, headers=tuple(pair for pair in going.headers if pair[0] in HARMLESS))


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port. Raises ValueError for a port that is none."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme.lower(), (parts.hostname or "").lower(), port


def _upgraded(here: tuple[str, str, int], there: tuple[str, str, int]) -> bool:
    """The same host, from http to https at their usual ports: no stranger sees anything new."""
    return here[1] == there[1] and (here[0], here[2], there[0], there[2]) == ("http", 80, "https", 443)


def _without_body(sent: Sending, method: str) -> Sending:
    headers = tuple(pair for pair in sent.headers if pair[0] not in _OF_A_BODY)
    return replace(sent, method=method, headers=headers, body=b"")
