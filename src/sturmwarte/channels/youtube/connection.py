"""YouTube at work: which rounds there are and how often the quota allows them; answers and hiding."""

import re
from collections.abc import Sequence
from typing import Any

from sturmwarte.channels.contract import Account, Answer, Place, Sent, Subscription
from sturmwarte.channels.youtube.interface import Interface
from sturmwarte.channels.youtube.listening import Round, Search, channel_named, new_comment, one_comment
from sturmwarte.channels.youtube.parse import WATCH
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Missing, Wrong

DAY_S = 86_400
ROUND_UNITS, SEARCH_UNITS = 3, 100
"""What a round costs when little is new, and a search always."""
SHARE = 0.4
"""Of the quota for rounds, and as much for searches; the rest is for answers and busy hours."""
MOST = 10_000

_VIDEO = re.compile(r"(?:[?&]v=|youtu\.be/|/shorts/|/live/|^)([A-Za-z0-9_-]{11})(?:$|[?&#/])")


class YouTube:
    def __init__(self, place: Place) -> None:
        self._place, self._api = place, Interface(place)
        self._videos = [_video(str(line)) for line in place.values.get("videos") or () if str(line).strip()]
        self._channel = str(place.values.get("channel") or "").strip()
        self._me: dict[str, Any] | None = None
        if not (self._channel or self._videos or place.values.get("search")):
            raise Wrong("channel.youtube.nothing")

    def check(self) -> Account:
        missing = () if self._api.may_act else (Reason("channel.youtube.listens_only"),)
        if not self._channel:
            self._api.page("videos", part="id", id=",".join(self._videos[:50]) or "0")
            return Account("YouTube", missing=missing)
        me = self._own()
        name = str(me.get("snippet", {}).get("title") or me["id"])
        return Account(name, me["id"], f"https://www.youtube.com/channel/{me['id']}", missing=missing)

    def subscriptions(self) -> Sequence[Subscription]:
        rounds = self._rounds()
        every = max(60.0, DAY_S * ROUND_UNITS * len(rounds) / (self._quota * SHARE))
        found = [Subscription(name, one.listen, every) for name, one in rounds]
        return [*found, *self._searches()]

    def close(self) -> None:
        """Nothing is held between calls."""

    def reply(self, answer: Answer) -> Sent:
        """YouTube knows no key for what is sent, so an answer of ours with the same words is looked for."""
        if answer.to is None:
            raise Wrong("channel.youtube.no_comment")
        thread = answer.to.root or answer.to.id
        me = str(self._own()["id"]) if self._channel else ""
        if me and (known := self._said_already(thread, answer.text, me)):
            return known
        body = {"snippet": {"parentId": thread, "textOriginal": answer.text[:MOST]}}
        made = new_comment(self._api.act("POST", "comments", {"part": "snippet"}, body).body)
        video = _video_of(answer.to)
        return Sent(made, f"{WATCH}{video}&lc={made}" if video else "")

    def delete(self, id: str) -> None:
        self._api.act("DELETE", "comments", {"id": id})

    def hide(self, id: str) -> None:
        """Takes a comment on one of our videos out of sight, to be looked at by its owner."""
        params = {"id": id, "moderationStatus": "heldForReview"}
        self._api.act("POST", "comments/setModerationStatus", params)

    def fetch(self, id: str) -> Post | None:
        return one_comment(self._place, self._api, id, self._me["id"] if self._me else "")

    @property
    def _quota(self) -> float:
        return float(self._place.values.get("quota") or 10_000)

    def _own(self) -> dict[str, Any]:
        if self._me is None:
            self._me = channel_named(self._api, self._channel)
        return self._me

    def _rounds(self) -> list[tuple[str, Round]]:
        me = str(self._own()["id"]) if self._channel else ""
        where = {"channel": {"allThreadsRelatedToChannelId": me}} if me else {}
        where |= {f"video/{video}": {"videoId": video} for video in self._videos}
        return [(name, Round(self._place, self._api, params, me)) for name, params in where.items()]

    def _searches(self) -> list[Subscription]:
        sought = [one for one in self._place.sought if one.words or one.tags]
        if not (self._place.values.get("search") and sought):
            return []
        every = max(600.0, DAY_S * SEARCH_UNITS * len(sought) / (self._quota * SHARE))
        me = str(self._own()["id"]) if self._channel else ""
        found = []
        for one in sought:
            search = Search(self._place, self._api, _asked(one.words + one.tags), me)
            found.append(Subscription(f"search/{one.topic}", search.listen, every, one.topic))
        return found

    def _said_already(self, thread: str, text: str, me: str) -> Sent | None:
        try:
            for post in Round(self._place, self._api, {}, me).replies(thread):
                if post.own and post.text.strip() == text.strip():
                    return Sent(post.id, post.url)
        except Missing:
            pass
        return None


def _asked(words: Sequence[str]) -> str:
    """Any of the words. https://developers.google.com/youtube/v3/docs/search/list (parameter q)"""
    return "|".join(f'"{word}"' if " " in word else word for word in words[:20])


def _video(written: str) -> str:
    found = _VIDEO.search(written.strip())
    if not found:
        raise Wrong("channel.youtube.no_video", written=written[:80])
    return found[1]


def _video_of(post: Post) -> str:
    found = _VIDEO.search(post.url)
    return found[1] if found else ""
