"""A source of feeds: many addresses, each a subscription of its own."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property

from sturmwarte.channels.contract import Account, Call, Place, Subscription, Taken
from sturmwarte.channels.feeds import websub
from sturmwarte.channels.feeds.fetch import Fetched, Fetcher
from sturmwarte.channels.feeds.listen import Listener
from sturmwarte.channels.feeds.opml import addresses_of
from sturmwarte.channels.feeds.pages import Pages
from sturmwarte.channels.feeds.parse import parse
from sturmwarte.channels.feeds.posts import Origin, identities, post_of
from sturmwarte.channels.feeds.reading import Known
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Trouble, Unreadable, Wrong

MOST_FEEDS = 200
CHECKED = 10
CHECK_FOR = timedelta(seconds=8)
PUSHED_SINCE = timedelta(days=2)
"""Hubs send whole feeds. What is older and still unknown comes by asking."""


class Feeds:
    """`channels.contract.Connection` that also receives (WebSub)."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._fetcher = Fetcher(place)
        self._addresses = _addresses(place)

    def check(self) -> Account:
        """Asks the first feeds. Raises the first trouble when not one feed of all can be heard."""
        begun = self._place.now()
        heard: list[tuple[str, Fetched]] = []
        notes: list[Reason] = []
        failed: list[Trouble] = []
        for address in self._addresses[:CHECKED]:
            if self._place.now() - begun > CHECK_FOR:
                break
            try:
                fetched = self._fetcher.feed(address, Known())
            except Trouble as trouble:
                failed.append(trouble)
                notes.append(
                    Reason("channel.feeds.not_heard", {"address": address, "why": trouble.reason.key})
                )
                continue
            heard.append((address, fetched))
            notes.extend(_remarks(address, fetched))
        if len(failed) == len(self._addresses):
            raise failed[0]
        return self._account(heard, notes)

    def subscriptions(self) -> Sequence[Subscription]:
        return [
            Subscription(name_of(address), self._listener(address).listen, self._every.total_seconds())
            for address in self._addresses
        ]

    def receive(self, call: Call) -> Taken:
        """A hub's question or its news (WebSub 5.3, 7)."""
        key = self._key_there
        if key is None:
            return Taken(404)
        address = websub.asked_for(key, call, self._addresses)
        if call.method == "GET":
            if not websub.wanted(key, call, address):
                return Taken(404)
            return Taken(200, call.query.get("hub.challenge", "")[:2000].encode())
        if address is None:
            return Taken(410)  # no longer ours: a hub ends the subscription on this
        if call.method != "POST" or not websub.signed(key, call, address):
            return Taken(403)
        return self._pushed(call, address)

    def close(self) -> None:
        """Nothing is held open."""

    def _pushed(self, call: Call, address: str) -> Taken:
        try:
            feed = parse(call.body, address, call.headers.get("content-type", ""))
        except Unreadable:
            return Taken(202)  # the feed itself is asked anyway
        origin = self._origin(address)
        since = max(self._place.since, self._place.now() - PUSHED_SINCE)
        told = zip(feed.items, identities(feed, address), strict=True)
        posts = [post_of(i, id, feed, origin) for i, id in told if id and i.at is not None and i.at >= since]
        return Taken(202, posts=tuple(reversed(posts)))

    def _listener(self, address: str) -> Listener:
        pages = Pages(self._place, self._fetcher) if self._place.values.get("full_text") else None
        return Listener(self._place, self._origin(address), self._fetcher, self._every, pages, self._key)

    def _origin(self, address: str) -> Origin:
        form = str(self._place.values.get("form") or "auto")
        return Origin(self._place.source, self._place.channel, address, form)

    @property
    def _every(self) -> timedelta:
        minutes = self._place.values.get("minutes")
        return timedelta(minutes=float(minutes) if isinstance(minutes, int | float) else 15.0)

    @cached_property
    def _key(self) -> websub.Key | None:
        """The secret behind all hub secrets, made once and kept with the source."""
        values = self._place.values
        if values.get("websub") is False or not websub.reachable(self._place.url, self._place.guard):
            return None
        if values.get("full_text"):  # a hub's short text would take the place of the page's long one
            return None
        if there := self._key_there:
            return there
        made = secrets.token_urlsafe(32)
        self._place.keep({"websub_secret": made})
        return websub.Key(made)

    @property
    def _key_there(self) -> websub.Key | None:
        kept = self._place.values.get("websub_secret")
        return websub.Key(kept) if isinstance(kept, str) and kept else None

    def _account(self, heard: list[tuple[str, Fetched]], notes: list[Reason]) -> Account:
        unasked = len(self._addresses) - len(heard) - sum(n.key == "channel.feeds.not_heard" for n in notes)
        if unasked:
            notes.append(Reason("channel.feeds.not_asked_yet", {"feeds": unasked}))
        feed = heard[0][1].feed if heard else None
        name = (feed.title if feed else "") or self._addresses[0]
        more = len(self._addresses) - 1
        return Account(
            name=f"{name} +{more}" if more else name, url=feed.link if feed else "", notes=tuple(notes)
        )


def name_of(address: str) -> str:
    """The subscription's name: the address, shortened to what a name may be."""
    if len(address) <= 250:
        return address
    return f"{address[:200]}#{hashlib.sha256(address.encode()).hexdigest()[:16]}"


def _addresses(place: Place) -> list[str]:
    written = place.values.get("addresses") or []
    lines = written.splitlines() if isinstance(written, str) else [str(line) for line in written]
    addresses = addresses_of(lines)
    if not addresses:
        raise Wrong("channel.feeds.no_address")
    if len(addresses) > MOST_FEEDS:
        raise Wrong("channel.feeds.too_many", feeds=len(addresses), most=MOST_FEEDS)
    return addresses


def _remarks(address: str, fetched: Fetched) -> list[Reason]:
    """What a person should know of a feed that can be heard."""
    found = []
    if fetched.page:
        found.append(Reason("channel.feeds.found", {"address": address, "to": fetched.url}))
    elif fetched.url != address:
        found.append(Reason("channel.feeds.moved", {"address": address, "to": fetched.url}))
    if fetched.feed is not None and fetched.feed.items and not fetched.feed.dated:
        found.append(Reason("channel.feeds.undated", {"address": address}))
    return found
