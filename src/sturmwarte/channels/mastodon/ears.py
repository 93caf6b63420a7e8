"""What all subscriptions of a source share: from items of the API to what the engine keeps."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from sturmwarte.channels.contract import Cursor, Dropped, Gap, Heard
from sturmwarte.channels.mastodon.api import Api
from sturmwarte.channels.mastodon.memory import Memory
from sturmwarte.channels.mastodon.pages import Listing, Page, walk
from sturmwarte.channels.mastodon.parse import Stand, post_of
from sturmwarte.channels.mastodon.reading import Json, text
from sturmwarte.channels.mastodon.threads import Threads
from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.wire.errors import Unreadable


class Ears:
    """One for each connection."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.memory = Memory()
        self.threads = Threads(api, self.memory)

    @property
    def stand(self) -> Stand:
        place, me = self.api.place, text(self.api.me(), "id")
        return Stand(place.channel, place.source, self.api.domain, me, self.api.server().tells_language)

    def post(self, status: Json) -> Post:
        """Raises Unreadable for a status that is none."""
        self.threads.prepare([status])
        return post_of(status, self.stand, self.threads.parent(status))

    def rounds(self, listings: Mapping[str, Listing], cursor: Cursor) -> Iterator[Heard]:
        """One round through listings, each with a mark of its own in the cursor.

        The one that was not asked for longest comes first: a limit in mid-round lets none starve.
        """
        place = self.api.place
        marks = {key: cursor[key] for key in listings if isinstance(cursor.get(key), dict)}
        for key in sorted(listings, key=lambda key: str(marks.get(key, {}).get("at", ""))):
            listing = listings[key]
            for page in walk(self.api, listing, marks.get(key, {}), since=place.since):
                if page.mark is not None:
                    marks = {**marks, key: page.mark}
                yield from self.heard(page, listing, dict(marks))
                if place.rest(0):
                    return

    def heard(self, page: Page, listing: Listing, cursor: Cursor) -> Iterator[Heard]:
        """The step for a page. What it brought counts as heard only after the engine has taken it."""
        picked = [status for status in map(listing.pick, page.items) if status is not None]
        new = [status for status in picked if not self.memory.unchanged(status)]
        self.threads.prepare(new)
        posts: list[Post] = []
        dropped: list[Dropped] = []
        for status in new:
            try:
                posts.append(post_of(status, self.stand, self.threads.parent(status)))
            except Unreadable as error:
                dropped.append(Dropped(msgspec.json.encode(status), str(error)))
        yield Heard(
            posts=posts,
            cursor=cursor,
            gaps=[Gap(*page.lost, Reason("channel.mastodon.gap"))] if page.lost else (),
            dropped=dropped,
            slowed=self.api.place.client.budget.slowed,
        )
        self.keep(new)

    def keep(self, statuses: Sequence[Json]) -> None:
        for status in statuses:
            self.memory.learn(status, heard=True)
