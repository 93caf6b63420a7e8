"""Asks for a feed politely: in turn, where robots.txt lets us, and only for what has changed."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from sturmwarte.channels.contract import Place
from sturmwarte.channels.feeds.discover import feeds_of
from sturmwarte.channels.feeds.feed import Feed
from sturmwarte.channels.feeds.hosts import HOSTS, Hosts
from sturmwarte.channels.feeds.linkheader import linked
from sturmwarte.channels.feeds.manners import MANNERS, Manners
from sturmwarte.channels.feeds.parse import MOST_BYTES, is_page, parse
from sturmwarte.channels.feeds.reading import Known
from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import Gone, Missing, Unreadable, Wrong

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/json;q=0.8, application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.5, */*;q=0.1"
)
WHOLE_EVERY = timedelta(days=1)
"""Some servers say "unchanged" for ever: once a day we ask without condition."""


@dataclass(frozen=True)
class Fetched:
    """`feed` None: unchanged. `url` is where the feed is from now on; `page`: a page led there."""

    answer: Answer
    url: str
    feed: Feed | None = None
    page: bool = False


class Fetcher:
    """Fetches feeds and pages for one source."""

    def __init__(self, place: Place, hosts: Hosts = HOSTS, manners: Manners = MANNERS) -> None:
        self._place, self._hosts, self._manners = place, hosts, manners

    def feed(self, address: str, known: Known) -> Fetched:
        """The feed at its present address. Where that one fails for good, at the one it was set up with."""
        if not known.url or known.url == address:
            return self._at(address, known)
        try:
            return self._at(known.url, known)
        except (Gone, Missing, Unreadable, Wrong):
            return self._at(address, Known())

    def page(self, url: str, headers: dict[str, str] | None = None, most_bytes: int = MOST_BYTES) -> Answer:
        """Any page of a host, in turn. Raises Wrong where robots.txt keeps us out."""
        pause = self._manners.mind(url, self._place.client, self._place.now())
        with self._hosts.turn(urlsplit(url).netloc, pause, self._place.now, self._place.rest):
            return self._place.client.get(url, headers=headers or {}, most_bytes=most_bytes)

    def _at(self, url: str, known: Known, *, discovered: bool = False) -> Fetched:
        answer = self.page(url, self._conditions(known)).ok(304)
        lasting = answer.moved or url
        if answer.status == 304:
            return Fetched(answer, lasting)
        type = answer.headers.get("content-type", "")
        if not discovered and is_page(answer.body, type):
            return self._at(self._named_by(answer), Known(), discovered=True)
        feed = parse(answer.body, answer.url, type)
        return Fetched(answer, lasting, linked(feed, answer.headers.get("link", "")), page=discovered)

    def _named_by(self, page: Answer) -> str:
        named = feeds_of(page.text(), page.url)
        if not named:
            raise Wrong("channel.feeds.page_without_feed", address=page.url)
        return named[0][1]

    def _conditions(self, known: Known) -> dict[str, str]:
        headers = {"accept": ACCEPT}
        if known.whole is None or self._place.now() - known.whole > WHOLE_EVERY:
            return headers
        if known.etag:
            headers["if-none-match"] = known.etag
        if known.modified:
            headers["if-modified-since"] = known.modified
        return headers
