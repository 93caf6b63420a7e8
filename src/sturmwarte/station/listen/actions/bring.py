"""Brings a file of recorded posts: the engine takes it in, as `sturmwarte import` does."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.frame.uploads import Uploads
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.ledger.record import record
from sturmwarte.station.listen.errors import SourceError
from sturmwarte.station.listen.models import Brought, Delivery
from sturmwarte.station.listen.roles import demand
from sturmwarte.station.people.permissions import Permissions

TAKE_IN = "take-in"
"""The job's kind."""
BROUGHT = "brought"
"""The kind of change that is announced."""
MOST_READING = 5
FILES = Uploads("brought", 500 * 2**20)
TABLES = (".csv", ".tsv", ".csv.gz", ".tsv.gz")


def bring(
    who: Permissions,
    name: str,
    parts: Iterable[bytes],
    now: datetime,
    *,
    channel: str = "",
    mapping: str = "",
) -> Brought:
    """History: it opens no cases. For those who may change every source; raises `SourceError`, `UploadError`.

    1. the file is written; 2. row, job and the file's name in one transaction. A crash between the two leaves
    a file that nothing names: the nightly job removes it.
    """
    by = demand(who, "")
    if Brought.objects.filter(state=Brought.State.READING).count() >= MOST_READING:
        raise SourceError(_("Several files are being read already: wait until one is done."))
    name = PurePath(name.replace("\\", "/")).name.strip()[:200] or _("Posts")
    with FILES.draft(parts) as draft, transaction.atomic():
        delivery = Delivery.objects.create(origin=name, run="import", at=now)
        row = Brought.objects.create(
            name=name, table=name.lower().endswith(TABLES), mapping=mapping.strip()[:2000],
            channel=channel.strip()[:200], by=by, at=now, delivery=delivery,
        )  # fmt: skip
        # Its name may name people: the trail keeps the number and the size.
        record(by, "posts.bring", f"brought:{row.pk}", now, after={"bytes": draft.stat().st_size})
        schedule(Due(TAKE_IN, f"{TAKE_IN}:{row.pk}", now, payload={"brought": row.pk}))
        announce(BROUGHT, "", now)
        draft.replace(FILES.file_of(row.pk))
    return row


def brought(who: Permissions) -> list[Brought]:
    """The newest first. Files may be of any channel, so they are for those who may change every source."""
    demand(who, "")
    return list(Brought.objects.select_related("delivery").order_by("-at", "-pk")[:50])


def settled(row: Brought, now: datetime, why: str = "") -> None:
    """The engine's last word on a file, in its transaction. The file goes."""
    state = Brought.State.FAILED if why else Brought.State.DONE
    Brought.objects.filter(pk=row.pk).update(state=state, why=why[:2000])
    Delivery.objects.filter(pk=row.delivery_id).update(closed=True)
    announce(BROUGHT, "", now)
    transaction.on_commit(lambda: FILES.file_of(row.pk).unlink(missing_ok=True))


def sweep(now: datetime) -> None:
    """Removes files that no row reads any more."""
    reading = Brought.objects.filter(state=Brought.State.READING).values_list("pk", flat=True)
    FILES.sweep(list(reading), now)
