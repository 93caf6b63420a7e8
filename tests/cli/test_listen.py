"""From nothing to first posts without a browser, against a real feed on this machine."""

import json
import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings

from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.listen.models import Inbox, Source, Subscription

FEED = """<?xml version="1.0"?><rss version="2.0"><channel>
<title>Anzeiger</title><link>http://a.example/</link>
<description>x</description><item><guid>urn:a:1</guid><title>Sturm im Hafen</title>
<link>http://a.example/1</link><description>Es weht.</description><pubDate>{}</pubDate></item>
</channel></rss>"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = FEED.format(formatdate()).encode() if self.path == "/feed.xml" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def feed():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/feed.xml"
    server.shutdown()
    server.server_close()


@pytest.fixture
def allowed(monkeypatch):
    monkeypatch.setattr(settings, "ALLOW", ["127.0.0.1"])


@pytest.mark.django_db(transaction=True)
def test_add_check_preview_rest_and_remove(call, feed, allowed):
    id = call(
        "listen", "add", "feeds", "--name", "Örtliche Presse", "--set", f"addresses={feed}"
    ).stdout.strip()
    assert id == "oertliche-presse"
    shown = json.loads(call("listen", "sources", "--subscriptions").stdout)
    assert (shown["id"], shown["kind"], shown["subscriptions"]) == (id, "feeds", [])
    assert json.loads(call("listen", "check", id).stdout)["name"]
    (post,) = map(json.loads, call("listen", "preview", id).stdout.splitlines())
    assert post["title"] == "Sturm im Hafen"
    assert post["network"] == "feed"
    assert not Inbox.objects.exists()
    assert not Subscription.objects.exists()
    call("listen", "rest", id, "--reason", "Umzug")
    assert Source.objects.get().resting
    call("listen", "wake", id)
    call("listen", "remove", id, "--reason", "vorbei")
    assert call("listen", "sources").stdout == ""
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["source.make", "source.rest", "source.wake", "source.remove"]
    assert AuditEntry.objects.first().actor.startswith("command line")


@pytest.mark.django_db(transaction=True)
def test_what_is_wrong_is_said_with_the_mend(call, feed, allowed):
    assert "no kind “feed”" in call("listen", "add", "feed", "--name", "x", code=1).stderr
    wrong = call("listen", "add", "feeds", "--name", "x", "--set", "minutes=1", code=2).stderr
    assert "addresses: This is still missing" in wrong
    assert "minutes: 5 at least" in wrong
    missing = call("listen", "add", "feeds", "--name", "x", "--set", f"addresses={feed}x", code=1).stderr
    assert "--no-check" in missing
    assert not Source.objects.exists()
    assert "there are: none yet" in call("listen", "preview", "nowhere", code=2).stderr
    assert (
        "is a secret" in call("listen", "add", "mastodon", "--name", "x", "--set", "token=abc", code=2).stderr
    )


@pytest.mark.django_db(transaction=True)
def test_an_address_in_ones_own_network_is_refused_unless_allowed(call, feed, monkeypatch):
    monkeypatch.setattr(settings, "ALLOW", [])
    refused = call("listen", "add", "feeds", "--name", "x", "--set", f"addresses={feed}", code=None)
    assert refused.returncode in {1, 2}
    assert "127.0.0.1" in refused.stderr
    assert not Source.objects.exists()


def test_kinds_and_their_fields(call):
    kinds = [json.loads(line)["kind"] for line in call("listen", "kinds").stdout.splitlines()]
    assert "feeds" in kinds
    fields = [
        json.loads(line) for line in call("listen", "kinds", "feeds", "--lang", "de").stdout.splitlines()
    ]
    assert fields[0]["field"] == "addresses"
    assert fields[0]["label"] == "Adressen"


OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>x</title></head><body>
<outline text="Anzeiger" type="rss" xmlUrl="{}"/></body></opml>"""


@pytest.mark.django_db(transaction=True)
def test_a_list_of_another_reader_comes_in_and_goes_out(call, feed, allowed, tmp_path):
    list_of = tmp_path / "feeds.opml"
    list_of.write_text(OPML.format(feed))
    call("listen", "add", "feeds", "--name", "Alt", "--secret-file", f"addresses={list_of}")
    assert Source.objects.get(pk="alt").values["addresses"] == [feed]
    assert feed in call("listen", "opml", "alt").stdout
    list_of.write_text("<opml")
    refused = call("listen", "add", "feeds", "--name", "Neu", "--secret-file", f"addresses={list_of}", code=2)
    assert "OPML" in refused.stderr
