"""Finds a status by its global id, at our server or fetched across from where it was written."""

import re
from urllib.parse import urlsplit

from sturmwarte.channels.mastodon.api import Api
from sturmwarte.channels.mastodon.memory import Memory
from sturmwarte.channels.mastodon.reading import Json, inner, items, text
from sturmwarte.wire.errors import Refused

_LAST = re.compile(r"/([A-Za-z0-9]{1,64})/?\Z")


class Statuses:
    def __init__(self, api: Api, memory: Memory) -> None:
        self._api = api
        self._memory = memory

    def of(self, uri: str) -> Json | None:
        """None when it is gone or not for us. `uri` may be its address or its address in the API as well."""
        number = self._memory.number(uri) or self._number_in(uri)
        if number:
            found = self._api.one(f"/api/v1/statuses/{number}")
            if found is not None and self._is(found, uri):
                return self._learnt(found)
            if self._memory.number(uri):
                return None
        return self._across(uri)

    def _number_in(self, uri: str) -> str:
        """The number in an address of our own server."""
        try:
            parts = urlsplit(uri)
        except ValueError:
            return ""
        last = _LAST.search(parts.path)
        return last[1] if last and parts.netloc.lower() == self._api.host else ""

    def _is(self, status: Json, uri: str) -> bool:
        named = f"{self._api.base}/api/v1/statuses/{text(status, 'id')}"
        return uri in (text(status, "uri"), text(status, "url"), named)

    def _across(self, uri: str) -> Json | None:
        """Has the server fetch it from where it was written; needs the right to search."""
        if not uri.startswith(("https://", "http://")):
            return None
        asked = {"q": uri, "type": "statuses", "resolve": "true", "limit": 5}
        try:
            found = items(self._api.object("/api/v2/search", asked), "statuses")
        except Refused:
            return None
        for status in found:
            if self._is(status, uri):
                return self._learnt(status)
        return None

    def _learnt(self, status: Json) -> Json:
        self._memory.learn(status)
        self._memory.learn(inner(status, "reblog"))
        return status
