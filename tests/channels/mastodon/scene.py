"""Our account and a customer at one server of our own making."""

from typing import Any

from tests.channels.mastodon.stage import Station
from tests.channels.servers.mastodon import Mastodon


class Scene:
    """Our account and a customer at one server."""

    def __init__(self, **how: Any) -> None:
        self.server = Mastodon(**how).start()
        self.state = self.server.state
        self.us = self.state.account("stadtwerke")
        self.mila = self.state.account("mila", host="garten.example")
        self.access = self.state.token(self.us)

    def station(self, **how: Any) -> Station:
        return Station(self.state.url, self.access, **how)
