"""Hacker News, listened to for the words of our topics. It has no interface to write."""

from collections.abc import Sequence

from sturmwarte.channels.contract import Account, Place, Subscription
from sturmwarte.channels.hackernews.interface import Interface
from sturmwarte.channels.hackernews.listen import Listener
from sturmwarte.channels.hackernews.parse import Origin, post_of_item
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason

EVERY_S = 300.0


class HackerNews:
    def __init__(self, place: Place) -> None:
        self._place, self._api = place, Interface(place)
        self._origin = Origin(place.source, place.channel)

    def check(self) -> Account:
        """Both interfaces must answer."""
        self._api.newest()
        self._api.find("hacker", int(self._place.now().timestamp()) - 60, None)
        notes = () if self._place.sought else (Reason("channel.hackernews.nothing_sought"),)
        return Account("Hacker News", url="https://news.ycombinator.com/", notes=notes)

    def subscriptions(self) -> Sequence[Subscription]:
        return [
            Subscription(
                f"search:{sought.topic}",
                Listener(self._place, self._api, self._origin, sought).listen,
                EVERY_S,
                topic=sought.topic,
            )
            for sought in self._place.sought
            if sought.words or sought.tags
        ]

    def close(self) -> None:
        """Nothing is held between calls."""

    def fetch(self, id: str) -> Post | None:
        if not (id.isascii() and id.isdigit()):
            return None
        item = self._api.item(id)
        return None if item is None or item.deleted or item.dead else post_of_item(item, self._origin)
