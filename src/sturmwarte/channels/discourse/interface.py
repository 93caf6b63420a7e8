"""Calls to a forum: our key in the headers, its way of saying "slow down" understood."""

from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from sturmwarte.channels.contract import Place
from sturmwarte.channels.discourse.shapes import Conversation, Created, Entry, Fault, Latest
from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import Gone, Limited, Missing, Refused, Unreadable, Wrong

T = TypeVar("T")


class Interface:
    """`base` is the forum's address without a slash at its end; it may have a path."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.base = base_of(str(place.values.get("address") or ""))
        self.key = str(place.values.get("key") or "")
        self.username = str(place.values.get("username") or "").strip().lstrip("@")

    @property
    def known(self) -> bool:
        """Whether we come as somebody."""
        return bool(self.key)

    def get(self, path: str, type: type[T], **params: Any) -> T:
        answer = self._place.client.get(f"{self.base}{path}", params=params or None, headers=self._headers())
        found: T = self._ok(answer).json(type)
        return found

    def latest(self, path: str, before: int | None) -> list[msgspec.Raw]:
        """Up to 50 posts, newest first; those older than the post `before` (in old forums, not newer)."""
        return self.get(path, Latest, before=before).posts

    def by_number(self, topic: int, number: int) -> Entry | None:
        """One post; None when it is gone or not for us."""
        try:
            return self.get(f"/posts/by_number/{topic}/{number}.json", Entry)
        except (Missing, Gone, Refused):
            return None

    def is_private(self, topic: int) -> bool:
        """Whether a topic is a personal message. One we may not see counts as private."""
        try:
            return self.get(f"/t/{topic}.json", Conversation).archetype != "regular"
        except (Missing, Gone, Refused):
            return True

    def create(self, **parts: Any) -> Created:
        """The forum gives the same call within two minutes the same answer and writes nothing twice."""
        answer = self._place.client.post(f"{self.base}/posts.json", json=parts, headers=self._headers())
        if answer.status == 422:
            raise Wrong("channel.discourse.not_taken", why="; ".join(self._fault(answer).errors)[:300])
        made: Created = self._ok(answer).json(Created)
        return made

    def delete(self, post: int) -> None:
        answer = self._place.client.request(
            "DELETE", f"{self.base}/posts/{post}.json", headers=self._headers()
        )
        self._ok(answer)

    def _headers(self) -> dict[str, str]:
        headers = {"accept": "application/json"}
        if self.key:
            headers |= {"api-key": self.key, "api-username": self.username or "system"}
        return headers

    def _ok(self, answer: Answer) -> Answer:
        if answer.status == 429 and "retry-after" not in answer.headers:
            wait = self._fault(answer).extras.wait_seconds
            if wait > 0:
                raise Limited(
                    self._place.now() + timedelta(seconds=min(wait, 86_400)), host=answer.host, status=429
                )
        return answer.ok()

    def _fault(self, answer: Answer) -> Fault:
        try:
            fault: Fault = answer.json(Fault)
        except Unreadable:
            return Fault()
        return fault


def base_of(address: str) -> str:
    """Raises Wrong for what is no address."""
    address = address.strip().rstrip("/")
    if address and "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError
    except ValueError as error:
        raise Wrong("channel.discourse.no_address") from error
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
