"""What else this process does beside listening: pictures are secured, the outbox is delivered."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sturmwarte.engine.ears.team import Team
from sturmwarte.engine.sending import ByTeam, deliver_due
from sturmwarte.station.listen.evidence.securing import secure_next
from sturmwarte.station.listen.placing import guard
from sturmwarte.wire.client import Client

PICTURES_EVERY_S, OUTBOX_EVERY_S = 2.0, 1.0

Work = tuple[str, Callable[[], bool], float]


def others(now: Callable[[], datetime], rest: Callable[[float], bool], team: Team) -> Iterator[Work]:
    """(name, work, seconds between two looks). `work` is true when there is more to do at once."""
    pictures = Client(guard(), now=now, rest=rest)
    yield "pictures", lambda: secure_next(pictures, now()), PICTURES_EVERY_S
    connections = ByTeam(team)
    # Apart: a platform that is slow to take an answer must not hold up the mail that says so.
    yield "answers", lambda: deliver_due(now(), connections, ["reply"]), OUTBOX_EVERY_S
    yield "mails", lambda: deliver_due(now(), connections, ["mail", "brief"]), OUTBOX_EVERY_S
