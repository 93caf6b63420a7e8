"""The audit trail: nothing can be changed or taken out unseen, and a person can still be erased."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from sturmwarte.station.ledger.models import AuditEntry, AuditPersonal
from sturmwarte.station.ledger.record import first_break, forget_personal, record

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def write(number=0, **given):
    return record("Ada", "case.close", f"case:{number}", NOW, **given)


@pytest.mark.django_db
def test_the_chain_holds():
    assert first_break() is None
    for n in range(3):
        write(n, reason="erledigt", before={"state": "taken"}, after={"state": "closed", "größe": 1.5})
    assert first_break() is None


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["actor", "action", "subject", "reason"])
def test_a_changed_entry_shows(field):
    entries = [write(n) for n in range(3)]
    AuditEntry.objects.filter(pk=entries[1].pk).update(**{field: "forged"})
    assert first_break() == entries[1].pk


@pytest.mark.django_db
def test_a_removed_entry_shows():
    entries = [write(n) for n in range(3)]
    entries[1].delete()
    assert first_break() == entries[2].pk


@pytest.mark.django_db
def test_personal_values_can_be_erased_and_the_chain_still_holds():
    entry = write(1, after={"state": "closed"}, personal={"handle": "@mila"})
    assert AuditPersonal.objects.get().value == "@mila"
    assert "mila" not in str(entry.after)
    assert forget_personal("case:1") == 1
    assert first_break() is None


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain():
    def one(number):
        try:
            write(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(24)))
    assert AuditEntry.objects.count() == 24
    assert first_break() is None
