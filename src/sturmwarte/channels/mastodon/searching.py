"""A server's own full-text search: the newest first, page by page down to what was found before.

Servers without a search engine answer with nothing; with one they find the posts of people who allow it, and
what our own account has written or been told. So it adds to hashtags and never stands in for them.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sturmwarte.channels.contract import Cursor, Heard
from sturmwarte.channels.mastodon.ears import Ears
from sturmwarte.channels.mastodon.listings import MOST_WORDS, allowed, statuses
from sturmwarte.channels.mastodon.pages import Listing, Page
from sturmwarte.channels.mastodon.reading import Json, moment, text
from sturmwarte.wire.errors import Missing, Refused, Unreadable

PATH = "/api/v2/search"
EACH = 40
PAGES = 5
SLACK = timedelta(hours=6)
"""Posts are found some time after they are written: so far behind the newest they are still looked for."""


def search(ears: Ears, words: tuple[str, ...], cursor: Cursor) -> Iterator[Heard]:
    """One round over a topic's words; more than are asked in one round take turns."""
    turn = int(cursor.get("turn", 0) or 0)
    chosen = [words[(turn + step) % len(words)] for step in range(min(len(words), MOST_WORDS))]
    marks = {word: cursor[word] for word in words if isinstance(cursor.get(word), dict)}
    for word in chosen:
        turn = (turn + 1) % len(words)
        try:
            page = _found_by(ears, word, marks.get(word, {}))
        except (Missing, Refused, Unreadable):
            ears.api.who()  # revoked, or there is just no search for us here: the check has said so
            yield Heard()
            return
        marks = {**marks, word: page.mark or {}}
        yield from ears.heard(page, _LISTING, {**marks, "turn": turn})
        if ears.api.place.rest(0):
            return


_LISTING = Listing(PATH, pick=allowed(by_tag=False))


def _found_by(ears: Ears, word: str, mark: Json) -> Page:
    """What a word finds since the newest that it found before."""
    place = ears.api.place
    since = max(place.since, (moment(mark, "newest") or place.since) - SLACK)
    found: dict[str, Json] = {}
    reached = False
    for page in range(PAGES):
        part = statuses(ears.api.object(PATH, _question(word, page)))
        young = {
            text(status, "id"): status for status in part if (moment(status, "created_at") or since) >= since
        }
        reached = len(part) < EACH // 2 or len(young) < len(part) or young.keys() <= found.keys()
        found.update(young)
        if reached:
            break
    times = sorted(when for when in (moment(status, "created_at") for status in found.values()) if when)
    newest = times[-1].isoformat() if times else text(mark, "newest")
    lost = None if reached or not times or times[0] <= since else (since, times[0])
    oldest_first = sorted(found.values(), key=lambda status: text(status, "created_at"))
    return Page(oldest_first, {"newest": newest}, lost)


def _question(word: str, page: int) -> dict[str, Any]:
    phrase = f'"{word}"' if " " in word else word
    asked = {"q": phrase, "type": "statuses", "limit": EACH}
    return {**asked, "offset": page * EACH} if page else asked
