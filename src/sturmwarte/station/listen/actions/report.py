"""A colleague's find becomes a post: what stood where no program may listen."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
from django.conf import settings
from django.db import transaction

from sturmwarte.core.post import Author, Form, Media, Post
from sturmwarte.station.ledger.record import record
from sturmwarte.station.listen import inbox
from sturmwarte.station.listen.evidence import files
from sturmwarte.station.listen.evidence.errors import Unsuited
from sturmwarte.station.listen.evidence.looking import Looked, look
from sturmwarte.station.listen.models import Evidence
from sturmwarte.station.people.models import User

CHANNEL = NETWORK = "find"
"""What finds carry; the plan may give the channel an owner and rules."""

PICTURES = frozenset({"image/png", "image/jpeg", "image/webp"})

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
    picture: bytes = field(default=b"", repr=False)


def report(who: User, find: Find, now: datetime) -> Post:
    """Puts the find into the inbox: when this returns it is safe, and read within seconds.

    Two who report the same words from the same place report one post. Who reported it stands in the audit
    trail alone. Raises `Unsuited` for a file that is no picture.
    """
    if not find.picture:
        post = _post(find, now)
        _put(who, find, post, now)
        return post
    looked = look(find.picture)
    if looked.media_type not in PICTURES:
        raise Unsuited("picture.no_picture")
    # The file first: a crash before the row leaves a file nobody refers to, and the sweep removes it.
    sha256 = files.keep(Path(settings.DATA), find.picture, looked.shown)
    address = f"{NETWORK}:{sha256}"
    post = _post(find, now, Media(type="image", url=address))
    with transaction.atomic():
        _put(who, find, post, now)
        _secured(post, address, sha256, looked, len(find.picture), now)
    return post


@transaction.atomic
def _put(who: User, find: Find, post: Post, now: datetime) -> None:
    inbox.put([inbox.Line(msgspec.json.encode(post))], CHANNEL, now)
    record(f"user:{who.pk}", "find.report", f"post:{NETWORK}:{post.id}", now, after={"where": find.where})


def _secured(post: Post, address: str, sha256: str, looked: Looked, size: int, now: datetime) -> None:
    """The picture came with the find, so nothing is fetched; the ears read the words in it."""
    Evidence.objects.get_or_create(
        network=NETWORK,
        post=post.id,
        place=0,
        address=address,
        defaults={
            "state": Evidence.State.SECURED,
            "asked_at": now,
            "due": now,
            "fetched_at": now,
            "sha256": sha256,
            "media_type": looked.media_type,
            "size": size,
            "width": looked.width,
            "height": looked.height,
        },
    )


def _post(find: Find, now: datetime, picture: Media | None = None) -> Post:
    name = find.said_by.strip()
    return Post(
        id=_id(find, picture),
        channel=CHANNEL,
        network=NETWORK,
        form=_FORMS.get(find.where, "post"),
        text=find.text.strip(),
        title=find.place.strip(),
        url=find.url.strip(),
        created_at=find.at or now,
        received_at=now,
        author=Author(id=f"{find.place.strip().casefold()}:{name.casefold()}", name=name) if name else None,
        media=(picture,) if picture else (),
        visibility="unlisted" if find.where in {"group", "talk"} else "public",
        raw={"where": find.where, "place": find.place.strip()},
    )


def _id(find: Find, picture: Media | None) -> str:
    parts = [find.where, find.place, find.url, find.text, find.said_by, picture.url if picture else ""]
    spelled = "\0".join(" ".join(part.casefold().split()) for part in parts)
    return hashlib.sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest()[:32]
