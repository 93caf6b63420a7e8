"""Which post a status answers, by its global id: the API names the parent by the server's own number only."""

from typing import Any

from sturmwarte.channels.mastodon.api import Api
from sturmwarte.channels.mastodon.memory import Memory
from sturmwarte.channels.mastodon.parse import Parent
from sturmwarte.channels.mastodon.reading import Json, inner, items, text
from sturmwarte.wire.errors import Gone, Missing, TooMuch, Unreadable

MOST_BYTES = 4 * 2**20
ENOUGH = 30
"""So many posts of a step have unknown parents asked for; those of the rest are named by their number."""


class Threads:
    """Asks for what lies above a status, once."""

    def __init__(self, api: Api, memory: Memory) -> None:
        self._api = api
        self._memory = memory

    def parent(self, status: Json, *, ask: bool = True) -> Parent | None:
        """None for a status that answers nothing. An unknown parent is named by its address in the API."""
        status = inner(status, "reblog") or status
        number = text(status, "in_reply_to_id")
        if not number:
            return None
        known = self._memory.as_parent(number)
        if known is None and ask:
            self._ask(status)
            known = self._memory.as_parent(number)
        return known or Parent(f"{self._api.base}/api/v1/statuses/{number}")

    def _ask(self, status: Json) -> None:
        """One call for all that lies above; the parent alone where that is too much."""
        path = f"/api/v1/statuses/{text(status, 'id')}/context"
        try:
            above = items(self._api.object(path, most_bytes=MOST_BYTES), "ancestors")
        except (Missing, Gone, TooMuch, Unreadable):
            above = []
        root = text(above[0], "uri") if above and not text(above[0], "in_reply_to_id") else ""
        for ancestor in above:
            self._memory.learn(ancestor, root=root)
        number = text(status, "in_reply_to_id")
        if self._memory.of(number) is None:
            alone: Any = self._api.one(f"/api/v1/statuses/{number}")
            self._memory.learn(alone or {})
