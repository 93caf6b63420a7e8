"""From the archive's posts to those a story is told from."""

from collections.abc import Mapping, Sequence

from sturmwarte.core.foresee.story import Told
from sturmwarte.core.foresee.wave import Identity
from sturmwarte.core.post import Post
from sturmwarte.station.archive import Found
from sturmwarte.station.campaigns.belonging import campaigns_of


def told(posts: Sequence[Found], run: str) -> list[Told]:
    """In the order given. Of a campaign's posts all but the earliest here are copies."""
    campaigns = campaigns_of((found.post.identity for found in posts), run)
    first: dict[str, Identity] = {}
    for found in posts:  # the oldest first
        if campaign := campaigns.get(found.post.identity):
            first.setdefault(campaign, found.post.identity)
    return [_told(found, campaigns, first) for found in posts]


def _told(found: Found, campaigns: Mapping[Identity, str], first: Mapping[str, Identity]) -> Told:
    post, reading = found.post, found.reading
    at = post.created_at or post.received_at
    assert at is not None  # the archive keeps none without a time
    campaign = campaigns.get(post.identity, "")
    return Told(
        identity=post.identity,
        at=at,
        channel=post.channel,
        author=found.pseudonym,
        text=post.content,
        lang=found.lang,
        reach=post.reach,
        sentiment=reading.sentiment.label if reading and reading.sentiment else None,
        heat=reading.heat.label if reading and reading.heat else None,
        kind=reading.best_kind if reading and reading.kinds else "",
        campaign=campaign,
        links=(post.url,) if post.own and post.url else (),
        answers=_answers(post),
        repost=post.is_repost,
        copy=bool(campaign) and first[campaign] != post.identity,
        own=post.own,
    )


def _answers(post: Post) -> tuple[Identity, ...]:
    network = post.identity[0]
    names = dict.fromkeys(name for name in (post.in_reply_to, post.repost_of, post.root) if name)
    return tuple((network, name) for name in names if name != post.id)
