"""The archive's own checks see each kind of damage."""

import pytest
from django.db import connection

from sturmwarte.station.archive import Archive, Unsupported, WrongKey, keys
from tests.archive.scene import NOON, entry, post, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def posts() -> None:
    take(*(entry(post(str(n), minute=n), ("a",), kind="idea", raw=b"{}") for n in range(5)))
    take(post("1", minute=1, text="neu"), post("2", deleted_at=NOON))


def broken() -> set[str]:
    return {finding.check for finding in Archive().integrity() if not finding.ok}


def test_a_whole_archive_passes_every_check() -> None:
    assert broken() == set()


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("DELETE FROM archive_version WHERE number = 2", "posts_without_version"),
        ("DELETE FROM archive_hearing", "posts_without_hearing"),
        ("INSERT INTO archive_mention (post, topic) VALUES (7, 'x')", "mentions"),
        ("INSERT INTO archive_raw (post, number, body) VALUES (7, 1, 'x')", "raws"),
        ("DELETE FROM archive_author", "authors"),
        ("UPDATE archive_counter SET heard = heard + 1", "counters"),
        ("DELETE FROM archive_counter", "counters"),
        ("UPDATE archive_post SET realm = 'drill:1'", "realms"),
        ("DELETE FROM archive_index WHERE rowid = (SELECT min(rowid) FROM archive_index)", "index_rows"),
        ("UPDATE archive_index_content SET c0 = 'anders'", "index"),
    ],
)
def test_damage_is_seen(damage: str, check: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(damage)
    assert check in broken()


def test_another_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "archive_key", lambda: b"another")
    with pytest.raises(WrongKey, match=r"archive\.key"):
        Archive().known([post()])


def test_a_database_that_holds_no_archive_yet_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "vendor", "postgresql")
    with pytest.raises(Unsupported, match="STURMWARTE_DATABASE"):
        Archive()


def test_the_key_is_made_once_for_its_owner_only(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STURMWARTE_CONFIG", str(tmp_path / "config"))
    keys.archive_key.cache_clear()
    try:
        first = keys.archive_key()
        keys.archive_key.cache_clear()
        assert keys.archive_key() == first
        file = tmp_path / "config" / "archive.key"
        assert file.stat().st_mode & 0o777 == 0o600
        assert [f.name for f in file.parent.iterdir()] == ["archive.key"]
    finally:
        keys.archive_key.cache_clear()
