"""Which listings of the API a source reads, from its fields and from what the topics seek."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from sturmwarte.channels.contract import Sought
from sturmwarte.channels.mastodon.pages import Listing
from sturmwarte.channels.mastodon.reading import Json, inner, items, text
from sturmwarte.channels.mastodon.respect import may_be_kept
from sturmwarte.channels.mastodon.wanted import Wanted

TO_US = ("mention", "quote")
"""Notifications that carry a post to us; boosts and favourites are in its figures."""
MOST_WORDS = 20
"""Words asked a search for, of one topic: each is a call of its own."""


def mentions() -> Listing:
    """What is written to us, also what the account's own filter for strangers would hold back."""
    params = {"types[]": list(TO_US), "include_filtered": "true"}
    return Listing("/api/v1/notifications", params, pick=to_us, sweeps=True)


def to_us(notification: Json) -> Json | None:
    if text(notification, "type") not in TO_US:
        return None
    return inner(notification, "status") or None


def tag(name: str) -> Listing:
    return Listing(f"/api/v1/timelines/tag/{quote(name, safe='')}", pick=allowed(by_tag=True), sweeps=True)


def public(which: str, wanted: Wanted) -> Listing:
    """`local`: posts written on this server; `remote`: those of all others it knows; `all`: both."""
    may_be = allowed(by_tag=False)

    def pick(status: Json) -> Json | None:
        return may_be(status) if wanted.says(status) else None

    params = {} if which == "all" else {which: "true"}
    return Listing("/api/v1/timelines/public", params, pick=pick, sweeps=True)


def account(number: str) -> Listing:
    """Posts of an account that the source names."""
    return Listing(
        f"/api/v1/accounts/{quote(number, safe='')}/statuses", pick=allowed(by_tag=True), sweeps=True
    )


def own(number: str) -> Listing:
    return Listing(f"/api/v1/accounts/{quote(number, safe='')}/statuses", {"exclude_reblogs": "true"})


def allowed(*, by_tag: bool) -> Callable[[Json], Json | None]:
    """Lets statuses through whose authors, and those they repeat, may be kept."""

    def pick(status: Json) -> Json | None:
        shown = inner(status, "reblog") or status
        kept = may_be_kept(status, found_by_tag=by_tag) and may_be_kept(shown, found_by_tag=by_tag)
        return status if kept else None

    return pick


def tags_of(written: Any) -> list[str]:
    """Hashtags as people write them, without # and doubles; their case does not matter."""
    lines = written if isinstance(written, list | tuple) else [written or ""]
    found = [word.lstrip("#").strip() for line in lines for word in str(line).replace(",", " ").split()]
    return list({word.casefold(): word for word in found if word}.values())


def by_topic(sought: Iterable[Sought], already: list[str]) -> dict[str, dict[str, Listing]]:
    """For each topic its hashtags that the source does not read anyway."""
    known = {word.casefold() for word in already}
    return {
        topic.topic: {f"#{word}": tag(word) for word in tags_of(topic.tags) if word.casefold() not in known}
        for topic in sought
    }


def statuses(answer: Json) -> list[Json]:
    return items(answer, "statuses")
