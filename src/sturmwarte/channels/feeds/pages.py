"""The article's own text from its page, where it may be read. Else the feed's words stand."""

import re
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from sturmwarte.channels.contract import Place
from sturmwarte.channels.feeds.fetch import Fetcher
from sturmwarte.channels.feeds.rights import FILE, reserved, reserved_by_file
from sturmwarte.channels.feeds.words import MOST_TEXT, text_of
from sturmwarte.wire.errors import Trouble, Wrong

MOST_BYTES = 2 * 2**20
MOST_FILE_BYTES = 256 * 1024
MOST_CHARS, MOST_TAGS = 400_000, 12_000
"""Of a page without its scripts. The search for the article takes time with the square of the tags."""
FRESH = timedelta(days=1)

_NOISE = re.compile(r"<(script|style|svg|noscript|template)\b", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z]")


class Pages:
    """Reads pages for one source; remembers each site's reservations for a day."""

    def __init__(self, place: Place, fetcher: Fetcher) -> None:
        self._place = place
        self._fetcher = fetcher
        self._files: dict[str, tuple[datetime, bytes | None]] = {}

    def text(self, url: str) -> tuple[str, str]:
        """The text and why there is none: `tdm`, `robots`, `wall`, `unreachable`, `nothing`."""
        try:
            answer = None if self._site_reserves(url) else self._fetcher.page(url, most_bytes=MOST_BYTES).ok()
            if answer is None or (answer.url != url and self._site_reserves(answer.url)):
                return "", "tdm"
        except Trouble as trouble:
            return "", "robots" if isinstance(trouble, Wrong) else "unreachable"
        if "html" not in answer.headers.get("content-type", "").lower():
            return "", "nothing"
        page = answer.text()
        why = reserved(answer.headers, page)
        text = "" if why else article(page)
        return text, why or ("" if text else "nothing")

    def _site_reserves(self, url: str) -> bool:
        """A site that does not answer for now keeps its rights; one without such a file reserves nothing."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        until, body = self._files.get(site, (None, None))
        if until is None or until <= self._place.now():
            answer = self._fetcher.page(site + FILE, most_bytes=MOST_FILE_BYTES).ok(403, 404, 410)
            body = (
                answer.body
                if answer.status < 300 and "html" not in answer.headers.get("content-type", "")
                else None
            )
            if len(self._files) > 500:
                self._files.clear()
            self._files[site] = (self._place.now() + FRESH, body)
        return body is not None and reserved_by_file(body, url)


def article(page: str) -> str:
    """The main text of a page, empty where none is found."""
    import trafilatura  # noqa: PLC0415  (takes a second to load, and few stations use it)

    try:
        found = trafilatura.extract(
            _bounded(page), include_comments=False, include_tables=False, favor_precision=True
        )
    except Exception:  # a page that its parser chokes on has no text for us
        return ""
    return text_of(found, MOST_TEXT) if found else ""


def _bounded(page: str) -> str:
    """The page without scripts and styles, which are most of it, cut where there are too many tags."""
    kept, at = [], 0
    while start := _NOISE.search(page, at):
        kept.append(page[at : start.start()])
        end = re.compile(f"</{start[1]}", re.IGNORECASE).search(page, start.end())
        at = end.start() if end else len(page)
    whole = "".join((*kept, page[at:]))[:MOST_CHARS]
    beyond = next(islice(_TAG.finditer(whole), MOST_TAGS, None), None)
    return whole[: beyond.start()] if beyond else whole
