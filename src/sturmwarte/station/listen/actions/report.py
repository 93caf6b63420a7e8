"""A colleague's find becomes a post: what stood where no program may listen."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec
from django.db import transaction

from sturmwarte.core.post import Author, Form, Media, Post
from sturmwarte.station.ledger.record import record
from sturmwarte.station.listen import inbox
from sturmwarte.station.people.models import User

CHANNEL = NETWORK = "find"
"""What finds carry; the plan may give the channel an owner and rules."""

Where = Literal["review", "group", "network", "print", "radio", "tv", "podcast", "talk", "web"]
_FORMS: dict[str, Form] = {"review": "review", "print": "article", "radio": "article", "tv": "article"}


@dataclass(frozen=True)
class Find:
    """`where` is the sort of place, `place` its name. `said_by` may be empty: nobody is named needlessly."""

    where: Where
    place: str
    text: str
    url: str = ""
    said_by: str = ""
    at: datetime | None = None
    pictures: tuple[Media, ...] = ()


@transaction.atomic
def report(who: User, find: Find, now: datetime) -> Post:
    """Puts the find into the inbox: when this returns it is safe, and read within seconds.

    Two who report the same words from the same place report one post. Who reported it stands in the audit
    trail alone.
    """
    post = _post(find, now)
    inbox.put([inbox.Line(msgspec.json.encode(post))], CHANNEL, now)
    record(f"user:{who.pk}", "find.report", f"post:{NETWORK}:{post.id}", now, after={"where": find.where})
    return post


def _post(find: Find, now: datetime) -> Post:
    name = find.said_by.strip()
    return Post(
        id=_id(find),
        channel=CHANNEL,
        network=NETWORK,
        form=_FORMS.get(find.where, "post"),
        text=find.text.strip(),
        title=find.place.strip(),
        url=find.url.strip(),
        created_at=find.at or now,
        received_at=now,
        author=Author(id=f"{find.place.strip().casefold()}:{name.casefold()}", name=name) if name else None,
        media=find.pictures,
        visibility="unlisted" if find.where in {"group", "talk"} else "public",
        raw={"where": find.where, "place": find.place.strip()},
    )


def _id(find: Find) -> str:
    parts = [find.where, find.place, find.url, find.text, find.said_by, *(one.url for one in find.pictures)]
    spelled = "\0".join(" ".join(part.casefold().split()) for part in parts)
    return hashlib.sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest()[:32]
