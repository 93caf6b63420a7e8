"""What we write: answers, deletions, hidden replies, probes.

Interface: https://docs.bsky.app/docs/advanced-guides/posts
"""

from collections.abc import Mapping
from typing import Any

from sturmwarte.channels.bluesky.facets import MOST_BYTES, MOST_GRAPHEMES, graphemes, marked
from sturmwarte.channels.bluesky.people import People
from sturmwarte.channels.bluesky.repository import Repository
from sturmwarte.channels.bluesky.session import Session
from sturmwarte.channels.bluesky.uris import POST, PROBE, THREADGATE, Uri, key_of, uri
from sturmwarte.channels.contract import Answer, Place, Sent
from sturmwarte.wire.errors import Missing, Wrong

MOST_HIDDEN = 300
"""As many replies as the network lets a thread hide."""


class Speaker:
    def __init__(self, place: Place, session: Session, people: People, repository: Repository) -> None:
        self._place = place
        self._session = session
        self._people = people
        self._repository = repository

    def say(self, answer: Answer) -> Sent:
        """Writes it once, however often it is asked for: its address follows from the answer's key."""
        if answer.private:
            raise Wrong("channel.bluesky.no_direct_messages")
        text = fitting(answer.text)
        record: dict[str, Any] = {"$type": POST, "text": text, "createdAt": _stamp(self._place)}
        if facets := marked(text, self._people.did):
            record["facets"] = facets
        if answer.lang:
            record["langs"] = [answer.lang]
        if answer.to is not None:
            record["reply"] = self._reply(answer.to.id)
        written = self._repository.write(POST, key_of(answer.key), record)
        return Sent(str(written), written.page)

    def delete(self, id: str) -> None:
        place = uri(id)
        if place is None or place.did != self._session.did:
            raise Wrong("channel.bluesky.not_ours")
        self._repository.remove(place)

    def hide(self, id: str) -> None:
        """Folds a reply away in a thread that we began. It stays readable elsewhere."""
        place = self._uri(id)
        root = self._uri(_root(self._repository.record(place)[0]) or id)
        if root.did != self._session.did or root == place:
            raise Wrong("channel.bluesky.not_our_thread")
        gate = dict(self._repository.own(THREADGATE, root.rkey) or {})
        hidden = [str(one) for one in gate.get("hiddenReplies") or []]
        if id in hidden:
            return
        gate = {"$type": THREADGATE, "post": str(root), "createdAt": _stamp(self._place), **gate}
        gate["hiddenReplies"] = [*hidden, id][-MOST_HIDDEN:]
        self._repository.put(THREADGATE, root.rkey, gate)

    def probe(self, mark: str) -> str:
        """A record that no app shows: it passes through our server and its stream, and people see nothing."""
        record = {"$type": PROBE, "text": mark, "createdAt": _stamp(self._place)}
        return str(self._repository.write(PROBE, key_of(mark), record))

    def _reply(self, to: str) -> dict[str, Any]:
        """Parent and root as they are now: servers want the content's hash of both."""
        parent = self._uri(to)
        record, cid = self._repository.record(parent)
        root = self._ref(record) or {"uri": str(parent), "cid": cid}
        return {"root": root, "parent": {"uri": str(parent), "cid": cid}}

    def _ref(self, record: Mapping[str, Any]) -> dict[str, str] | None:
        reply = record.get("reply")
        root = reply.get("root") if isinstance(reply, dict) else None
        if not isinstance(root, dict) or uri(root.get("uri")) is None or not isinstance(root.get("cid"), str):
            return None
        return {"uri": root["uri"], "cid": root["cid"]}

    def _uri(self, id: str) -> Uri:
        place = uri(id)
        if place is None:
            raise Missing("channel.bluesky.missing")
        return place


def fitting(text: str) -> str:
    """The text, if the network takes one so long; raises Wrong otherwise."""
    text = text.strip()
    length = graphemes(text)
    if not text:
        raise Wrong("channel.bluesky.empty")
    if length > MOST_GRAPHEMES or len(text.encode()) > MOST_BYTES:
        raise Wrong("channel.bluesky.too_long", length=length, most=MOST_GRAPHEMES)
    return text


def _root(record: Mapping[str, Any]) -> str:
    reply = record.get("reply")
    root = reply.get("root") if isinstance(reply, dict) else None
    return str(root.get("uri", "")) if isinstance(root, dict) else ""


def _stamp(place: Place) -> str:
    return place.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
