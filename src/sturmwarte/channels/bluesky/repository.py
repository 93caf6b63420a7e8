"""Records where they lie: in our own repository, and in those of others, wherever their server is."""

from collections.abc import Mapping
from typing import Any

from sturmwarte.channels.bluesky.people import People
from sturmwarte.channels.bluesky.session import Session, told
from sturmwarte.channels.bluesky.uris import Uri
from sturmwarte.channels.contract import Place
from sturmwarte.wire.errors import Missing, Trouble, Unreadable


class Repository:
    """Reads anybody's records and writes our own."""

    def __init__(self, place: Place, session: Session, people: People) -> None:
        self._place = place
        self._session = session
        self._people = people

    def record(self, place: Uri) -> tuple[Mapping[str, Any], str]:
        """The record and its CID, from the server that holds it. Raises Missing, Gone, or other Trouble."""
        tokens = self._session.tokens
        home = tokens.home if place.did == tokens.did else self._people.identity(place.did).home
        if not home:
            raise Missing("channel.bluesky.missing")
        params = {"repo": place.did, "collection": place.collection, "rkey": place.rkey}
        answer = told(self._place.client.get(f"{home}/xrpc/com.atproto.repo.getRecord", params=params))
        try:
            value, cid = answer["value"], str(answer.get("cid", ""))
        except (KeyError, TypeError, AttributeError) as error:
            raise Unreadable("channel.bluesky.answer") from error
        if not isinstance(value, dict):
            raise Unreadable("channel.bluesky.answer")
        return value, cid

    def own(self, collection: str, rkey: str) -> Mapping[str, Any] | None:
        """A record of ours; None when there is none."""
        try:
            return self.record(Uri(self._session.did, collection, rkey))[0]
        except Missing:
            return None

    def records(self, collection: str) -> list[Mapping[str, Any]]:
        """Our newest records of one kind."""
        answer = self._session.get(
            "com.atproto.repo.listRecords", repo=self._session.did, collection=collection, limit=50
        )
        rows = answer.get("records") if isinstance(answer, dict) else None
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def write(self, collection: str, rkey: str, record: Mapping[str, Any]) -> Uri:
        """Creates a record under `rkey`. The same one written twice stays one: the second finds the first."""
        place = Uri(self._session.did, collection, rkey)
        if self.own(collection, rkey) is not None:
            return place
        body = {"repo": place.did, "collection": collection, "rkey": rkey, "record": dict(record)}
        try:
            self._session.post("com.atproto.repo.createRecord", body)
        except Trouble:
            # It may have arrived although its answer did not, or another was faster: servers answer 500.
            if self.own(collection, rkey) is None:
                raise
        return place

    def put(self, collection: str, rkey: str, record: Mapping[str, Any]) -> None:
        """Writes a record anew, whether it was there or not."""
        body = {"repo": self._session.did, "collection": collection, "rkey": rkey, "record": dict(record)}
        self._session.post("com.atproto.repo.putRecord", body)

    def remove(self, place: Uri) -> None:
        """Deletes a record of ours; one that is gone already is no trouble."""
        body = {"repo": self._session.did, "collection": place.collection, "rkey": place.rkey}
        self._session.post("com.atproto.repo.deleteRecord", body)
