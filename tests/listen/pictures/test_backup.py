"""Secured files are in the backup, and come back with it."""

from pathlib import Path

import pytest
from django.db import connection

from sturmwarte.engine.backing import backup, restore
from sturmwarte.station.listen.evidence import files
from tests.archive.scene import NOON

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the backup is of SQLite")


@pytest.mark.django_db(transaction=True)
def test_secured_files_are_in_the_backup_and_drafts_are_not(folder):
    backup._copy_database(Path(connection.settings_dict["NAME"]), folder / backup.DATABASE)
    sha256 = files.keep(folder, b"picture", b"copy")
    draft = files.path_of(folder, sha256).parent / ".draft-x"
    draft.write_bytes(b"half")
    backup.backup(folder, folder / "station.tar.gz", NOON)
    there = restore.check(folder / "station.tar.gz").files
    where = f"evidence/{sha256[:2]}/{sha256[2:]}"
    assert set(there) == {backup.DATABASE, where, f"{where}.webp"}
