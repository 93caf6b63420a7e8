"""Instagram at work: rounds over media, tags, stories and hashtags; signed notices; answers."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sturmwarte.channels.contract import (
    Account,
    Answer,
    Call,
    Cursor,
    Dropped,
    Heard,
    Place,
    Sent,
    Subscription,
    Taken,
)
from sturmwarte.channels.graph import hooks
from sturmwarte.channels.graph.interface import Graph
from sturmwarte.channels.graph.reading import listed, text
from sturmwarte.channels.graph.recent import Recent
from sturmwarte.channels.instagram.parse import COMMENT, MEDIA, NETWORK, comment_of, comments_of, media_of
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Missing, Unreadable, Wrong

ROUND_S, STORIES_S, HASHTAG_S = 120, 900, 900
PAGES, A_PAGE, COMMENTS = 4, 25, 50
RIGHTS = {"instagram_manage_comments": Reason("channel.instagram.no_comments")}
_WITH_COMMENTS = f"{MEDIA},comments.limit({COMMENTS}){{{COMMENT},replies.limit({COMMENTS}){{{COMMENT}}}}}"


class Instagram:
    def __init__(self, place: Place) -> None:
        self._place, self._graph = place, Graph(place)
        self._id = str(place.values["account"]).strip()
        lines = place.values.get("hashtags") or ()
        self._hashtags = [str(line).strip().removeprefix("#") for line in lines if str(line).strip()]
        self._name: str | None = None
        if len(self._hashtags) > 30:
            raise Wrong("channel.instagram.hashtags", count=len(self._hashtags))

    def check(self) -> Account:
        name = self._named()
        return self._graph.account(f"@{name}", self._id, f"https://www.instagram.com/{name}", RIGHTS)

    def subscriptions(self) -> Sequence[Subscription]:
        found = [
            Subscription("media", self._round("media", _WITH_COMMENTS), ROUND_S),
            Subscription("tags", self._round("tags", MEDIA), ROUND_S),
            Subscription("stories", self._round("stories", MEDIA), STORIES_S),
        ]
        # So many tags, so rarely each: a tag's own list reaches back a day.
        every = max(HASHTAG_S, ROUND_S * len(self._hashtags))
        return [*found, *(Subscription(f"#{tag}", self._hashtag(tag), every) for tag in self._hashtags)]

    def close(self) -> None:
        """Nothing is held between calls."""

    def receive(self, call: Call) -> Taken:
        return hooks.received(self._place, call, self._told)

    def reply(self, answer: Answer) -> Sent:
        """Instagram knows no key, so our reply with the same words is looked for first."""
        if answer.to is None:
            raise Wrong("channel.instagram.no_comment")
        edge = "replies" if answer.to.form == "comment" else "comments"
        words, name = answer.text.strip(), self._named()
        for record in self._graph.listed(f"{answer.to.id}/{edge}", PAGES, fields=COMMENT, limit=50)[0]:
            if text(record, "text").strip() == words and text(record, "username") == name:
                return Sent(text(record, "id"))
        made = self._graph.act("POST", f"{answer.to.id}/{edge}", message=answer.text)
        return Sent(text(made, "id"))

    def delete(self, id: str) -> None:
        self._graph.act("DELETE", id)

    def hide(self, id: str) -> None:
        self._graph.act("POST", id, hide="true")

    def fetch(self, id: str) -> Post | None:
        """A comment of which the media is not known stands alone."""
        try:
            record = self._graph.get(id, fields=f"{COMMENT},media{{id}}")
        except Missing:
            return None
        return comment_of(record, *self._here, under=text(record, "media", "id"))

    @property
    def _here(self) -> tuple[str, str, str]:
        return self._place.source, self._place.channel, self._name or ""

    def _named(self) -> str:
        if self._name is None:
            self._name = text(self._graph.get(self._id, fields="id,username"), "username")
        return self._name

    def _round(self, edge: str, fields: str) -> Any:
        def listen(cursor: Cursor) -> Iterator[Heard]:
            self._named()
            yield from self._heard(f"{self._id}/{edge}", {"fields": fields, "limit": A_PAGE}, cursor, edge)

        return listen

    def _hashtag(self, tag: str) -> Any:
        def listen(cursor: Cursor) -> Iterator[Heard]:
            number = str(cursor.get("number") or "") or self._number(tag)
            fields = "id,caption,permalink,timestamp,media_type,media_url,like_count,comments_count"
            asked = {"user_id": self._id, "fields": fields, "limit": A_PAGE}
            for heard in self._heard(f"{number}/recent_media", asked, cursor, "hashtag"):
                yield Heard(
                    heard.posts,
                    {**heard.cursor, "number": number} if heard.cursor else None,
                    dropped=heard.dropped,
                    slowed=heard.slowed,
                )

        return listen

    def _number(self, tag: str) -> str:
        found = self._graph.get("ig_hashtag_search", user_id=self._id, q=tag)
        number = next((text(one, "id") for one in listed(found, "data")), "")
        if not number:
            raise Wrong("channel.instagram.no_hashtag", tag=tag)
        return number

    def _heard(self, path: str, params: dict[str, Any], cursor: Cursor, edge: str) -> Iterator[Heard]:
        recent, dropped = Recent.read(cursor), list[Dropped]()
        records, _ = self._graph.listed(path, PAGES, **params)
        found: list[Post] = []
        for record in records:
            try:
                found += self._posts(record, recent, story=edge == "stories")
            except Unreadable as error:
                dropped.append(Dropped(repr(record).encode()[:64_000], str(error)))
        now = self._place.now()
        earliest = now - timedelta(days=3650) if cursor.get("began") else self._place.since
        fresh = sorted(
            (p for p in found if (p.created_at or now) >= earliest), key=lambda p: p.created_at or now
        )
        for start in range(0, len(fresh) - 500, 500):
            yield Heard(fresh[start : start + 500])
        last = fresh[(max(len(fresh), 1) - 1) // 500 * 500 :]
        known = {**recent.written(), "began": True}
        yield Heard(last, known, dropped=dropped, slowed=self._graph.usage.slowed)

    def _posts(self, record: dict[str, Any], recent: Recent, story: bool) -> list[Post]:
        media = media_of(record, *self._here, story=story)
        comments = comments_of(record, *self._here)
        news = recent.news([media, *comments])
        whole = len(listed(record, "comments")) < COMMENTS and "comments" in record
        gone = recent.gone(media.id, {post.id for post in comments}) if whole else []
        return [*news, *self._gone(gone, recent)]

    def _gone(self, ids: Sequence[str], recent: Recent) -> list[Post]:
        """Each is asked for before it counts as gone: a deletion is for good."""
        source, channel, _ = self._here
        found = []
        for id in ids:
            if self.fetch(id) is None:
                recent.forget(id)
                now = self._place.now()
                found.append(Post(id=id, network=NETWORK, source=source, channel=channel, deleted_at=now))
        return found

    def _told(self, change: hooks.Change) -> list[Post]:
        field, value, at = change
        if field == "comments":
            record = {"timestamp": at, **value}
            return [comment_of(record, *self._here, under=text(value, "media", "id"))]
        if field == "mentions" and text(value, "comment_id"):
            asked = f"mentioned_comment.comment_id({text(value, 'comment_id')}){{{COMMENT}}}"
            found = self._graph.get(self._id, fields=asked).get("mentioned_comment")
            return [comment_of(found or {}, *self._here, under=text(value, "media_id"))]
        if field == "mentions" and text(value, "media_id"):
            asked = f"mentioned_media.media_id({text(value, 'media_id')}){{{MEDIA}}}"
            return [
                media_of(self._graph.get(self._id, fields=asked).get("mentioned_media") or {}, *self._here)
            ]
        return []
