"""A Bluesky account at work: what it hears by which ear, and what it says."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from sturmwarte.channels.bluesky.embed import CDN
from sturmwarte.channels.bluesky.frames import COLLECTIONS, firehose_frame, jetstream_frame
from sturmwarte.channels.bluesky.people import People
from sturmwarte.channels.bluesky.polled import Polled
from sturmwarte.channels.bluesky.record import Ear, Seen, post_of
from sturmwarte.channels.bluesky.repository import Repository
from sturmwarte.channels.bluesky.session import Session, address
from sturmwarte.channels.bluesky.speak import Speaker
from sturmwarte.channels.bluesky.streamed import Stream, Streamed
from sturmwarte.channels.bluesky.uris import PROBE, moment, uri
from sturmwarte.channels.bluesky.view import listed, viewed
from sturmwarte.channels.bluesky.wanted import Wanted
from sturmwarte.channels.contract import Account, Answer, Cursor, Heard, Place, Sent, Subscription
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Gone, Missing, Trouble

ACCOUNT_S = 300.0
PROBES_FOR = timedelta(hours=1)
"""A probe that nobody heard in this time is cleared away."""
JETSTREAM = "wss://jetstream2.us-east.bsky.network/subscribe"
RELAY = "wss://bsky.network"


class Bluesky:
    """Threads may share one."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._ear = str(place.values.get("ear") or "view")
        self._session = Session(place)
        # Where everything comes from a server of one's own there may be no view of the whole network to ask.
        self._view = self._ear != "firehose" or not place.values.get("stream")
        self._people = People(place, self._session, profiles=self._view)
        self._repository = Repository(place, self._session, self._people)
        self._speaker = Speaker(place, self._session, self._people, self._repository)

    def check(self) -> Account:
        found = self._session.get("com.atproto.server.getSession")
        handle = str(found.get("handle", ""))
        if found.get("active") is False:
            raise Gone("channel.bluesky.account", handle=handle, status=str(found.get("status", "")))
        if self._ear == "view":
            self._session.get("app.bsky.notification.listNotifications", limit=1)
        else:
            with self._place.client.websocket(self._stream().address(0), silence_s=20):
                pass
        notes = (
            (Reason("channel.bluesky.main_password"),) if self._session.scope == "com.atproto.access" else ()
        )
        return Account(handle, self._session.did, f"https://bsky.app/profile/{handle}", notes=notes)

    def subscriptions(self) -> Sequence[Subscription]:
        if self._ear == "view":
            return Polled(self._place, self._session, self._people, self._repository).subscriptions()
        return (
            Subscription("stream", self._listen, every=2.0, streams=True),
            Subscription("account", self._account, ACCOUNT_S),
        )

    def reply(self, answer: Answer) -> Sent:
        return self._speaker.say(answer)

    def delete(self, id: str) -> None:
        self._speaker.delete(id)

    def hide(self, id: str) -> None:
        self._speaker.hide(id)

    def probe(self, mark: str) -> str:
        return self._speaker.probe(mark)

    def fetch(self, id: str) -> Post | None:
        """Raises Trouble when it cannot be known whether the post is there."""
        place = uri(id)
        if place is None:
            return None
        if self._view:
            for view in listed(self._session.get("app.bsky.feed.getPosts", uris=[id]), "posts"):
                return viewed(self._heard_by(), view)
        try:
            record, cid = self._repository.record(place)
        except (Missing, Gone):
            return None
        self._people.meet([place.did])
        return post_of(self._heard_by(), place, record, Seen(cid, author=self._people.author(place.did)))

    def close(self) -> None:
        """Nothing stays open between calls."""

    def _listen(self, cursor: Cursor) -> Iterator[Heard]:
        ear = self._heard_by()
        streamed = Streamed(
            self._place, self._stream(), ear, Wanted(ear.me, self._place.sought), self._people
        )
        for heard in streamed.listen(cursor):
            yield heard
            for post in heard.posts:
                self._clear_away(post)

    def _clear_away(self, post: Post) -> None:
        """A probe that was heard has done its work."""
        place = uri(post.id)
        if post.own and post.deleted_at is None and place is not None and place.collection == PROBE:
            try:
                self._repository.remove(place)
            except Trouble:
                return

    def _account(self, _cursor: Cursor) -> Iterator[Heard]:
        """A stream is open to everybody: only this tells that our access was taken away."""
        found = self._session.get("com.atproto.server.getSession")
        if found.get("active") is False:
            raise Gone("channel.bluesky.account", handle=str(found.get("handle", "")), status="")
        yield Heard()
        for row in self._repository.records(PROBE):
            place, written = uri(row.get("uri")), row.get("value")
            at = moment(written.get("createdAt")) if isinstance(written, dict) else None
            if place and (at is None or at < self._place.now() - PROBES_FOR):
                self._repository.remove(place)

    def _stream(self) -> Stream:
        at = str(self._place.values.get("stream") or "")
        if self._ear == "jetstream":
            return Stream(_socket(at, JETSTREAM), jetstream_frame, times=True, collections=COLLECTIONS)
        url = _socket(at, RELAY)
        method = "" if url.endswith("subscribeRepos") else "/xrpc/com.atproto.sync.subscribeRepos"
        own = urlsplit(url).netloc == urlsplit(self._session.tokens.home).netloc
        return Stream(f"{url}{method}", firehose_frame, times=False, whole=own)

    def _heard_by(self) -> Ear:
        pictures = CDN
        if self._ear == "firehose" and self._place.values.get("stream"):
            home = self._session.tokens.home
            pictures = f"{home}/xrpc/com.atproto.sync.getBlob?did={{did}}&cid={{cid}}"
        return Ear(self._place.channel, self._place.source, self._session.did, pictures)


def _socket(value: str, default: str) -> str:
    """An address of a stream, written with whatever scheme."""
    url = address(value, default)
    for scheme, ours in (("https://", "wss://"), ("http://", "ws://")):
        if url.startswith(scheme):
            return ours + url.removeprefix(scheme)
    return url
