"""Long answers and web sockets: line by line, silence noticed, stopped at once."""

import threading
import time

import pytest
from websockets.sync.server import serve

from sturmwarte.wire.errors import Blocked, Refused, TooMuch, Unreachable, Unreadable
from sturmwarte.wire.guard import Guard
from tests.wire.loopback import answer, drip, redirect

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


def test_lines_come_as_they_are_said(server, client):
    server.says["/"] = drip(HEAD, b"data: 1\r\nda", b"ta: 2\n\n:", b"thump")
    server.says["/moved"] = redirect("/")
    for path in ("/", "/moved"):
        with client.stream(server.url + path) as lines:
            assert list(lines) == [b"data: 1", b"data: 2", b"", b":thump"]


def test_a_silent_stream_is_unreachable(server, client):
    server.says["/"] = lambda connection, _: connection.sendall(HEAD + b"one\n") or time.sleep(1.5)
    begun = time.monotonic()
    with client.stream(server.url, silence_s=0.2) as lines:
        assert next(lines) == b"one"
        with pytest.raises(Unreachable, match="no_answer"):
            next(lines)
    assert time.monotonic() - begun < 1


def test_a_stream_ends_when_the_station_stops(server, make_client):
    stopping = threading.Event()
    client = make_client(rest=lambda seconds: stopping.wait(seconds) if seconds else stopping.is_set())
    server.says["/"] = lambda connection, _: connection.sendall(HEAD + b"one\n") or stopping.wait(5)
    with client.stream(server.url, silence_s=30) as lines:
        assert next(lines) == b"one"
        stopping.set()
        assert list(lines) == []


def test_another_request_may_be_made_while_a_stream_is_read(server, client):
    server.says["/"] = drip(HEAD + b"one\n", b"two\n", pause_s=0.2)
    server.says["/page"] = answer(b"page")
    with client.stream(server.url, silence_s=5) as lines:
        assert next(lines) == b"one"
        assert client.get(f"{server.url}/page", timeout_s=1).body == b"page"
        assert next(lines) == b"two"


def test_what_a_stream_refuses_and_what_we_refuse_of_it(server, client):
    server.says["/no"] = answer(b"no", "401 Unauthorized")
    server.says["/inside"] = redirect("http://10.0.0.1/")
    server.says["/long"] = lambda connection, _: connection.sendall(HEAD + b"x" * 3 * 2**20)
    with pytest.raises(Refused), client.stream(f"{server.url}/no"):
        pass
    with pytest.raises(Blocked), client.stream(f"{server.url}/inside"):
        pass
    with client.stream(f"{server.url}/long") as lines, pytest.raises(TooMuch):
        next(lines)


def test_a_fault_of_the_reader_stays_what_it_is(server, client):
    server.says["/"] = HEAD + b"one\n"
    with pytest.raises(ValueError, match="mine"), client.stream(server.url):
        raise ValueError("mine")


@pytest.fixture
def echo():
    def talk(connection):
        for message in connection:
            if message == "leave":
                return
            connection.send(message)

    def refuse(connection, request):
        if request.path == "/away":
            moved = connection.respond(302, "")
            moved.headers["Location"] = "ws://10.0.0.1/"
            return moved
        return connection.respond(401, "no") if request.path == "/no" else None

    with serve(talk, "127.0.0.1", 0, process_request=refuse) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{running.socket.getsockname()[1]}"
        running.shutdown()


def test_a_web_socket_talks_both_ways_and_notices_the_end(echo, client):
    with client.websocket(f"{echo}/?token=x", headers={"Authorization": "Bearer x"}) as socket:
        socket.send("ja")
        socket.send(b"\x01")
        assert (socket.receive(2), socket.receive(2), socket.receive(0.05)) == ("ja", b"\x01", None)
        socket.send("leave")
        with pytest.raises(Unreachable, match="closed"):
            socket.receive(2)


def test_web_sockets_that_are_refused(echo, client, make_client, server):
    with pytest.raises(Refused), client.websocket(f"{echo}/no"):
        pass
    with pytest.raises(Blocked), make_client(Guard()).websocket(echo):
        pass
    with pytest.raises(Unreadable, match="no_websocket"), client.websocket(f"{echo}/away"):
        pass
    server.says["/"] = answer(b"no socket here")
    with pytest.raises(Unreadable), client.websocket(server.url):
        pass


def test_a_web_socket_ends_when_the_station_stops(echo, make_client):
    client = make_client(rest=lambda _: True)
    with client.websocket(echo) as socket:
        assert socket.receive(30) is None
