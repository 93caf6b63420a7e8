"""A page at work: rounds over its posts and ads, signed notices between them, answers."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sturmwarte.channels.contract import (
    Account,
    Answer,
    Call,
    Cursor,
    Dropped,
    Gap,
    Heard,
    Place,
    Sent,
    Subscription,
    Taken,
)
from sturmwarte.channels.facebook.parse import COMMENT, NETWORK, POST, comment_of, post_of, told
from sturmwarte.channels.graph import hooks
from sturmwarte.channels.graph.interface import Graph
from sturmwarte.channels.graph.reading import listed, text
from sturmwarte.channels.graph.recent import Recent
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Missing, Unreadable

ROUND_S = 120
PAGES, A_PAGE, COMMENTS = 4, 25, 50
"""The last 100 posts are looked at, each with its newest 50 comments; more are fetched where more is new."""
RIGHTS = {
    "pages_read_user_content": Reason("channel.facebook.no_names"),
    "pages_manage_engagement": Reason("channel.facebook.no_answers"),
}


class Page:
    def __init__(self, place: Place) -> None:
        self.place, self.graph = place, Graph(place)
        self.page = str(place.values["page"]).strip()

    def check(self) -> Account:
        found = self.graph.get(self.page, fields="id,name,link")
        return self.graph.account(text(found, "name"), text(found, "id"), text(found, "link"), RIGHTS)

    def subscriptions(self) -> Sequence[Subscription]:
        edges = ["feed", "tagged", *(["ads_posts"] if self.place.values.get("ads", True) else [])]
        return [Subscription(edge, _Edge(self, edge).listen, ROUND_S) for edge in edges]

    def close(self) -> None:
        """Nothing is held between calls."""

    def receive(self, call: Call) -> Taken:
        def read(change: hooks.Change) -> list[Post]:
            field, value, _ = change
            here = (self.place.source, self.place.channel, self.page, self.place.now())
            return told(value, *here) if field == "feed" else []

        return hooks.received(self.place, call, read)

    def reply(self, answer: Answer) -> Sent:
        """Facebook knows no key, so an answer of the page with the same words is looked for first."""
        if answer.to is None:
            made = self.graph.act("POST", f"{self.page}/feed", message=answer.text)
            return Sent(text(made, "id"))
        for record in self.comments(answer.to.id)[0]:
            said = text(record, "message").strip()
            if said == answer.text.strip() and text(record, "from", "id") == self.page:
                return Sent(text(record, "id"), text(record, "permalink_url"))
        made = self.graph.act("POST", f"{answer.to.id}/comments", message=answer.text)
        return Sent(text(made, "id"))

    def delete(self, id: str) -> None:
        self.graph.act("DELETE", id)

    def hide(self, id: str) -> None:
        """Still visible to its author and their friends."""
        self.graph.act("POST", id, is_hidden="true")

    def fetch(self, id: str) -> Post | None:
        here = (self.place.source, self.place.channel, self.page)
        try:
            record = self.graph.get(id, fields=POST if id.startswith(f"{self.page}_") else COMMENT)
        except Missing:
            return None
        if id.startswith(f"{self.page}_"):
            return post_of(record, *here)
        return comment_of(record, *here, under=f"{self.page}_{id.partition('_')[0]}")

    def comments(self, id: str) -> tuple[list[dict[str, Any]], bool]:
        """(the newest comments first, whether there are older ones)."""
        return self.graph.listed(
            f"{id}/comments", PAGES, fields=COMMENT, order="reverse_chronological", limit=100
        )


class _Edge:
    """A list of posts with their comments: the page's own, those that mention it, or its ads."""

    def __init__(self, page: Page, edge: str) -> None:
        self._parent, self._edge = page, edge
        self._place, self._graph, self._page = page.place, page.graph, page.page
        self._here = (page.place.source, page.place.channel, page.page)

    def listen(self, cursor: Cursor) -> Iterator[Heard]:
        recent, dropped = Recent.read(cursor), list[Dropped]()
        ads = self._edge == "ads_posts"
        fields = f"{POST},comments.limit({COMMENTS}).order(reverse_chronological).filter(stream){{{COMMENT}}}"
        found: list[Post] = []
        gaps: list[Gap] = []
        records, _ = self._graph.listed(f"{self._page}/{self._edge}", PAGES, fields=fields, limit=A_PAGE)
        for record in records:
            posts, gap = self._thread(record, recent, dropped, ads)
            found += posts
            gaps += gap
        found.sort(key=lambda post: post.created_at or self._place.now())
        fresh = [post for post in found if (post.created_at or self._place.now()) >= self._earliest(cursor)]
        known = {**recent.written(), "began": True, "asked": self._place.now().isoformat()}
        for start in range(0, len(fresh) - 500, 500):
            yield Heard(fresh[start : start + 500])
        last = fresh[(max(len(fresh), 1) - 1) // 500 * 500 :]
        yield Heard(last, known, gaps, dropped, slowed=self._graph.usage.slowed)

    def _earliest(self, cursor: Cursor) -> Any:
        """The first round reaches back only so far."""
        return self._place.since if not cursor.get("began") else self._place.since - timedelta(days=3650)

    def _thread(
        self, record: dict[str, Any], recent: Recent, dropped: list[Dropped], ads: bool
    ) -> tuple[list[Post], list[Gap]]:
        try:
            post = post_of(record, *self._here, is_ad=ads)
            records = listed(record, "comments")
            comments = [comment_of(x, *self._here, under=post.id, is_ad=ads) for x in records]
            gaps: list[Gap] = []
            if len(records) >= COMMENTS and comments[-1].id not in recent.said:
                comments, gaps = self._all_comments(post, ads)
        except Unreadable as error:
            dropped.append(Dropped(repr(record).encode()[:64_000], str(error)))
            return [], []
        gone = self._gone(post.id, comments, recent, whole=len(records) < COMMENTS)
        return [*recent.news([post]), *recent.news(comments), *gone], gaps

    def _all_comments(self, post: Post, ads: bool) -> tuple[list[Post], list[Gap]]:
        """A storm under one post: as far back as we may read, a gap for the rest."""
        records, more = self._parent.comments(post.id)
        comments = [comment_of(x, *self._here, under=post.id, is_ad=ads) for x in records]
        oldest = comments[-1].created_at if comments else None
        if not more or oldest is None or post.created_at is None:
            return comments, []
        return comments, [Gap(post.created_at, oldest, Reason("channel.graph.gap"))]

    def _gone(self, under: str, comments: Sequence[Post], recent: Recent, whole: bool) -> list[Post]:
        """Known comments that a whole list no longer holds; each is asked for before it counts as gone."""
        if not whole:
            return []
        found = []
        for id in recent.gone(under, {post.id for post in comments}):
            if self._parent.fetch(id) is None:
                recent.forget(id)
                source, channel, _ = self._here
                now = self._place.now()
                found.append(Post(id=id, network=NETWORK, source=source, channel=channel, deleted_at=now))
        return found
