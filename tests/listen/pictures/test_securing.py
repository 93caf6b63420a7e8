"""A picture is secured whole or not at all, its text reaches the archive, and it goes with its post."""

import hashlib
import os
import subprocess
import sys
import time
from datetime import timedelta

import msgspec
import pytest

from sturmwarte.core.post import Media
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.privacy.person import disclosure
from sturmwarte.station.listen.evidence import files, securing
from sturmwarte.station.listen.evidence.queueing import queue
from sturmwarte.station.listen.evidence.securing import secure_next
from sturmwarte.station.listen.models import Evidence, Inbox
from tests.archive.scene import NOON, post, take
from tests.listen.pictures.paint import picture
from tests.wire.loopback import answer

pytestmark = pytest.mark.django_db


def pictured(server, path="/a.png", gid="1", **fields):
    return post(gid, "Schaut mal", media=(Media(type="image", url=server.url + path),), **fields)


def waiting(server, path="/a.png", gid="1", **fields):
    """A stored post whose picture waits; its row."""
    one = pictured(server, path, gid, **fields)
    take(one)
    queue([one], NOON)
    return Evidence.objects.get(post=gid)


def hold(gid):
    Archive().hold("mastodon", gid, reason="Beweis", by="legal", until=NOON + timedelta(days=9), now=NOON)


def names(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and p.name != ".swept")


def test_a_picture_lies_under_its_hash_with_time_and_size(server, client, folder, reads):
    body = picture("Hallo")
    server.says["/a.png"] = answer(body, Content_Type="text/html")
    row = waiting(server)
    assert secure_next(client, NOON + timedelta(minutes=1))
    row.refresh_from_db()
    sha256 = hashlib.sha256(body).hexdigest()
    assert (row.state, row.sha256, row.media_type, row.size) == ("secured", sha256, "image/png", len(body))
    assert (row.fetched_at, row.width, row.height) == (NOON + timedelta(minutes=1), 640, 240)
    where = f"evidence/{sha256[:2]}/{sha256[2:]}"
    assert names(folder) == [where, f"{where}.webp"]
    assert (folder / where).read_bytes() == body
    assert secure_next(client, NOON)  # reads it
    assert not secure_next(client, NOON)
    row.refresh_from_db()
    assert (row.read, row.text) == ("none", "")


def test_each_file_is_noted_once_and_only_those_of_the_web(server):
    odd = (
        Media(type="image", url=f"{server.url}/a.png"), Media(type="image"), Media(type="image", url="cid:1"),
        Media(type="image", url="http://[oops"), Media(type="audio", url=f"{server.url}/a.mp3"),
        Media(type="image/jpeg", url=f"{server.url}/b.jpg"),
    )  # fmt: skip
    for _ in range(2):
        queue([post(media=odd)], NOON)
    assert list(Evidence.objects.order_by("place").values_list("place", flat=True)) == [0, 5]


def test_what_expires_first_is_fetched_first(server, client, folder):
    server.says["/late.png"] = server.says["/soon.png"] = answer(picture())
    waiting(server, "/late.png", "1")
    waiting(server, "/soon.png", "2", expires_at=NOON + timedelta(hours=1))
    secure_next(client, NOON)
    assert Evidence.objects.get(state="secured").post == "2"


def test_a_picture_that_brings_the_process_down_is_not_tried_for_ever(client, server, folder, monkeypatch):
    class Down(BaseException):
        pass

    def bring_down(body):
        raise Down

    monkeypatch.setattr(securing, "look", bring_down)
    server.says["/a.png"] = answer(picture())
    waiting(server)
    with pytest.raises(Down):
        secure_next(client, NOON)
    assert not secure_next(client, NOON)
    with pytest.raises(Down):
        secure_next(client, NOON + securing.PAUSES[0])
    assert Evidence.objects.get().attempts == 2


def test_with_hardly_any_room_nothing_is_fetched(client, server, folder, monkeypatch):
    monkeypatch.setattr(securing, "LEAST_FREE", 2**60)
    waiting(server)
    assert not secure_next(client, NOON)
    assert server.seen == []


def test_trouble_that_may_pass_is_tried_again_and_given_up_in_the_end(server, client, folder):
    server.says["/a.png"] = answer(status="503 Busy")
    row = waiting(server)
    now, tried = NOON, 0
    while secure_next(client, now):
        tried += 1
        row.refresh_from_db()
        assert row.due > now or row.state == "lost"
        now = row.due
        if row.state == "lost":
            break
    assert (row.state, row.why["key"]) == ("lost", "trouble.server")
    assert tried == len(server.seen) == len(securing.PAUSES) + 1


