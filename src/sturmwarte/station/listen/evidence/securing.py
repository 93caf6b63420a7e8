"""Fetches what waits to be secured: one file a step, whole or not at all.

1. the row is put off until after the next pause, 2. fetch, 3. write file and copy, 4. the row says so,
5. look whether the file is still there. A crash after 1 (a picture that brings the process down included)
costs a pause; one after 3 leaves a file that no row refers to: the next try finds it or the sweep removes it.
Erasing the post meanwhile removes the row, and with it the reason to keep the file.
"""

import logging
import shutil
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, QuerySet

from sturmwarte.core.reason import Reason
from sturmwarte.station.listen.evidence import files
from sturmwarte.station.listen.evidence.errors import Unsuited
from sturmwarte.station.listen.evidence.leaving import needed
from sturmwarte.station.listen.evidence.looking import Looked, look
from sturmwarte.station.listen.evidence.telling import read_next
from sturmwarte.station.listen.models import Evidence
from sturmwarte.wire.client import Client
from sturmwarte.wire.errors import (
    Blocked,
    Gone,
    Limited,
    Missing,
    Refused,
    TooMuch,
    Trouble,
    Unreachable,
    Wrong,
)

MOST_BYTES = 32 * 2**20
WITHIN_S = 60.0
SAME_FILE = timedelta(hours=1)
"""Another post with the same address within this time: the file is not fetched again."""
PAUSES = tuple(timedelta(minutes=n) for n in (1, 5, 20, 60, 240, 720))
"""After each failure that may pass; after the last one the file counts as lost."""
LEAST_FREE = 512 * 2**20
"""Bytes of disk that must stay free: posts are worth more than pictures, and the database needs room."""

_WORDS: tuple[tuple[tuple[type[Trouble], ...], str], ...] = (
    ((Missing, Gone), "picture.not_there"),
    ((Refused,), "picture.not_given"),
    ((Blocked, Wrong), "picture.not_public"),
    ((TooMuch,), "picture.too_large"),
)

log = logging.getLogger("sturmwarte.ears")


def secure_next(client: Client, now: datetime) -> bool:
    """Does one piece: fetches the most pressing file, or reads the text of one that was fetched.

    False when nothing is due. May be killed at any moment and called again. Raises only what the database
    raises.
    """
    if shutil.disk_usage(settings.DATA).free < LEAST_FREE:
        return False
    row = _claimed(now)
    if row is None:
        return read_next(now) or _sweep_now_and_then(now)
    try:
        if not _known_already(row, now):
            _secure(row, client, now)
    except Limited as trouble:
        _later(row, trouble.reason, now, trouble.until)
    except Unreachable as trouble:
        _later(row, trouble.reason, now)
    except OSError as error:
        log.warning("a picture could not be written: %s", error.strerror)
        _later(row, Reason("picture.not_written"), now)
    except Unsuited as unsuited:
        _lost(row, unsuited.reason)
    except Trouble as trouble:
        _lost(row, _in_words_for_pictures(trouble, row))
    return True


def _claimed(now: datetime) -> Evidence | None:
    """What expires first, first. Its attempt is counted before it is made."""
    due = Evidence.objects.filter(state=Evidence.State.WAITING, due__lte=now)
    row = due.order_by(F("expires").asc(nulls_last=True), "due", "id").first()
    if row is None:
        return None
    row.attempts += 1
    row.due = _after(row, now)
    Evidence.objects.filter(pk=row.pk).update(attempts=row.attempts, due=row.due)
    return row


def _after(row: Evidence, now: datetime) -> datetime:
    """When it is tried again if this attempt fails: sooner if it would expire before."""
    due = now + PAUSES[min(row.attempts, len(PAUSES)) - 1]
    if row.expires is not None and now < row.expires < due:
        return now + (row.expires - now) * 3 / 4
    return due


def _secure(row: Evidence, client: Client, now: datetime) -> None:
    body = client.get(row.address, most_bytes=MOST_BYTES, timeout_s=WITHIN_S).ok().body
    if not body:
        raise Unsuited("picture.no_picture")
    looked = look(body)
    data = Path(settings.DATA)
    sha256 = files.keep(data, body, looked.shown)
    if _settled(row, sha256, looked, len(body), now):
        files.keep(data, body, looked.shown)  # an erasure of the same file may have taken it in between
    else:
        files.drop(data, sha256, partial(needed, sha256))


def _settled(row: Evidence, sha256: str, looked: Looked, size: int, now: datetime) -> bool:
    """False when the row is gone: its post was erased while we fetched."""
    picture = looked.media_type.startswith("image/")
    return bool(
        _waiting(row).update(
            state=Evidence.State.SECURED,
            fetched_at=now,
            sha256=sha256,
            media_type=looked.media_type,
            size=size,
            width=looked.width,
            height=looked.height,
            read="" if picture else "unsuited",
            why={},
        )
    )


def _known_already(row: Evidence, now: datetime) -> bool:
    """Takes over what was just fetched from the same address: in a storm one picture is everywhere."""
    # `due` is never earlier than the fetch, and has an index.
    lately = Evidence.objects.filter(state=Evidence.State.SECURED, due__gte=now - SAME_FILE)
    same = lately.filter(address=row.address, fetched_at__gte=now - SAME_FILE).first()
    if same is None or same.fetched_at is None:
        return False
    if not files.path_of(Path(settings.DATA), same.sha256).exists():
        return False
    looked = Looked(same.media_type, same.width, same.height)
    return _settled(row, same.sha256, looked, same.size, same.fetched_at)


def _later(row: Evidence, why: Reason, now: datetime, until: datetime | None = None) -> None:
    if row.attempts > len(PAUSES) or (row.expires is not None and row.expires <= now):
        _lost(row, why)
        return
    due = max(until, now) if until is not None else row.due
    _waiting(row).update(due=due, why={"key": why.key, "args": why.args})


def _lost(row: Evidence, why: Reason) -> None:
    _waiting(row).update(state=Evidence.State.LOST, why={"key": why.key, "args": why.args})


def _in_words_for_pictures(trouble: Trouble, row: Evidence) -> Reason:
    """The wire's words are for whoever set the address up; this one stood in a stranger's post."""
    host = urlsplit(row.address).hostname or ""
    for kinds, key in _WORDS:
        if isinstance(trouble, kinds):
            return Reason(key, {"host": host})
    return trouble.reason


def _waiting(row: Evidence) -> QuerySet[Evidence]:
    """The row, if it is still there and nobody has settled it."""
    return Evidence.objects.filter(pk=row.pk, state=Evidence.State.WAITING)


_SWEPT = ".swept"
_SWEEP_EVERY_S = 6 * 3600


def _sweep_now_and_then(now: datetime) -> bool:
    """Never more work at once: the answer is always false."""
    folder = Path(settings.DATA) / files.FOLDER
    mark = folder / _SWEPT
    if folder.is_dir() and (not mark.exists() or now.timestamp() - mark.stat().st_mtime > _SWEEP_EVERY_S):
        files.sweep(Path(settings.DATA), needed)
        mark.touch()
    return False
