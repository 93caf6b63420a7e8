"""A channel of that platform, as a real one is written: polls, streams, fetches, probes."""

import json
import time
from datetime import date, datetime

from sturmwarte.channels.contract import Account, Dropped, Heard, Subscription
from sturmwarte.channels.describe import Access, Kind, Policy, Proven, Setting, Words
from sturmwarte.core.post import Author, Post
from sturmwarte.station.listen.placing import Catalogue
from sturmwarte.wire.errors import Missing, Unreadable

WORDS = Words(de="Probe", en="Test")

KIND = Kind(
    id="harbour",
    name=WORDS,
    about=WORDS,
    group="social",
    networks=("harbour",),
    forms=("post",),
    abilities=frozenset({"listen", "stream", "probe", "backfill"}),
    fields=(
        Setting(id="address", type="address", label=WORDS, help=WORDS),
        Setting(id="token", type="secret", label=WORDS, help=WORDS),
        Setting(id="way", type="text", label=WORDS, help=WORDS, required=False, default="poll"),
        Setting(id="every", type="number", label=WORDS, help=WORDS, required=False, default=1, least=0),
    ),
    policy=Policy(reviewed=date(2026, 1, 1), review_by=date(2027, 1, 1), sources=("-",), automation=WORDS),
    access=Access(review=WORDS, papers=WORDS, waiting=WORDS),
    proven=(Proven(against="emulator", what=WORDS),),
)


class Harbour:
    """`way`: poll, stream (goes on from its cursor), live (a stream that cannot), wrong, broken, hanging."""

    def __init__(self, place):
        self.place = place
        self.way = place.values["way"]
        self.headers = {"Authorization": f"Bearer {place.values['token']}"}

    def check(self):
        me = self._get("/me").json()
        if self.place.values["token"] == "renew-me-please":
            self.place.keep({"token": "right-token-0123456789"})
        return Account(me["name"])

    def subscriptions(self):
        every = float(self.place.values["every"])
        if self.way in {"stream", "live"}:
            return [Subscription(self.way, getattr(self, self.way), every, streams=True)]
        if self.way == "stuck":
            time.sleep(every)  # a channel that waits where it must not
            return []
        if self.way == "refused":
            idle = Subscription("idle", lambda _cursor: iter([Heard()]), 600)
            return [Subscription("poll", self.poll, every), idle]
        if self.way == "both":
            return [Subscription("poll", self.poll, every), Subscription("broken", self.broken, every)]
        return [Subscription(self.way, getattr(self, self.way), every)]

    def poll(self, cursor):
        while posts := self._get("/posts", after=cursor.get("n", 0)).json():
            cursor = {"n": posts[-1]["n"]}
            yield self._heard(posts, cursor)
        yield Heard()

    def stream(self, cursor):
        yield from self._stream(cursor.get("n", 0), True)

    def live(self, _cursor):
        yield from self._stream(0, False)

    def _stream(self, number, durable):
        live = {} if durable else {"live": "1"}
        waiting = []
        with self.place.client.stream(
            f"{self.place.values['address']}/stream", params={"after": number, **live}, headers=self.headers
        ) as lines:
            yield Heard()
            for line in lines:
                if line:
                    waiting.append(json.loads(line))
                if len(waiting) >= 100 or (not line and waiting):
                    yield self._heard(waiting, {"n": waiting[-1]["n"]} if durable else None)
                    waiting = []
                elif not line:
                    yield Heard(asked=False)

    def wrong(self, _cursor):
        yield Heard(
            [
                Post(
                    id="1", channel="other:thing", network="harbour", source="other", run="import", text="ok"
                ),
                Post(id="2", channel="x", network="bluesky", text="of another network"),
                Post(id="3", channel="x", network="harbour", form="review", text="of another form"),
                Post(id="", channel="x", network="harbour", text="without an id"),
                Post(id="5", channel="x", network="harbour", text="lone \ud800 half", raw={"a": "\udfff"}),
                Post(id="6", channel="x", network="harbour", text="x" * 300_000, raw={"a": "y" * 900_000}),
            ],
            {"done": 1},
            dropped=[Dropped(b"{oops", "no JSON")],
        )

    def broken(self, _cursor):
        yield Heard()
        raise RuntimeError(f"a fault that names the secret {self.place.values['token']}")

    def hanging(self, _cursor):
        yield Heard()
        time.sleep(float(self.place.values["every"]))  # a channel that waits where it must not

    def fetch(self, id):
        try:
            return self._post(self._get(f"/post/{id}").json())
        except Missing:
            return None

    def probe(self, mark):
        answer = self.place.client.post(
            f"{self.place.values['address']}/posts", json={"text": mark}, headers=self.headers
        )
        return answer.ok().json()["id"]

    def close(self):
        self.place.client.close()

    def _get(self, path, **params):
        return self.place.client.get(
            self.place.values["address"] + path, params=params, headers=self.headers
        ).ok()

    def _heard(self, posts, cursor):
        return Heard([self._post(post) for post in posts], cursor)

    def _post(self, said):
        try:
            return Post(
                id=said["id"],
                channel=self.place.channel,
                source=self.place.source,
                network="harbour",
                text=said["text"],
                author=Author(id="a1", handle="maat"),
                created_at=datetime.fromisoformat(said["created_at"]),
                deleted_at=datetime.fromisoformat(said["deleted_at"]) if "deleted_at" in said else None,
                in_reply_to=said.get("in_reply_to", ""),
                own=said.get("own", False),
                raw=said,
            )
        except KeyError as error:
            raise Unreadable from error


CATALOGUE = Catalogue(describe=lambda _kind: KIND, connector=lambda _kind: Harbour)
