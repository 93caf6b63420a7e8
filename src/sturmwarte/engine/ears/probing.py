"""Sends the probes that somebody asked for."""

import logging
from datetime import datetime

from sturmwarte.channels.contract import Probes
from sturmwarte.engine.ears.line import Line
from sturmwarte.engine.ears.team import Team
from sturmwarte.engine.ears.waits import as_trouble, told
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.listen import probes
from sturmwarte.station.listen.models import Probe
from sturmwarte.station.listen.words import trouble_row
from sturmwarte.wire.errors import Trouble

log = logging.getLogger("sturmwarte.ears")


def send_probes(team: Team, now: datetime) -> None:
    """Each once: `sent_at` is written before it goes, so that a crash between sends none rather than two."""
    for probe in probes.waiting(now):
        line = team.line(probe.source)
        if line is None:
            _failed(probe, Trouble("trouble.probe_no_source"), now, ())
        elif Probe.objects.filter(mark=probe.mark, sent_at=None).update(sent_at=now):
            _send(line, probe, now)


def _send(line: Line, probe: Probe, now: datetime) -> None:
    try:
        with line.use() as use:
            if not isinstance(use.connection, Probes):
                raise Trouble("trouble.probe_unable")
            use.connection.probe(probe.mark)
    except Exception as error:
        if not isinstance(error, Trouble):
            log.error("%s: probe: %s", line.id, told(error, line.secrets))
        _failed(probe, as_trouble(error), now, line.secrets)


def _failed(probe: Probe, trouble: Trouble, now: datetime, secrets: tuple[str, ...]) -> None:
    Probe.objects.filter(mark=probe.mark).update(trouble=trouble_row(trouble, secrets))
    announce("source", probe.source, now)
