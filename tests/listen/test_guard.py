"""Bodies that are too large are refused before they are read, by a real server."""

import http.client
import json
import socket

import pytest

from tests.engine.station import Station, free_port

CHUNKED = b"POST /in/forum HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
PIECE = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    station = Station(tmp_path_factory.mktemp("guard"), free_port())
    with station.serve():
        yield station.port


def test_an_announced_length_is_refused_at_once(port):
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(b"POST /in/forum HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000000\r\n\r\n")
        answer = http.client.HTTPResponse(line)
        answer.begin()  # and not one byte of the nine gigabytes was sent
        assert answer.status == 413
        assert json.loads(answer.read()) == {"error": "more than 8 MB: send it in several calls"}


def test_a_stream_that_passes_the_limit_is_told_so(port):
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(CHUNKED + PIECE * 130)  # the 130th piece is the first too many
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert answer.status == 413


def test_a_stream_is_cut_off_where_it_passes_the_limit(port):
    sent = 0
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(CHUNKED)
        try:
            while sent < 200 * 2**20:
                line.sendall(PIECE)
                sent += len(PIECE)
        except OSError:
            pass  # it has hung up
    assert sent < 40 * 2**20, "the server read on and on"


def test_other_calls_pass(port):
    call = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    call.request("POST", "/in/forum", body=b"{}" * 2**20, headers={"Content-Type": "application/json"})
    assert call.getresponse().status == 401
    call.close()
