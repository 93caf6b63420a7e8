"""Reads the text of secured pictures, and hands their posts in again with it.

The archive keeps the post's words with the picture's as a further version, so matching, reading and search
find it. There is no circle: a post that comes again brings the same addresses, which are noted already.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction

from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.listen import inbox
from sturmwarte.station.listen.evidence import files
from sturmwarte.station.listen.evidence.errors import Unread, Unsuited
from sturmwarte.station.listen.evidence.looking import for_reading
from sturmwarte.station.listen.evidence.reading import text_in
from sturmwarte.station.listen.models import Evidence
from sturmwarte.station.listen.posting import written

TEXT, NONE, UNREAD, UNSUITED = "text", "none", "unread", "unsuited"


def read_next(now: datetime) -> bool:
    """Reads one picture that nobody has read; false when there is none. May be killed and called again."""
    row = Evidence.objects.filter(state=Evidence.State.SECURED, read="").order_by("fetched_at", "id").first()
    if row is None:
        return False
    text, read, why = _read(row)
    with transaction.atomic():
        still = Evidence.objects.filter(pk=row.pk, read="").update(read=read, text=text, why=_told(why))
        if still and text:
            _hand_in_again(row, text, now)
    return True


def _read(row: Evidence) -> tuple[str, str, Reason | None]:
    """(text, how it went, why not)."""
    try:
        body = files.path_of(Path(settings.DATA), row.sha256).read_bytes()
        png = for_reading(body)
        text = text_in(png) if png is not None else ""
    except FileNotFoundError:
        return "", UNREAD, Reason("picture.file_missing")
    except Unread as unread:
        return "", UNREAD, unread.reason
    except Unsuited as unsuited:
        return "", UNSUITED, unsuited.reason
    return text, TEXT if text else NONE, None


def _hand_in_again(row: Evidence, text: str, now: datetime) -> None:
    """Only a post that stands, with the picture still where it was, and with nothing known of its words."""
    found = Archive().get(row.network, row.post, may=May.everything(), run=row.run)
    if found is None or found.deleted_at is not None or found.held:
        return
    told = with_texts(found.post, {row.address: text})
    if told is not found.post:
        inbox.put([inbox.Line(written(told))], told.channel, now, run=row.run)


def with_texts(post: Post, texts: dict[str, str]) -> Post:
    """The post with what was read in its pictures (address -> text); itself when that changes nothing."""
    media = tuple(
        msgspec.structs.replace(medium, text=texts[medium.url])
        if not medium.text and texts.get(medium.url)
        else medium
        for medium in post.media
    )
    return post if media == post.media else msgspec.structs.replace(post, media=media)


def texts_of(posts: list[Post], run: str) -> dict[tuple[str, str], dict[str, str]]:
    """What was read in the pictures of posts heard before: identity -> address -> text."""
    ids = [post.id for post in posts if post.media]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for at in range(0, len(ids), 400):
        rows = Evidence.objects.filter(run=run, post__in=ids[at : at + 400], read=TEXT)
        for network, gid, address, text in rows.values_list("network", "post", "address", "text"):
            found.setdefault((network, gid), {})[address] = text
    return found


def _told(why: Reason | None) -> dict[str, Any]:
    return {} if why is None else {"key": why.key, "args": why.args}
