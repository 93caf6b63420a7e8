"""X at work: mentions, one search or more for each topic, answers."""

from collections.abc import Sequence
from typing import Any

from sturmwarte.channels.contract import Account, Answer, Place, Sent, Subscription
from sturmwarte.channels.x.allowance import Allowance
from sturmwarte.channels.x.asking import queries
from sturmwarte.channels.x.interface import Interface
from sturmwarte.channels.x.listening import Round
from sturmwarte.channels.x.parse import Around, post_of
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Missing, Refused, Wrong

MENTIONS_S, SEARCH_S = 60, 120


class X:
    def __init__(self, place: Place) -> None:
        self._place, self._api = place, Interface(place)
        self._account = str(place.values.get("account") or "").strip().removeprefix("@")
        self._allowance = Allowance(int(place.values.get("posts_a_day") or 5_000))
        self._me: dict[str, Any] | None = None
        if not (self._account or place.values.get("search")):
            raise Wrong("channel.x.nothing")

    def check(self) -> Account:
        missing = () if self._api.may_act else (Reason("channel.x.listens_only"),)
        if not self._account:
            self._api.posts(
                "/2/tweets/search/recent", "/2/tweets/search/recent", query="wetter", max_results=10
            )
            return Account("X", missing=missing)
        me = self._own()
        return Account(f"@{me['username']}", me["id"], f"https://x.com/{me['username']}", missing=missing)

    def subscriptions(self) -> Sequence[Subscription]:
        me = str(self._own()["id"]) if self._account else ""
        found = []
        if me:
            mentions = Round(self._place, self._api, self._allowance, f"/2/users/{me}/mentions", {}, me)
            found.append(Subscription("mentions", mentions.listen, MENTIONS_S))
        if self._place.values.get("search"):
            found += self._searches(me)
        return found

    def close(self) -> None:
        """Nothing is held between calls."""

    def reply(self, answer: Answer) -> Sent:
        """X knows no key, but turns the same words away the second time: then ours is there already."""
        body: dict[str, Any] = {"text": answer.text}
        if answer.to is not None:
            body["reply"] = {"in_reply_to_tweet_id": answer.to.id}
        try:
            made = str(self._api.act("POST", "/2/tweets", body).get("id") or "")
        except Refused as refused:
            if "duplicate content" not in str(refused.reason.args.get("said", "")):
                raise
            made = self._said_already(answer)
        return Sent(made, f"https://x.com/i/status/{made}" if made else "")

    def delete(self, id: str) -> None:
        self._api.act("DELETE", f"/2/tweets/{id}")

    def hide(self, id: str) -> None:
        """A reply in a conversation we began."""
        self._api.act("PUT", f"/2/tweets/{id}/hidden", {"hidden": True})

    def fetch(self, id: str) -> Post | None:
        if not id.isdigit():
            return None
        page = self._api.posts("/2/tweets", "lookup", ids=id)
        if not page.data:
            return None
        me = str(self._me["id"]) if self._me else ""
        return post_of(page.data[0], Around.of(page), self._place.source, self._place.channel, me)

    def _own(self) -> dict[str, Any]:
        if self._me is None:
            found = self._api.read(f"/2/users/by/username/{self._account}", "user")
            if not found.get("id"):
                raise Missing("channel.x.no_account", name=f"@{self._account}")
            self._me = found
        return self._me

    def _searches(self, me: str) -> list[Subscription]:
        found = []
        reposts = bool(self._place.values.get("reposts"))
        for sought in self._place.sought:
            for number, query in enumerate(queries(sought, reposts), 1):
                search = Round(
                    self._place, self._api, self._allowance, "/2/tweets/search/recent", {"query": query}, me
                )
                name = f"search/{sought.topic}" + (f"/{number}" if number > 1 else "")
                found.append(Subscription(name, search.listen, SEARCH_S, sought.topic))
        return found

    def _said_already(self, answer: Answer) -> str:
        """The number of our post with these words, or nothing where it is too old to be found."""
        me = str(self._own()["id"]) if self._account else ""
        if not me:
            return ""
        page = self._api.posts(f"/2/users/{me}/tweets", "timeline", max_results=100)
        words = answer.text.strip()
        return next((str(x["id"]) for x in page.data if str(x.get("text", "")).strip().endswith(words)), "")
