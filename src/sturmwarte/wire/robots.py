"""What a site's robots.txt lets us read (RFC 9309), asked once a day per site."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Blocked, Trouble, Wrong

FRESH = timedelta(days=1)
FRESH_WHEN_UNREACHABLE = timedelta(minutes=15)
MOST_BYTES = 500 * 1024
"""RFC 9309: at least this much is read; what lies beyond is left out."""
MOST_SITES = 2_000


@dataclass(frozen=True)
class _Known:
    rules: Protego
    until: datetime


class Robots:
    """Rules of sites, kept a day. Threads may share it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._sites: dict[str, _Known] = {}

    def may(self, url: str, agent: str = "Sturmwarte") -> bool:
        """Whether `agent` (the product's name) may read `url`. No robots.txt allows everything; one that
        cannot be reached for now allows nothing. Raises Blocked and Wrong for the address itself."""
        return bool(self._rules(url).can_fetch(url, agent))

    def delay(self, url: str, agent: str = "Sturmwarte") -> timedelta | None:
        """The pause between two requests that the site asks for; at most an hour is believed."""
        seconds = self._rules(url).crawl_delay(agent)
        return None if seconds is None else timedelta(seconds=min(max(float(seconds), 0.0), 3600.0))

    def _rules(self, url: str) -> Protego:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        now = self._client.now()
        with self._lock:
            known = self._sites.get(site)
        if known is None or known.until <= now:
            known = self._asked(site, now)
            with self._lock:
                if len(self._sites) >= MOST_SITES:
                    self._sites.clear()
                self._sites[site] = known
        return known.rules

    def _asked(self, site: str, now: datetime) -> _Known:
        try:
            answer = self._client.get(f"{site}/robots.txt", most_bytes=8 * MOST_BYTES)
        except (Blocked, Wrong):
            raise
        except Trouble:
            return _Known(_nothing(), now + FRESH_WHEN_UNREACHABLE)
        if answer.status == 429 or answer.status >= 500:
            return _Known(_nothing(), now + FRESH_WHEN_UNREACHABLE)
        text = answer.text()[:MOST_BYTES] if answer.status < 300 else ""
        return _Known(read(text), now + FRESH)


def read(text: str) -> Protego:
    """The rules of a robots.txt; anything that is none allows everything."""
    try:
        return Protego.parse(text)
    except (ValueError, RecursionError, AttributeError):
        return Protego.parse("")


def _nothing() -> Protego:
    return Protego.parse("User-agent: *\nDisallow: /")
