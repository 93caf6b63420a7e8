"""The job `take-in`: rows of a brought file go into the inbox, some at a time, each exactly once.

Lines and the number of rows taken are one transaction with the job's end, so a crash repeats none and loses
none. The open file is kept between two steps; after a crash the rows taken are read over once.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F

from sturmwarte.core.listen.csv_columns import MappingError, read_mapping
from sturmwarte.core.listen.jsonlines import LineError, parse_line
from sturmwarte.engine.errors import Refused
from sturmwarte.engine.files.opening import Opened, open_file
from sturmwarte.engine.files.rows import JsonLines, Row, Table
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.listen import inbox
from sturmwarte.station.listen.actions.bring import BROUGHT, FILES, settled
from sturmwarte.station.listen.models import Brought, Delivery, Rejected

STEP, WAITING = 500, 2_000
"""Rows a step, and how many may wait to be read: what comes in live is never long behind a file."""
SOON, LATER = timedelta(0), timedelta(milliseconds=300)


class Bringing:
    """One open file at a time; others wait for it to end."""

    def __init__(self) -> None:
        self._at: tuple[int, int] | None = None
        self._opened: Opened | None = None
        self._rows: Iterator[Row] = iter(())

    def work(self, job: Job, now: datetime) -> datetime | None:
        row = Brought.objects.select_related("delivery").filter(pk=job.payload["brought"]).first()
        if row is None or row.state != Brought.State.READING:
            return None
        if row.delivery.waiting > WAITING:
            return now + LATER
        try:
            found = self._next(row)
        except (Refused, MappingError) as error:
            self._close()
            settled(row, now, _without_path(row, str(error)))
            return None
        if not found:
            self._close()
            settled(row, now)
            return None
        _take(row, found, now)
        self._at = (row.pk, row.rows + len(found))
        return now + SOON

    def _next(self, row: Brought) -> list[Row]:
        if self._at != (row.pk, row.rows):
            self._close()
            self._opened = open_file(str(FILES.file_of(row.pk)))
            self._rows = iter(_rows(row, self._opened))
            for _taken in islice(self._rows, row.rows):
                pass
        return list(islice(self._rows, STEP))

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()
        self._opened, self._at, self._rows = None, None, iter(())


def _rows(row: Brought, opened: Opened) -> JsonLines | Table:
    given = {"channel": row.channel} if row.channel else {}
    if not row.table:
        return JsonLines(opened, given)
    name = f"file:{row.name.removesuffix('.gz').rpartition('.')[0] or row.name}"
    defaults = given or {"network": name, "channel": name}
    table = Table(opened, ZoneInfo(settings.TIME_ZONE), defaults)
    if row.mapping:
        table.mapping = read_mapping(row.mapping, table.header)
    if not {"text", "title"} & set(table.mapping):
        columns = ", ".join(table.header)
        raise Refused(f"no column for the text: bring it again and name it, as in text=COLUMN ({columns})")
    return table


def _take(row: Brought, found: list[Row], now: datetime) -> None:
    """Good lines to the inbox, the others to what was rejected."""
    good, bad = [], []
    for one in found:
        why = one.why
        if not why:
            try:
                parse_line(one.line, received_at=now, channel=row.channel)
            except LineError as error:
                why = str(error)
        if why:
            bad.append(
                Rejected(
                    run="import", channel=row.channel, stage="read", error=why, line=one.written, at=now,
                    delivery=row.delivery, number=one.number,
                )
            )  # fmt: skip
        else:
            good.append(inbox.Line(one.line, one.number))
    inbox.put(good, row.channel, now, run="import", delivery=row.delivery)
    inbox.reject(bad)
    Delivery.objects.filter(pk=row.delivery_id).update(rejected=F("rejected") + len(bad))
    Brought.objects.filter(pk=row.pk).update(rows=F("rows") + len(found))
    announce(BROUGHT, "", now)


def _without_path(row: Brought, why: str) -> str:
    """The sentence names the file as its bringer knows it."""
    return why.replace(str(FILES.file_of(row.pk)), row.name)
