"""Walks along the audit trail in steps, so that a million entries never stop the station."""

from dataclasses import dataclass

from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.ledger.record import START, sealed


@dataclass(frozen=True, slots=True)
class Walked:
    """How far a walk came: the last entry's id and hash, how many there were, the first out of place."""

    upto: int = 0
    hash: str = START
    entries: int = 0
    broken: int | None = None


def walk(begin: Walked = Walked(), most: int | None = None) -> Walked:
    """Goes on from where another walk ended, at most so many entries; ends at the first break.

    An entry that was removed shows by the next one's `previous`; one that was removed from the end shows by
    `begin` itself, whose entry must still be there.
    """
    if begin.upto and not AuditEntry.objects.filter(pk=begin.upto, hash=begin.hash).exists():
        return Walked(begin.upto, begin.hash, begin.entries, begin.upto)
    rows = AuditEntry.objects.filter(pk__gt=begin.upto).order_by("pk")
    upto, previous, n = begin.upto, begin.hash, begin.entries
    for entry in (rows[:most] if most else rows).iterator(chunk_size=1000):
        if entry.previous != previous or entry.hash != sealed(entry):
            return Walked(upto, previous, n, entry.pk)
        upto, previous, n = entry.pk, entry.hash, n + 1
    return Walked(upto, previous, n)
