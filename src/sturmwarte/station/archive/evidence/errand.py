"""What the process that writes the archive does about evidence. Payloads name posts, so the result
replaces them."""

from datetime import datetime

from sturmwarte.station.archive.errors import NoSuchPost
from sturmwarte.station.archive.face import Archive
from sturmwarte.station.archive.holding import end_one
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.ledger.record import record


def keep(job: Job, now: datetime) -> None:
    """Holds the post, in the job's transaction. One that is gone meanwhile leaves that as the job's
    result."""
    asked = dict(job.payload)
    network, id, by = asked["network"], asked["id"], asked["by"]
    until = datetime.fromisoformat(asked["until"])
    try:
        Archive().hold(network, id, reason=asked["reason"], by=by, until=until, now=now)
    except (NoSuchPost, ValueError):
        _told(job, "gone")
        return
    after = {"until": until.isoformat()}
    record(by, "hold.set", f"post:{network}:{id}"[:400], now, reason=asked["reason"], after=after)
    _told(job, "held")
    announce("hold", "", now)
    announce("posts", "", now)


def take_back(job: Job, now: datetime) -> None:
    """Ends the one hold, unless the post was deleted meanwhile: then only a release with its reason lets
    it go."""
    asked = dict(job.payload)
    network, id, by = asked["network"], asked["id"], asked["by"]
    if end_one(network, id, by, datetime.fromisoformat(asked["at"]), now):
        record(by, "hold.take_back", f"post:{network}:{id}"[:400], now)
        announce("hold", "", now)
        announce("posts", "", now)
    _told(job, "ended")


def _told(job: Job, result: str) -> None:
    job.payload = {"result": result}
    job.save(update_fields=["payload"])
