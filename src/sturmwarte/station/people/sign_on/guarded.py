"""allauth fetches through `requests`; this carries every such call out through the one guarded way.

The issuer's host was named by whoever runs the station and may lie inside the company; every other address,
as those the provider's own description names, must be public or allowed by a setting.
"""

from typing import Any

import requests
from django.conf import settings
from django.utils import timezone
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import Trouble
from sturmwarte.wire.guard import Guard

TIMEOUT_S = 8.0
"""Somebody stands before the door and waits."""
MOST_BYTES = 512 * 1024


class Guarded(BaseAdapter):
    """The transport of a `requests` session; raises only what `requests` raises."""

    def __init__(self, host: str) -> None:
        super().__init__()
        guard = Guard([*settings.ALLOW, host])
        self._client = Client(guard, now=timezone.now, timeout_s=TIMEOUT_S, most_bytes=MOST_BYTES)

    def send(self, request: requests.PreparedRequest, *_more: Any, **_options: Any) -> requests.Response:
        body = request.body or b""
        try:
            answer = self._client.request(
                request.method or "GET",
                request.url or "",
                headers=dict(request.headers),
                content=body.encode() if isinstance(body, str) else body,
            )
        except Trouble as trouble:
            raise requests.ConnectionError(trouble.reason.key, request=request) from trouble
        response = requests.Response()
        response.status_code, response.url, response.request = answer.status, answer.url, request
        response.headers = CaseInsensitiveDict(answer.headers)
        response.encoding = "utf-8"
        response._content = answer.body  # the way the package's own transports fill it
        return response

    def close(self) -> None:
        self._client.close()


def session(host: str) -> requests.Session:
    """A session that reaches `host` and public addresses, without the machine's proxies and passwords."""
    made = requests.Session()
    made.trust_env = False
    for scheme in ("https://", "http://"):
        made.mount(scheme, Guarded(host))
    return made
