"""Which post a status answers, by its global id: the API names the parent by the server's own number only."""

from collections.abc import Iterable

from sturmwarte.channels.mastodon.api import Api, of_one_call
from sturmwarte.channels.mastodon.memory import Memory
from sturmwarte.channels.mastodon.parse import Parent
from sturmwarte.channels.mastodon.reading import Json, inner, items, text
from sturmwarte.wire.errors import Trouble

MOST_BYTES = 4 * 2**20
FEW = 5
"""Up to so many answers in a step have all above them asked for, and so their thread's beginning."""
ENOUGH = 40
"""Calls for a step's parents at most, where a server does not give many at once. Those of the rest are named
by their number, and asked for when a thread is shown."""
AT_ONCE = 20
MOST_LOST = 5_000


class Threads:
    """Asks for what lies above a status, once."""

    def __init__(self, api: Api, memory: Memory) -> None:
        self._api = api
        self._memory = memory
        self._lost: dict[str, None] = {}

    def prepare(self, statuses: Iterable[Json]) -> None:
        """Asks for the parents of a step's statuses, in few calls."""
        answers = {_above(status): status for status in statuses if self._unknown(_above(status))}
        if len(answers) > FEW and self._api.server().many_at_once:
            numbers = list(answers)
            for start in range(0, len(numbers), AT_ONCE):
                self._ask_for(numbers[start : start + AT_ONCE])
            return
        for status in list(answers.values())[:ENOUGH]:
            self._ask_above(status)

    def parent(self, status: Json) -> Parent | None:
        """None for a status that answers nothing. An unknown parent is named by its address in the API."""
        number = _above(status)
        if not number:
            return None
        return self._memory.as_parent(number) or Parent(f"{self._api.base}/api/v1/statuses/{number}")

    def _unknown(self, number: str) -> bool:
        return bool(number) and number not in self._lost and self._memory.of(number) is None

    def _ask_for(self, numbers: list[str]) -> None:
        try:
            found = self._api.json("/api/v1/statuses", {"id[]": numbers})
        except Trouble as trouble:
            if not of_one_call(trouble):
                raise
            found = []
        for status in found if isinstance(found, list) else ():
            if isinstance(status, dict):
                self._memory.learn(status)
        self._lose(numbers)

    def _ask_above(self, status: Json) -> None:
        """One call for all that lies above; the parent alone where that is too much."""
        shown = inner(status, "reblog") or status
        try:
            found = self._api.object(f"/api/v1/statuses/{text(shown, 'id')}/context", most_bytes=MOST_BYTES)
            above = items(found, "ancestors")
        except Trouble as trouble:
            if not of_one_call(trouble):
                raise
            above = []
        root = text(above[0], "uri") if above and not text(above[0], "in_reply_to_id") else ""
        for ancestor in above:
            self._memory.learn(ancestor, root=root)
        number = _above(status)
        if self._memory.of(number) is None:
            self._memory.learn(self._api.good_to_have(f"/api/v1/statuses/{number}") or {})
        self._lose([number])

    def _lose(self, numbers: Iterable[str]) -> None:
        """Remembers what is not there for us, so that no answer to it asks again."""
        if len(self._lost) > MOST_LOST:
            self._lost = {}
        self._lost.update(dict.fromkeys(number for number in numbers if self._memory.of(number) is None))


def _above(status: Json) -> str:
    return text(inner(status, "reblog") or status, "in_reply_to_id")
