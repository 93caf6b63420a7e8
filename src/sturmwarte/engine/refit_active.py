"""The version of the company's own learning that is at work."""

import logging
from datetime import datetime

from sturmwarte.engine import dayone
from sturmwarte.engine.refit_store import Damaged, Taught, read
from sturmwarte.station.understand.actions.ask import order
from sturmwarte.station.understand.actions.versions import active, found_damaged

log = logging.getLogger("sturmwarte.engine")


def taught(now: datetime) -> Taught | None:
    """None while the station reads as it was shipped.

    A file that is missing or damaged is said, the station goes on as shipped, and learns anew.
    """
    version = active()
    if version is None or not version.checksum or version.damaged_at:
        return None
    try:
        return read(version.number, version.checksum, dayone.learned().features)
    except Damaged as damaged:
        if found_damaged(version, now):
            log.error("what was learned is lost: %s; reading as shipped and learning anew", damaged)
            order(now, "station")
        return None
