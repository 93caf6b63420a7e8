"""What a site's robots.txt asks of us, remembered a day across connections.

A source's connection is made anew after each trouble of one of its feeds; the other sites must not be asked
for their rules again because of that. And a robots.txt that cannot be had for now is the site's trouble, told
as such: it is no prohibition.
"""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Wrong
from sturmwarte.wire.robots import read

AGENT = "Sturmwarte"
FRESH = timedelta(days=1)
MOST_BYTES = 512 * 1024
MOST_SITES = 5_000


@dataclass(frozen=True)
class _Rules:
    rules: Any
    until: datetime


class Manners:
    """Shared by all threads of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sites: dict[str, _Rules] = {}

    def mind(self, url: str, client: Client, now: datetime) -> timedelta | None:
        """The pause the site asks for between two requests. Raises Wrong where we are kept out, and what
        asking for robots.txt raises."""
        rules = self._rules(url, client, now)
        if not rules.can_fetch(url, AGENT):
            raise Wrong("channel.feeds.robots", address=url)
        delay = rules.crawl_delay(AGENT)
        return None if delay is None else timedelta(seconds=min(max(float(delay), 0.0), 3600.0))

    def _rules(self, url: str, client: Client, now: datetime) -> Any:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        known = self._sites.get(site)
        if known is None or known.until <= now:
            # 4xx other than "later": there are no rules (RFC 9309, 2.3.1.3).
            answer = client.get(f"{site}/robots.txt", most_bytes=8 * MOST_BYTES)
            absent = 400 <= answer.status < 500 and answer.status not in (408, 429)
            text = "" if absent else answer.ok().text()[:MOST_BYTES]
            known = _Rules(read(text), now + FRESH)
            with self._lock:
                if len(self._sites) >= MOST_SITES:
                    self._sites.clear()
                self._sites[site] = known
        return known.rules


MANNERS = Manners()
