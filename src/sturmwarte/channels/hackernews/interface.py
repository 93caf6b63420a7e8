"""Two public interfaces: one finds, one knows how an item is now. Neither wants an account."""

from typing import Any

import msgspec

from sturmwarte.channels.contract import Place
from sturmwarte.channels.hackernews.shapes import Found, Item
from sturmwarte.wire.errors import Wrong

SEARCH = "https://hn.algolia.com/api/v1"
ITEMS = "https://hacker-news.firebaseio.com/v0"
KINDS = "(story,comment,poll,job)"
AT_ONCE = 200


class Interface:
    def __init__(self, place: Place) -> None:
        self._client = place.client
        self._search = _base(place, "search_api", SEARCH)
        self._items = _base(place, "item_api", ITEMS)

    def find(self, word: str, since: int, until: int | None) -> list[msgspec.Raw]:
        """Up to 200 finds of a word or phrase, newest first; bounds are Unix seconds, both included."""
        bounds = [f"created_at_i>={since}"] + ([f"created_at_i<={until}"] if until is not None else [])
        params: dict[str, Any] = {
            "query": f'"{word}"' if " " in word else word,
            "tags": KINDS,
            "numericFilters": ",".join(bounds),
            "hitsPerPage": AT_ONCE,
        }
        found: Found = self._client.get(f"{self._search}/search_by_date", params=params).ok().json(Found)
        return found.hits

    def item(self, id: str) -> Item | None:
        """None for one there never was."""
        answer = self._client.get(f"{self._items}/item/{id}.json").ok()
        found: Item | None = answer.json(Item | None)
        return found

    def newest(self) -> int:
        number: int = self._client.get(f"{self._items}/maxitem.json").ok().json(int)
        return number


def _base(place: Place, field: str, usual: str) -> str:
    address = str(place.values.get(field) or usual).strip().rstrip("/")
    if not address.startswith(("https://", "http://")):
        raise Wrong("channel.hackernews.no_address", address=address)
    return address
