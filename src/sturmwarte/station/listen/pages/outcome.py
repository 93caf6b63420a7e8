"""What a check or a preview found, in the reader's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString

from sturmwarte.channels.contract import Account
from sturmwarte.core.post import Post
from sturmwarte.station.archive.pages import hostile
from sturmwarte.station.archive.pages.view import author_of
from sturmwarte.station.listen.pages.told import told
from sturmwarte.station.listen.seeking import sought_now
from sturmwarte.station.listen.trying import Preview, Tried, check, preview

MOST_POSTS = 8
_LONGEST = 600


@dataclass(frozen=True)
class Who:
    """The account, as the platform names it; `missing` rights and what is not heard without them."""

    name: str
    id: str
    url: str
    expires: datetime | None
    missing: list[str]
    notes: list[str]


@dataclass(frozen=True)
class Came:
    """A post that would come: made safe to look at, stored nowhere."""

    author: str
    at: datetime | None
    title: str
    body: SafeString
    url: str
    own: bool


@dataclass(frozen=True)
class Outcome:
    """`asked` is check or preview. `trouble` with its mend; `late`: something had not answered in time."""

    asked: str
    who: Who | None
    posts: list[Came]
    trouble: str
    late: bool
    dropped: int
    slowed: str
    renewed: Mapping[str, str] = field(repr=False)


def tried(source: Tried, asked: str) -> Outcome:
    """Asks the platform now; takes ten seconds at most and changes nothing here."""
    found = check(source) if asked == "check" else preview(source, limit=20, sought=sought_now(), anew=True)
    return _outcome(found, asked)


def _outcome(found: Preview, asked: str) -> Outcome:
    now = timezone.now()
    return Outcome(
        asked,
        who(found.account) if found.account else None,
        [came(post) for post in found.posts[:MOST_POSTS]],
        told(found.trouble.reason, now) if found.trouble else "",
        not found.in_time,
        len(found.dropped),
        told(found.slowed, now) if found.slowed else "",
        found.renewed,
    )


def who(account: Account) -> Who:
    now = timezone.now()
    return Who(
        hostile.excerpt(account.name, 120),
        hostile.excerpt(account.id, 120),
        account.url,
        account.expires,
        [told(reason, now) for reason in account.missing],
        [told(reason, now) for reason in account.notes],
    )


def came(post: Post) -> Came:
    return Came(
        author_of(post),
        post.created_at,
        hostile.excerpt(post.title, 200),
        hostile.body(post.text[:_LONGEST] + ("…" if len(post.text) > _LONGEST else "")),
        post.url,
        post.own,
    )
