"""A fact is one term of the index, whatever signs a name holds."""

import sqlite3
from importlib import import_module

import pytest

from sturmwarte.station.archive.facts import fact

TABLE = import_module("sturmwarte.station.archive.migrations.0002_index")._UP[0]


@pytest.mark.parametrize("sign", [chr(n) for n in range(128)])
def test_no_sign_cuts_a_fact_in_two(sign):
    """Cut in two it would be a phrase, which the index refuses; the page of its author's case would break."""
    base = sqlite3.connect(":memory:")
    base.execute(TABLE)
    term = fact("author", f"o{sign}brien")
    base.execute("INSERT INTO archive_index (rowid, terms) VALUES (1, ?)", [term])
    asked = '"' + term.replace('"', '""') + '"'
    found = base.execute("SELECT rowid FROM archive_index WHERE archive_index MATCH ?", [asked]).fetchall()
    base.close()
    assert found == [(1,)]
