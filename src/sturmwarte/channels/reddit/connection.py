"""A Reddit account at work: what it hears, and what it says."""

from collections.abc import Mapping, Sequence
from typing import Any

from sturmwarte.channels.contract import Account, Answer, Place, Sent, Subscription
from sturmwarte.channels.reddit.access import Access, lacking
from sturmwarte.channels.reddit.hearing import Hearing
from sturmwarte.channels.reddit.parse import NAME, post_of, things
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Gone, Missing, Refused, Trouble, Unreachable, Wrong

MOST_TEXT = 10_000


class Reddit:
    """Threads may share one."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._access = Access(place)
        self._hearing = Hearing(place, self._access)

    def check(self) -> Account:
        me = self._access.get("/api/v1/me")
        name = str(me.get("name", "")) if isinstance(me, dict) else ""
        if not name:
            raise Refused("channel.reddit.login")
        if me.get("is_suspended"):
            raise Gone("channel.reddit.suspended", name=name)
        if name.casefold() != self._access.name.casefold():
            raise Wrong("channel.reddit.other_account", name=name, expected=self._access.name)
        missing = lacking(self._access.missing()) + tuple(self._unheard())
        return Account(name, f"t2_{me.get('id', '')}", f"https://www.reddit.com/user/{name}", missing=missing)

    def subscriptions(self) -> Sequence[Subscription]:
        return self._hearing.subscriptions()

    def reply(self, answer: Answer) -> Sent:
        """Reddit has no key against writing twice: what we wrote there lately is looked at first."""
        if answer.to is None or not NAME.fullmatch(answer.to.id):
            raise Wrong("channel.reddit.answers_only")
        text = answer.text.strip()
        if not text or len(text) > MOST_TEXT:
            raise Wrong("channel.reddit.length", length=len(text), most=MOST_TEXT)
        if before := self._written(answer.to.id, text):
            return before
        try:
            data = self._access.post("/api/comment", thing_id=answer.to.id, text=text)
        except Unreachable:
            # It may have arrived although the answer did not.
            if before := self._written(answer.to.id, text):
                return before
            raise
        written = data.get("things")
        first = written[0] if isinstance(written, list) and written and isinstance(written[0], dict) else {}
        return _sent(first.get("data"))

    def delete(self, id: str) -> None:
        self._access.post("/api/del", id=_name(id))

    def hide(self, id: str) -> None:
        """Removes it from a community that our account moderates."""
        self._access.post("/api/remove", id=_name(id), spam="false")

    def fetch(self, id: str) -> Post | None:
        """None when it was deleted. Raises Trouble when that cannot be known."""
        if not NAME.fullmatch(id):
            return None
        if id.startswith("t4_"):
            found = things(self._access.get(f"/message/messages/{id.removeprefix('t4_')}"))
        else:
            found = things(self._access.get("/api/info", id=id))
        posts = [post_of(self._hearing.ear, thing, self._place.now()) for thing in found]
        return next((post for post in posts if post and post.id == id and not post.deleted_at), None)

    def close(self) -> None:
        """Nothing stays open between calls."""

    def _unheard(self) -> list[Reason]:
        """Communities that are closed to us: in a list of several Reddit passes over them in silence."""
        closed = []
        for name in self._hearing.communities:
            try:
                self._access.get(f"/r/{name}/about")
            except (Refused, Missing):
                closed.append(Reason("channel.reddit.community", {"name": name}))
            except Trouble:
                continue
        return closed

    def _written(self, to: str, text: str) -> Sent | None:
        if to.startswith("t4_"):
            listed = self._access.get("/message/sent", limit=25)
        else:
            listed = self._access.get(f"/user/{self._access.name}/comments", limit=50, sort="new")
        for thing in things(listed):
            data = thing["data"]
            if data.get("parent_id") == to and str(data.get("body", "")).strip() == text:
                return _sent(data)
        return None


def _sent(data: object) -> Sent:
    said: Mapping[str, Any] = data if isinstance(data, dict) else {}
    path = str(said.get("permalink") or "")
    return Sent(str(said.get("name") or ""), f"https://www.reddit.com{path}" if path else "")


def _name(id: str) -> str:
    if not NAME.fullmatch(id):
        raise Wrong("channel.reddit.answers_only")
    return id
