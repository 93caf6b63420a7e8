"""The client against a real server that says what no honest one would."""

import gzip
import logging
import time
import zlib
from datetime import UTC, datetime

import pytest

from sturmwarte.wire.answer import Answer
from sturmwarte.wire.errors import (
    Blocked,
    Gone,
    Limited,
    Missing,
    Refused,
    TooMuch,
    Trouble,
    Unreachable,
    Unreadable,
    Wrong,
)
from sturmwarte.wire.guard import Guard
from tests.wire.loopback import Loopback, answer, drip, redirect


def test_what_is_asked_arrives_and_the_answer_comes_back(server, client):
    server.says["/a"] = answer(b'{"n": 1}', ETag='"x"')
    got = client.get(f"{server.url}/a?old=1", params={"q": "ä b", "none": None}, headers={"X-Key": "k"})
    assert (got.status, got.json(), got.headers["etag"], got.moved) == (200, {"n": 1}, '"x"', None)
    assert got.url == f"{server.url}/a?old=1&q=%C3%A4+b"
    assert server.seen[0].headers["x-key"] == "k"
    assert server.seen[0].headers["host"] == f"127.0.0.1:{server.port}"
    assert server.seen[0].headers["user-agent"].startswith("Sturmwarte/")


def test_bodies_of_every_shape(server, client):
    server.says["/"] = answer()
    client.post(f"{server.url}/", json={"a": "ü"})
    client.post(f"{server.url}/", data={"a": "1 2"})
    client.post(f"{server.url}/", files={"f": ("n.txt", b"inside")}, data={"a": "b"})
    client.request("PUT", f"{server.url}/", content=b"raw", headers={"Content-Type": "x/y"})
    kinds = [seen.headers["content-type"].partition(";")[0] for seen in server.seen]
    assert kinds == ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "x/y"]
    assert (server.seen[1].body, server.seen[3].body) == (b"a=1+2", b"raw")
    assert b"inside" in server.seen[2].body
    assert server.connections == 1


def test_compressed_answers_are_unpacked(server, client):
    text = b"Guten Tag. " * 500
    raw = zlib.compressobj(wbits=-15)
    server.says["/gzip"] = answer(gzip.compress(text), Content_Encoding="gzip")
    server.says["/two"] = answer(gzip.compress(text) + gzip.compress(b"!"), Content_Encoding="gzip")
    server.says["/deflate"] = answer(zlib.compress(text), Content_Encoding="deflate")
    server.says["/raw"] = answer(raw.compress(text) + raw.flush(), Content_Encoding="deflate")
    assert client.get(f"{server.url}/two").body == text + b"!"
    for path in ("/gzip", "/deflate", "/raw"):
        assert client.get(server.url + path).body == text


@pytest.mark.parametrize("coding", ["gzip, gzip", "zstd", "gzip"])
def test_a_packing_that_cannot_be_read(server, client, coding):
    server.says["/"] = answer(b"no such thing at all", Content_Encoding=coding)
    with pytest.raises(Unreadable, match="unpacking"):
        client.get(server.url)


def test_a_bomb_is_stopped_while_it_is_small(server, client, make_client):
    server.says["/"] = answer(gzip.compress(bytes(2**26)), Content_Encoding="gzip")
    with pytest.raises(TooMuch, match="bomb"):
        client.get(server.url, most_bytes=2**28)
    with pytest.raises(TooMuch, match="too_large"):
        client.get(server.url, most_bytes=2**20)


def test_an_answer_that_is_too_large_is_not_read(server, make_client):
    client = make_client(most_bytes=1000)
    server.says["/told"] = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"
    server.says["/endless"] = endless
    for path in ("/told", "/endless"):
        with pytest.raises(TooMuch, match="too_large"):
            client.get(server.url + path)


def endless(connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"400\r\n" + b"x" * 0x400 + b"\r\n")


def test_a_slow_drip_ends_with_the_time_for_the_whole(server, client):
    server.says["/body"] = drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", *[b"x"] * 40)
    server.says["/head"] = drip(b"HTTP/1.1 200 OK\r\n", *[b"X-A: b\r\n"] * 40)
    server.says["/hints"] = drip(*[b"HTTP/1.1 103 Early Hints\r\n\r\n"] * 40)
    for path in ("/body", "/head", "/hints"):
        begun = time.monotonic()
        with pytest.raises(Unreachable, match="no_answer"):
            client.get(server.url + path, timeout_s=0.3)
        assert time.monotonic() - begun < 1


