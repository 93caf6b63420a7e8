"""Threads are completed, probes go the whole way, and the watcher is watched."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from sturmwarte.engine.ears import completing
from sturmwarte.engine.ears.deadman import DeadMan
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.archive.records import Search
from sturmwarte.station.ledger.models import Run
from sturmwarte.station.listen import pulses
from sturmwarte.station.listen.models import Inbox, Probe, Pulse
from sturmwarte.station.listen.probes import RUN, ask_probe
from sturmwarte.station.respond.models import Case
from tests.ears.conftest import add, read_all, until

LONG_AGO = "2026-01-01T00:00:00+00:00"


def hide(platform, id, parent=""):
    more = {"in_reply_to": parent} if parent else {}
    platform.hidden[id] = {"id": id, "text": f"früher: {id}", "created_at": LONG_AGO, **more}


def lines():
    return sorted(bytes(line.line) for line in Inbox.objects.all())


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(completing, "SETTLE_S", 0.05)
    monkeypatch.setattr(completing.Completing.__init__, "__defaults__", (0.05,))
    monkeypatch.setattr(completing, "LATER_S", 0.1)


def test_an_answers_parents_are_fetched_up_to_five(source, platform, listening, hurried):
    for n in range(8):
        hide(platform, f"old{n}", f"old{n + 1}")
    platform.say("Antwort", in_reply_to="old0")
    platform.say("noch eine", in_reply_to="old0")
    listening()
    until(lambda: len(platform.fetched) == 5)
    until(lambda: Inbox.objects.count() == 7)
    assert platform.fetched == [f"old{n}" for n in range(5)]
    read_all()
    thread = Archive().thread("harbour", "p1", may=May.everything())
    assert {post.post.id for post in thread} >= {"p1", "p2", "old0", "old4"}


def test_a_parent_that_is_gone_is_asked_for_once(source, platform, listening, hurried):
    for _ in range(3):
        platform.say("Antwort", in_reply_to="gone")
    listening()
    until(lambda: platform.fetched)
    platform.say("später", in_reply_to="gone")
    until(lambda: Inbox.objects.count() == 4)
    assert platform.fetched == ["gone"]


def test_of_a_stream_only_what_belongs_to_a_topic_is_completed(
    platform, transactional_db, listening, hurried
):
    add(platform, way="stream")
    hide(platform, "old0")
    platform.say("ohne Thema", in_reply_to="old0")
    listening()
    until(lambda: Inbox.objects.count() == 1)
    read_all()
    platform.say("danach")
    until(lambda: Inbox.objects.count() == 1)
    assert not platform.fetched


def test_a_probe_goes_the_whole_way_and_touches_nothing(source, platform, listening):
    listening()
    until(lambda: platform.asked)
    probe = ask_probe(source, "user:1", timezone.now())
    assert ask_probe(source, "user:1", timezone.now()) == probe
    until(lambda: Probe.objects.get().heard_at)
    assert set(Inbox.objects.values_list("run", flat=True)) == {RUN}
    read_all()
    done = Probe.objects.get()
    assert done.sent_at <= done.heard_at <= done.kept_at
    assert Run.objects.filter(pk=RUN).exists()
    everything = Search(may=May.everything())
    assert Archive().search(everything).posts == []
    assert not Case.objects.exclude(run=RUN).exists()
    series = Archive().series(
        "",
        "hour",
        timezone.now() - timedelta(days=1),
        timezone.now() + timedelta(hours=1),
        may=May.everything(),
    )
    assert series == []


def test_a_strangers_mark_is_an_ordinary_post(source, platform, listening):
    platform.say("sturmwarte-probe-abcdefghijkl")
    listening()
    until(Inbox.objects.exists)
    assert Inbox.objects.get().run == "live"


def test_a_probe_that_fails_says_why(source, platform, listening):
    listening()
    until(lambda: platform.asked)
    platform.moods.token = "another"
    ask_probe(source, "user:1", timezone.now())
    assert until(lambda: Probe.objects.get().trouble)["class"] == "Refused"
    assert ask_probe(source, "user:1", timezone.now()).pk != Probe.objects.order_by("asked_at").first().pk


class Pinged(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.calls += 1
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def switch():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pinged)
    server.calls = 0
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.django_db
def test_the_ping_stops_when_anything_stands_still(switch, monkeypatch, caplog):
    now = timezone.now()
    moving = [True]
    url = f"http://127.0.0.1:{switch.server_port}/geheim-4711"
    watch = DeadMan(url, now=lambda: now, rest=lambda _s: False, moving=lambda: moving[0])
    assert not watch.ping()
    pulses.beat(pulses.EARS, now)
    assert not watch.ping()
    pulses.beat(pulses.ENGINE, now)
    assert watch.ping()
    moving[0] = False
    assert not watch.ping()
    moving[0] = True
    Pulse.objects.filter(process=pulses.ENGINE).update(at=now - timedelta(seconds=61))
    assert not watch.ping()
    assert switch.calls == 1
    assert "geheim" not in caplog.text
