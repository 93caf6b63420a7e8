"""Examines the station and writes down what was found, so that the page need not look itself."""

import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from sturmwarte.engine.doctor import examine as doctor
from sturmwarte.engine.doctor import stores
from sturmwarte.engine.doctor.finding import Finding as Found
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.chain import Walked, walk
from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.ledger.record import START
from sturmwarte.station.upkeep.models import Chain, Examination, Finding

THOROUGH_EVERY = timedelta(hours=24)


def examine(data: Path, now: datetime, *, asked_thorough: bool = False) -> None:
    """Looks at everything that is quick to see; once a day, or when asked, reads all of it.

    A crash between looking and writing leaves what was known before, and the next look comes anyway.
    """
    began = time.monotonic()
    last = Examination.objects.filter(pk=1).values_list("thorough_at", flat=True).first()
    thorough = asked_thorough or last is None or now - last > THOROUGH_EVERY
    chain = walk_trail(now, afresh=thorough)
    found = [one for one in doctor.examine(data, now, thorough=thorough) if one.check != "audit"]
    found += stores.trail_checks(chain.broken_at)
    took = round((time.monotonic() - began) * 1000)
    _keep(found, thorough, now, took, last)


def walk_trail(now: datetime, *, afresh: bool = False) -> Chain:
    """Walks along the audit trail from where the last walk ended, or from its beginning, and notes it.

    A break stays noted until a walk from the beginning finds none any more.
    """
    known = Chain.objects.filter(pk=1).first() or Chain(checked_at=now)
    afresh = afresh or known.upto == 0
    begin = Walked() if afresh else Walked(known.upto, known.hash or START, known.entries)
    done = walk(begin)
    first = AuditEntry.objects.order_by("pk").values_list("at", flat=True).first()
    broken = done.broken or (None if afresh else known.broken_at)
    known.checked_at, known.walked_from = now, first
    known.upto, known.hash, known.entries = done.upto, done.hash, done.entries
    if broken != known.broken_at:
        known.broken_at, known.found_at = broken, now if broken else None
        announce("audit", "", now)
    known.save()
    return known


@transaction.atomic
def _keep(
    found: Iterable[Found], thorough: bool, now: datetime, took_ms: int, last_thorough: datetime | None
) -> None:
    before = {(one.check_name, one.place): one for one in Finding.objects.all()}
    kept = [] if thorough else [one for one in before.values() if one.check_name in doctor.READS_ALL]
    rows, places = [], Counter[str]()
    for one in found:
        place, check = places[one.check], one.check[:200]
        places[one.check] += 1
        known = before.get((check, place))
        since = known.since if known and known.state == one.state else now
        what, why, mend = one.sentences
        rows.append(
            Finding(
                check_name=check, place=place, state=one.state, what=what, why=why, mend=mend,
                values=one.stored(), since=since,
            )
        )  # fmt: skip
    changed = _states(rows) != _states(one for one in before.values() if one not in kept)
    Finding.objects.exclude(pk__in=[one.pk for one in kept]).delete()
    Finding.objects.bulk_create(rows)
    thorough_at = now if thorough else last_thorough
    Examination.objects.update_or_create(
        pk=1, defaults={"at": now, "thorough_at": thorough_at, "took_ms": took_ms}
    )
    announce("health", "changed" if changed else "", now)


def _states(rows: Iterable[Finding]) -> set[tuple[str, int, str]]:
    return {(one.check_name, one.place, one.state) for one in rows}
