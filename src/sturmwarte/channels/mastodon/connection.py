"""A Mastodon source at work: which subscriptions it has, and what it can do."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sturmwarte.channels.contract import Account, Answer, Cursor, Heard, Place, Sent, Subscription
from sturmwarte.channels.mastodon import listings
from sturmwarte.channels.mastodon.api import Api
from sturmwarte.channels.mastodon.checking import check
from sturmwarte.channels.mastodon.ears import Ears
from sturmwarte.channels.mastodon.live import Live
from sturmwarte.channels.mastodon.pages import Listing
from sturmwarte.channels.mastodon.reading import items, text
from sturmwarte.channels.mastodon.recheck import EVERY_S, recheck
from sturmwarte.channels.mastodon.searching import search
from sturmwarte.channels.mastodon.speak import Speaker
from sturmwarte.channels.mastodon.statuses import Statuses
from sturmwarte.channels.mastodon.wanted import Wanted
from sturmwarte.core.post import Post
from sturmwarte.wire.errors import Wrong

POLL_S, SEARCH_S, OWN_S = 60.0, 300.0, 180.0
EACH_S = 4.0
"""A server allows a call a second; so four topics with many hashtags have enough, more are slowed down."""
UNHURRIED = timedelta(minutes=5)
"""How long a poll may be left out while the stream brings everything at once."""


class Mastodon:
    """Makes no call before it is asked for something."""

    def __init__(self, place: Place) -> None:
        values = place.values
        self._place = place
        self._api = Api(place)
        self._ears = Ears(self._api)
        self._statuses = Statuses(self._api, self._ears.memory)
        self._speaker = Speaker(self._ears, self._statuses)
        self._tags = listings.tags_of(values.get("hashtags"))
        self._accounts = [name.lstrip("@") for name in _lines(values.get("accounts"))]
        self._public = str(values.get("timeline") or "none")
        handles = frozenset(name.casefold() for name in self._accounts)
        self._wanted = Wanted(place.sought)
        self._live = Live(self._ears, self._all_tags(), self._public, handles, self._wanted)
        self._numbers: dict[str, str] = {}
        self._polled: dict[str, datetime] = {}

    def check(self) -> Account:
        return check(self._api, searches=any(topic.words for topic in self._place.sought))

    def subscriptions(self) -> Sequence[Subscription]:
        """Those for a topic bear its name; the first is what nobody can do without."""
        found = [
            Subscription("mentions", self._mentions, POLL_S),
            Subscription("live", self._live.listen, streams=True),
            Subscription("own", self._own, OWN_S),
            Subscription("recheck", lambda cursor: recheck(self._ears, cursor), EVERY_S),
        ]
        if self._tags or self._public != "none":
            found.append(Subscription("timelines", self._timelines, _every(len(self._tags) + 1)))
        if self._accounts:
            found.append(Subscription("accounts", self._of_accounts, OWN_S))
        by_topic = listings.by_topic(self._place.sought, self._tags)
        for topic in self._place.sought:
            if by_topic[topic.topic]:
                found.append(self._topic_tags(topic.topic, by_topic[topic.topic]))
            if topic.words:
                found.append(self._topic_words(topic.topic, topic.words))
        return found

    def reply(self, answer: Answer) -> Sent:
        return self._speaker.say(answer)

    def delete(self, id: str) -> None:
        self._speaker.delete(id)

    def hide(self, id: str) -> None:  # noqa: ARG002 - others' posts are hidden by servers only
        raise Wrong("channel.mastodon.no_hiding", host=self._api.host)

    def fetch(self, id: str) -> Post | None:
        found = self._statuses.of(id)
        return self._ears.post(found) if found is not None else None

    def probe(self, mark: str) -> str:
        return self._speaker.probe(mark)

    def close(self) -> None:
        """Streams end by `place.rest`; the client belongs to the engine."""

    def _mentions(self, cursor: Cursor) -> Iterator[Heard]:
        return self._unhurried("mentions", {"mentions": listings.mentions()}, cursor)

    def _own(self, cursor: Cursor) -> Iterator[Heard]:
        yield from self._ears.rounds({"own": listings.own(text(self._api.me(), "id"))}, cursor)

    def _timelines(self, cursor: Cursor) -> Iterator[Heard]:
        found = {f"#{tag}": listings.tag(tag) for tag in self._tags}
        if self._public != "none":
            found["public"] = listings.public(self._public, self._wanted)
        return self._unhurried("timelines", found, cursor)

    def _of_accounts(self, cursor: Cursor) -> Iterator[Heard]:
        found = {f"@{name}": listings.account(self._number(name)) for name in self._accounts}
        yield from self._ears.rounds(found, cursor)

    def _topic_tags(self, topic: str, found: Mapping[str, Listing]) -> Subscription:
        def listen(cursor: Cursor) -> Iterator[Heard]:
            return self._unhurried(topic, found, cursor)

        return Subscription(f"tags:{topic}", listen, _every(len(found)), topic=topic)

    def _topic_words(self, topic: str, words: tuple[str, ...]) -> Subscription:
        def listen(cursor: Cursor) -> Iterator[Heard]:
            return search(self._ears, words, cursor)

        return Subscription(f"search:{topic}", listen, SEARCH_S, topic=topic)

    def _unhurried(self, name: str, found: Mapping[str, Listing], cursor: Cursor) -> Iterator[Heard]:
        """A round, unless the stream was open since the last one and that is not long ago."""
        now, last, opened = self._place.now(), self._polled.get(name), self._live.open_since
        if last is not None and opened is not None and opened < last and now - last < UNHURRIED:
            yield Heard(asked=False)
            return
        yield from self._ears.rounds(found, cursor)
        self._polled[name] = now

    def _number(self, name: str) -> str:
        """The server's number of an account; fetched across when the server does not know it yet."""
        if name not in self._numbers:
            found = self._api.one("/api/v1/accounts/lookup", {"acct": name})
            if found is None:
                asked = {"q": f"@{name}", "type": "accounts", "resolve": "true", "limit": 1}
                answer = items(self._api.object("/api/v2/search", asked), "accounts")
                found = answer[0] if answer else {}
            if not text(found, "id"):
                raise Wrong("channel.mastodon.no_account", account=name, host=self._api.host)
            self._numbers[name] = text(found, "id")
        return self._numbers[name]

    def _all_tags(self) -> tuple[str, ...]:
        words = [*self._tags, *(tag for topic in self._place.sought for tag in topic.tags)]
        return tuple(listings.tags_of(words)[:40])


def _every(listings: int) -> float:
    """Seconds between two rounds: many listings are asked less often, so that calls are left for the rest."""
    return max(POLL_S, EACH_S * listings)


def _lines(value: object) -> list[str]:
    written = value if isinstance(value, list | tuple) else str(value or "").splitlines()
    return [str(line).strip() for line in written if str(line).strip()]
