"""Erasing a person: gone from every table and file, and kept out. Holds overrule it and say so."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from sturmwarte.core.post import Author
from sturmwarte.station.archive import Archive, May, NoSuchPost, Scope
from sturmwarte.station.ledger.models import AuditPersonal
from sturmwarte.station.ledger.record import first_break, record
from sturmwarte.station.listen.models import Inbox, Rejected
from tests.archive.scene import ALL, NOON, entry, found, post, search, take

DAY = timedelta(days=1)


def files() -> bytes:
    """Every byte of the database and its log."""
    path = Path(connection.settings_dict["NAME"])
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_an_erased_post_is_left_in_the_files() -> None:
    word = "Quietschentchen"
    told = entry(
        post("1", f"Mein {word} ist weg", by="otto"), ("ente",), kind="complaint", raw=f'"{word}"'.encode()
    )
    take(told)
    take(post("1", f"Mein {word} ist wieder da", by="otto"))
    take(*(post(str(n), f"anderes {n}") for n in range(2, 300)))
    assert word.encode() in files()
    assert b"quietschentchen" in files()
    (person,) = Archive().find_person("@Otto")
    Archive().erase(person.network, person.account, NOON)
    assert Archive().finish_erasure()
    left = files()
    assert word.encode() not in left
    assert b"quietschentchen" not in left
    assert b"otto" not in left.lower()
    assert b"anderes 17" in left
    assert [one for one in Archive().integrity() if not one.ok] == []


@pytest.mark.django_db
def test_an_erased_person_does_not_come_back_with_an_old_file() -> None:
    take(post("1", by="otto"), post("2", by="otto"), post("3"))
    (person,) = Archive().find_person("OTTO")
    assert person.posts == 2
    assert Archive().erase(person.network, person.account, NOON).removed == 2
    assert take(post("1", by="otto"), post("4", by="otto"), post("3")) == ["suppressed", "new", "heard_again"]


@pytest.mark.django_db
def test_who_objects_is_kept_out_for_good() -> None:
    take(post("1", by="otto"))
    (person,) = Archive().find_person("otto")
    Archive().erase(person.network, person.account, NOON, objection=True)
    assert take(post("9", by="otto"), post("10", by="anna")) == ["suppressed", "new"]
    assert Archive().find_person("otto") == []


@pytest.mark.django_db
def test_a_person_is_found_by_every_name_they_used() -> None:
    account = {"id": "77"}
    take(
        post("1", author=Author(**account, handle="alt", name="A")),
        post("2", author=Author(**account, handle="neu", name="B")),
    )
    take(post("1", author=Author(**account, handle="alt", name="A"), run="drill:1"))
    (person,) = Archive().find_person("@ALT")
    assert (person.handles, person.names, person.posts) == (("alt", "neu"), ("A", "B"), 3)
    assert Archive().find_person(person.pseudonym) == [person]
    assert len(Archive().posts_of(person.network, person.account)) == 3
    Archive().erase(person.network, person.account, NOON)
    assert (found(), found(run="drill:1"), Archive().find_person("neu")) == ([], [], [])


@pytest.mark.django_db
def test_waiting_and_rejected_lines_and_the_audits_personal_values_go_too() -> None:
    take(post("1", by="otto"))
    mine = b'{"id": "5", "channel": "mastodon:home", "author": {"id": "id-otto"}, "text": "x"}'
    other = b'{"id": "6", "channel": "mastodon:home", "author": {"id": "id-anna"}, "text": "x"}'
    elsewhere = b'{"id": "1", "channel": "mail:service", "text": "x"}'
    for line in (mine, other, elsewhere):
        Inbox.objects.create(line=line, received_at=NOON)
    Rejected.objects.create(line=b"{ broken by Otto", stage="parse", error="no JSON", at=NOON)
    Rejected.objects.create(line=b"{ broken by Anna", stage="parse", error="no JSON", at=NOON)
    record("mia", "post.noted", "mastodon:otto", NOON, personal={"note": "ruft oft an"})
    (person,) = Archive().find_person("otto")
    assert Archive().erase(person.network, person.account, NOON).beside == 3
    assert {bytes(row.line) for row in Inbox.objects.all()} == {other, elsewhere}
    assert Rejected.objects.count() == 1
    assert AuditPersonal.objects.count() == 0
    assert first_break() is None


@pytest.mark.django_db
def test_a_hold_keeps_the_post_but_off_every_list() -> None:
    take(entry(post("1", by="otto"), ("a",)), entry(post("2"), ("a",)))
    archive = Archive()
    archive.hold("mastodon", "1", reason="Drohung, Anzeige erstattet", by="mia", until=NOON + DAY, now=NOON)
    assert found() == ["2"]
    assert archive.count(search("bahn")).n == 1
    (held,) = archive.holds()
    assert (held.gid, held.reason, held.by) == ("1", "Drohung, Anzeige erstattet", "mia")
    shown = archive.get("mastodon", "1", may=May((Scope(private=True),), names=True))
    assert shown is not None
    assert (shown.held, shown.post.text) == (True, "")
    kept = archive.get("mastodon", "1", may=ALL)
    assert kept is not None
    assert kept.post.text == "Die Bahn kommt zu spät"


@pytest.mark.django_db
def test_a_deletion_waits_for_the_holds_end() -> None:
    archive = Archive()
    take(post("1", by="otto"))
    archive.hold("mastodon", "1", reason="Beweis", by="mia", until=NOON + DAY, now=NOON)
    done = archive.erase("mastodon", "id-otto", NOON)
    assert (done.removed, done.held) == (0, 1)
    kept = archive.get("mastodon", "1", may=ALL)
    assert kept is not None
    assert kept.deleted_at == NOON
    assert take(post("1", by="otto")) == ["suppressed"]
    archive.retention(NOON + DAY - timedelta(seconds=1))
    assert archive.get("mastodon", "1", may=ALL) is not None
    assert archive.retention(NOON + DAY)["hold"] == 1
    assert archive.get("mastodon", "1", may=ALL) is None
    assert archive.find_person("otto") == []


@pytest.mark.django_db
def test_a_hold_released_by_hand_gives_the_post_back() -> None:
    archive = Archive()
    take(post())
    archive.hold("mastodon", "1", reason="Prüfung", by="mia", until=NOON + DAY, now=NOON)
    assert archive.release("mastodon", "1", NOON)
    assert found() == ["1"]
    assert not archive.release("mastodon", "1", NOON)
    with pytest.raises(NoSuchPost):
        archive.hold("mastodon", "2", reason="x", by="mia", until=NOON + DAY, now=NOON)
    with pytest.raises(ValueError, match="reason"):
        archive.hold("mastodon", "1", reason=" ", by="mia", until=NOON + DAY, now=NOON)


@pytest.mark.django_db
def test_a_restored_archive_honours_later_deletions() -> None:
    archive = Archive()
    take(post("1", by="otto"), post("2"))
    take(post("1", by="otto", deleted_at=NOON))
    stones = archive.tombstones()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_tombstone")
    take(post("1", by="otto"))
    assert set(found()) == {"1", "2"}
    assert archive.replay_tombstones(stones, NOON) == 1
    assert found() == ["2"]
    assert take(post("1", by="otto")) == ["suppressed"]


@pytest.mark.django_db
def test_a_tombstone_says_nothing_by_itself() -> None:
    take(post("geheim-1", by="otto", deleted_at=NOON))
    (stone, at, reason) = Archive().tombstones()[0]
    assert (len(stone), at) == (32, NOON)
    assert b"geheim" not in stone
    assert "otto" not in reason
