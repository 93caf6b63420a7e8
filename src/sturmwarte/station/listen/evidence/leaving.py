"""Secured files go with their post: erased, deleted by its author, or kept long enough. A hold keeps both."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from sturmwarte.core.post import IMPORT, LIVE
from sturmwarte.station.archive.identity import REAL, Key
from sturmwarte.station.listen.evidence import files
from sturmwarte.station.listen.models import Evidence

_AT_ONCE = 400


def leave(keys: Iterable[Key]) -> None:
    """In the transaction that removes the posts; the files go once it has committed.

    A crash in between leaves files that no row refers to: the sweep removes them.
    """
    by_place: dict[tuple[str, str], list[str]] = {}
    for realm, network, gid in keys:
        by_place.setdefault((realm, network), []).append(gid)
    going: set[str] = set()
    for (realm, network), posts in by_place.items():
        runs = (LIVE, IMPORT) if realm == REAL else (realm,)
        for at in range(0, len(posts), _AT_ONCE):
            rows = Evidence.objects.filter(run__in=runs, network=network, post__in=posts[at : at + _AT_ONCE])
            going.update(rows.exclude(sha256="").values_list("sha256", flat=True))
            rows.delete()
    if going:
        transaction.on_commit(lambda: _drop(going))


def _drop(sums: set[str]) -> None:
    for sha256 in sums:
        files.drop(Path(settings.DATA), sha256, partial(needed, sha256))


def needed(sha256: str) -> bool:
    """Whether any row refers to the file."""
    return Evidence.objects.filter(sha256=sha256).exists()
