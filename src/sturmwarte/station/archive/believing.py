"""What the station itself believed of a post, before people corrected it."""

from typing import Any

import msgspec

from sturmwarte.core.understand.reading import Reading
from sturmwarte.core.understand.teaching import MARK
from sturmwarte.station.archive.identity import Key

_reading = msgspec.json.Decoder(Reading).decode


def own_reading(cursor: Any, identity: Key) -> Reading | None:
    """The newest reading of the newest version that no person has touched."""
    cursor.execute(
        "SELECT j.reading FROM archive_post p JOIN archive_judgement j ON j.post = p.id"
        " AND j.number = p.version AND j.reading IS NOT NULL"
        " WHERE p.realm = %s AND p.network = %s AND p.gid = %s ORDER BY j.id DESC",
        list(identity),
    )
    readings = (_reading(bytes(body)) for (body,) in cursor.fetchall())
    return next((one for one in readings if MARK not in one.made_by), None)