@pytest.mark.parametrize(
    ("says", "why"),
    [(answer(status="404 No"), "picture.not_there"), (answer(status="410 No"), "picture.not_there"),
     (answer(b"<svg/>"), "picture.no_picture"), (answer(), "picture.no_picture"),
     (answer(picture()[:300]), "picture.damaged"),
     (b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", "picture.too_large")],
)  # fmt: skip
def test_what_will_never_be_a_picture_is_lost_at_once_and_says_why(server, client, folder, says, why):
    server.says["/a.png"] = says
    row = waiting(server)
    assert secure_next(client, NOON)
    row.refresh_from_db()
    assert (row.state, row.why["key"]) == ("lost", why)
    assert names(folder) == []


def test_an_address_inside_is_never_asked(server, client, folder):
    one = post(media=(Media(type="image", url="http://169.254.169.254/latest/meta-data"),))
    take(one)
    queue([one], NOON)
    assert secure_next(client, NOON)
    assert Evidence.objects.get().why["key"] == "picture.not_public"


def test_in_a_storm_the_same_address_is_fetched_once(server, client, folder):
    server.says["/a.png"] = answer(picture())
    for gid in ("1", "2", "3"):
        waiting(server, gid=gid)
    for _ in range(3):
        secure_next(client, NOON)
    assert Evidence.objects.filter(state="secured").count() == 3
    assert len(server.seen) == 1


def test_a_film_is_kept_but_neither_read_nor_shown(server, client, folder):
    server.says["/a.png"] = answer(b"\0\0\0\x18ftypmp42" + bytes(50))
    row = waiting(server)
    assert secure_next(client, NOON)
    row.refresh_from_db()
    assert (row.state, row.media_type, row.read) == ("secured", "video/mp4", "unsuited")
    assert not any(name.endswith(".webp") for name in names(folder))


def test_text_in_a_picture_hands_the_post_in_again_and_once_only(server, client, folder, reads):
    server.says["/a.png"] = answer(picture())
    row = waiting(server)
    reads.append("Bremse defekt")
    assert secure_next(client, NOON)
    assert secure_next(client, NOON)
    assert not secure_next(client, NOON)
    row.refresh_from_db()
    assert (row.read, row.text) == ("text", "Bremse defekt")
    line = Inbox.objects.get()
    again = msgspec.json.decode(bytes(line.line))
    assert (line.run, line.channel, again["id"]) == ("live", "mastodon:home", "1")
    assert again["media"][0]["text"] == "Bremse defekt"
    assert again["received_at"].startswith("2026-03-02T12:00")


def test_a_post_that_was_deleted_meanwhile_is_not_handed_in(server, client, folder, reads):
    server.says["/a.png"] = answer(picture())
    waiting(server)
    hold("1")
    take(pictured(server, deleted_at=NOON))
    reads.append("Bremse defekt")
    secure_next(client, NOON)
    secure_next(client, NOON)
    assert Evidence.objects.get().text == "Bremse defekt"
    assert not Inbox.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_files_go_with_their_post_unless_another_needs_them_or_a_hold_keeps_them(
    server, client, folder, reads
):
    server.says["/a.png"] = answer(picture("eins"))
    server.says["/b.png"] = answer(picture("zwei"))
    for gid, path in (("1", "/a.png"), ("2", "/a.png"), ("3", "/b.png")):
        waiting(server, path, gid, by=f"anna{gid}")
    while secure_next(client, NOON):
        pass
    assert len(names(folder)) == 4
    take(pictured(server, gid="1", deleted_at=NOON))  # its author deletes it; another post shows the same
    assert Evidence.objects.count() == 2
    assert len(names(folder)) == 4
    hold("3")
    for gid in ("2", "3"):
        (person,) = Archive().find_person(f"anna{gid}")
        Archive().erase(person.network, person.account, NOON)
    assert [row.post for row in Evidence.objects.all()] == ["3"]
    assert len(names(folder)) == 2
    Archive().release("mastodon", "3", NOON)
    assert not Evidence.objects.exists()
    assert names(folder) == []


def test_a_person_is_told_which_pictures_are_kept(server, client, folder, reads):
    server.says["/a.png"] = answer(picture())
    waiting(server, by="otto")
    take(post("2", by="otto"))
    reads.append("Bremse defekt")
    while secure_next(client, NOON):
        pass
    (person,) = Archive().find_person("otto")
    first, second = disclosure(person, NOON, by="test")["posts"]
    (told,) = first["secured_pictures"]
    assert (told["text"], told["state"], told["fetched_at"][:10]) == (
        "Bremse defekt",
        "secured",
        "2026-03-02",
    )
    assert len(told["sha256"]) == 64
    assert "secured_pictures" not in second


def test_erased_while_it_was_fetched(server, client, folder, monkeypatch):
    server.says["/a.png"] = lambda connection, _: connection.sendall(answer(picture()))
    waiting(server)
    fetch = client.get

    def erased_meanwhile(*args, **kwargs):
        Evidence.objects.all().delete()
        return fetch(*args, **kwargs)

    monkeypatch.setattr(client, "get", erased_meanwhile)
    assert secure_next(client, NOON)
    assert names(folder) == []


def test_what_a_crash_left_is_swept_away(folder):
    good = files.keep(folder, b"good", b"copy")
    lost = files.keep(folder, b"lost", None)
    draft = files.path_of(folder, good).parent / ".draft-x"
    draft.write_bytes(b"half")
    assert files.sweep(folder, lambda sha256: sha256 == good) == 0  # too young to be abandoned
    for name in names(folder):
        os.utime(folder / name, (0, 0))
    assert files.sweep(folder, lambda sha256: sha256 == good) == 2
    assert not files.path_of(folder, lost).exists()
    assert len(names(folder)) == 2


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "A" * 64, "ab/" * 21 + "a"])
def test_only_a_hash_names_a_file(folder, sha256):
    with pytest.raises(ValueError, match=sha256 or "^$"):
        files.path_of(folder, sha256)


WRITES_FOR_EVER = """
import sys, pathlib
from sturmwarte.station.listen.evidence import files
body, number = bytes(3 * 2**20), 0
while True:
    number += 1
    files.keep(pathlib.Path(sys.argv[1]), body + str(number).encode(), None)
    if number == 1:
        print("begun", flush=True)
"""


def test_killed_while_it_writes_nothing_is_half(folder):
    for pause_s in (0.02, 0.05):
        child = subprocess.Popen([sys.executable, "-c", WRITES_FOR_EVER, str(folder)], stdout=subprocess.PIPE)
        assert child.stdout.readline() == b"begun\n"
        time.sleep(pause_s)
        child.kill()
        child.wait()
        child.stdout.close()
    whole = [path for path in folder.rglob("*") if path.is_file() and ".draft-" not in path.name]
    assert whole
    for path in whole:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.parent.name + path.name
