"""Who is looking at a case and who is writing, right now.

Kept in the memory of the web process and nowhere else: never in the database, never in a log, gone seconds
after the page is. Several web processes know of those they serve. Agreed so with works councils: there is
nothing to look up, not even for us.
"""

import threading
import time
from dataclasses import dataclass

EXPIRES_S = 25.0
"""The page tells every ten seconds that it is still there; two that get lost do no harm."""
MOST = 5000
"""Pages known at once; a flood of them is not remembered."""


@dataclass(frozen=True)
class Here:
    """A person on a case. `writes`: they are writing an answer or a note."""

    user: int
    name: str
    writes: bool


class Presence:
    """Who is where, by case and by page. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._here: dict[int, dict[tuple[int, str], tuple[Here, float]]] = {}

    def tell(self, case: int, page: str, who: Here) -> bool:
        """This page shows the case now. True when that is news to the others."""
        now = time.monotonic()
        with self._lock:
            before = self._told(case, now)
            if sum(map(len, self._here.values())) < MOST:
                self._here.setdefault(case, {})[who.user, page] = (who, now + EXPIRES_S)
            return before != self._told(case, now)

    def leave(self, case: int, page: str, user: int) -> bool:
        """The page was closed or shows another case."""
        now = time.monotonic()
        with self._lock:
            before = self._told(case, now)
            self._here.get(case, {}).pop((user, page), None)
            return before != self._told(case, now)

    def on(self, case: int, but: int) -> list[Here]:
        """Who is on a case, without `but` who asks; each person once, those who write first."""
        with self._lock:
            found = self._told(case, time.monotonic())
        return sorted((one for one in found if one.user != but), key=lambda one: (not one.writes, one.name))

    def _told(self, case: int, now: float) -> frozenset[Here]:
        """Each person once, writing if any of their pages is. Forgets whose time is over."""
        self._forget(now)
        by_user: dict[int, Here] = {}
        for who, _ in self._here.get(case, {}).values():
            by_user[who.user] = who if who.writes or who.user not in by_user else by_user[who.user]
        return frozenset(by_user.values())

    def _forget(self, now: float) -> None:
        for case, pages in list(self._here.items()):
            for page, (_, until) in list(pages.items()):
                if until <= now:
                    del pages[page]
            if not pages:
                del self._here[case]


PRESENCE = Presence()