def test_endless_headers_and_too_many(server, client):
    def headers_without_end(connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(b"X-A: " + b"y" * 1000 + b"\r\n")

    server.says["/endless"] = headers_without_end
    server.says["/many"] = answer(**{f"X-{n}": "1" for n in range(300)})
    for path in ("/endless", "/many"):
        with pytest.raises(TooMuch, match="headers"):
            client.get(server.url + path)


def test_a_reset_is_tried_once_more_for_a_get_and_never_for_a_post(server, client):
    turns = iter([lambda _: None, lambda connection: connection.sendall(answer(b"now")) or True] * 2)

    def fails_first(connection, _):
        return next(turns)(connection)

    server.says["/"] = fails_first
    assert client.get(server.url).body == b"now"
    with pytest.raises(Unreachable, match="broken_off"):
        client.post(server.url, content=b"once")
    assert [seen.line.split()[0] for seen in server.seen] == ["GET", "GET", "POST"]


@pytest.mark.parametrize(
    "garbage", [b"\x00\x01 nonsense\r\n\r\n", b"HTTP/9 999999 x\r\n\r\n", b"SSH-2.0-x\r\n\r\n"]
)
def test_what_is_no_http(server, client, garbage):
    server.says["/"] = garbage
    with pytest.raises(Unreadable, match="no_http"):
        client.get(server.url)


def test_a_redirect_inside_is_not_followed(server, make_client):
    client = make_client(Guard(["127.0.0.1"], resolver=lambda *_: ["10.0.0.1"]))
    for number, to in enumerate(
        ["http://169.254.169.254/latest/meta-data", "http://[::1]/", "http://inner.example/", "//127.1/x"]
    ):
        server.says[f"/{number}"] = redirect(to)
        with pytest.raises(Blocked):
            client.get(f"{server.url}/{number}")
    for number, to in enumerate(["file:///etc/passwd", "http://a:b@127.0.0.1/", "gopher://127.0.0.1:1/"]):
        server.says[f"/w{number}"] = redirect(to)
        with pytest.raises(Wrong):
            client.get(f"{server.url}/w{number}")


def test_redirects_are_followed_a_few_times_and_permanent_ones_told(server, client):
    server.says["/old"] = redirect("/newer", "301 Moved Permanently")
    server.says["/newer"] = redirect("/newest", "308 Permanent Redirect")
    server.says["/newest"] = redirect("/today")
    server.says["/today"] = answer(b"here")
    server.says["/round"] = redirect("/round")
    got = client.get(f"{server.url}/old")
    assert (got.body, got.url, got.moved) == (b"here", f"{server.url}/today", f"{server.url}/newest")
    assert client.get(f"{server.url}/newest").moved is None
    with pytest.raises(TooMuch, match="redirects"):
        client.get(f"{server.url}/round")


def test_access_stays_on_its_host(server, client):
    with Loopback() as other:
        other.says["/"] = answer(b"other")
        server.says["/away"] = redirect(other.url + "/")
        server.says["/keep"] = redirect(other.url + "/", "307 Temporary Redirect")
        server.says["/stay"] = redirect("/here")
        server.says["/here"] = answer()
        secret = {"Authorization": "Bearer abc", "X-Api-Key": "k", "Cookie": "c=1", "Accept": "a/b"}
        assert client.get(f"{server.url}/away", headers=secret).body == b"other"
        assert not {"authorization", "x-api-key", "cookie"} & other.seen[0].headers.keys()
        assert other.seen[0].headers["accept"] == "a/b"
        client.get(f"{server.url}/stay", headers=secret)
        assert server.seen[-1].headers["authorization"] == "Bearer abc"
        with pytest.raises(Wrong, match="redirect_away"):
            client.post(f"{server.url}/keep", data={"secret": "s"})
        assert len(other.seen) == 1
        client.post(f"{server.url}/away", data={"secret": "s"})
        assert (other.seen[1].line.split()[0], other.seen[1].body) == ("GET", b"")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, Refused), (403, Refused), (404, Missing), (410, Gone), (429, Limited), (408, Unreachable),
     (500, Unreachable), (503, Unreachable), (400, Unreadable), (302, Unreadable)],
)  # fmt: skip
def test_what_a_status_means(status, kind):
    got = Answer(status, {}, b"", "http://a.example/secret?token=abc")
    with pytest.raises(kind) as raised:
        got.ok()
    assert type(raised.value) is kind
    assert got.ok(status) is got
    assert "token" not in str(raised.value) + repr(got)


def test_a_limit_says_until_when():
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    until = {"retry-after": "90"}
    with pytest.raises(Limited) as raised:
        Answer(429, until, b"", "http://a.example/", at=at).ok()
    assert raised.value.until == datetime(2026, 11, 22, 12, 1, 30, tzinfo=UTC)
    with pytest.raises(Limited):
        Answer(503, until, b"", "http://a.example/", at=at).ok()


def test_text_in_whatever_charset():
    def text(body, type=""):
        return Answer(200, {"content-type": type}, body, "http://a.example/").text()

    assert text("Grüße".encode("cp1252"), "text/html; charset=windows-1252") == "Grüße"
    assert text("Grüße".encode()) == "Grüße"
    assert text("Grüße".encode(), "text/html; charset=nonsense") == "Grüße"
    assert "Gr" in text("Grüße aus München, schöne Straße".encode("latin-1"))
    with pytest.raises(Unreadable):
        Answer(200, {}, b"[" * 100_000, "http://a.example/").json()


@pytest.mark.parametrize("token", ["abc–def", "abc\ndef", "abc\u2028", "abc\x00"])
def test_a_token_with_characters_that_cannot_be_sent(server, client, token):
    server.says["/"] = answer()
    with pytest.raises(Wrong, match="odd_characters"):
        client.get(server.url, headers={"Authorization": f"Bearer {token}"})
    assert server.seen == []


def test_no_secret_reaches_a_log(server, client, caplog):
    caplog.set_level(logging.DEBUG)
    server.says["/p"] = answer(Set_Cookie="session=geheim1")
    client.get(f"{server.url}/p?token=geheim2", headers={"Authorization": "Bearer geheim3"})
    with pytest.raises(Trouble) as raised:
        client.get("http://10.0.0.1/p?token=geheim4")
    assert "geheim" not in caplog.text + str(raised.value) + repr(raised.value.reason)


def test_proxies_of_the_environment_are_not_asked(server, client, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.says["/"] = answer(b"direct")
    assert client.get(server.url).body == b"direct"


@pytest.mark.parametrize(
    "url", ["", "http://", "x", "http://[", "http://a b/", "ht tp://a", "http://a\n.de/", "http://ä\u2028/"]
)
def test_addresses_that_are_none(client, url):
    with pytest.raises((Wrong, Unreachable)):
        client.get(url)
