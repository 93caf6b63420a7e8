"""Many posts by their identities at the price of one: a list of fifty cases must not ask fifty times."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from sturmwarte.station.archive.identity import realm
from sturmwarte.station.archive.loading import load
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.records import Found

Identity = tuple[str, str]
_AT_ONCE = 500


def together(wanted: Iterable[Identity], may: May, run: str | None = None) -> dict[Identity, Found]:
    """The posts this reader may see, by (network, id); those that are not here are missing."""
    by_network: dict[str, list[str]] = {}
    for network, gid in dict.fromkeys(wanted):
        by_network.setdefault(network, []).append(gid)
    rows: list[int] = []
    where, values = may.where()
    with connection.cursor() as cursor:
        for network, gids in by_network.items():
            for start in range(0, len(gids), _AT_ONCE):
                part = gids[start : start + _AT_ONCE]
                marks = ", ".join(["%s"] * len(part))
                asked: list[Any] = [realm(run), network, *part, *values]
                cursor.execute(
                    "SELECT p.id FROM archive_post p WHERE p.realm = %s AND p.network = %s"  # noqa: S608
                    f" AND p.gid IN ({marks}) AND {where}",
                    asked,
                )
                rows += [row for (row,) in cursor.fetchall()]
        found = load(cursor, rows, may)
    return {one.post.identity: one for one in found}
