"""Streams of our own making: firehose messages as a relay encodes them, Jetstream, a server for both."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import libipld
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

POST = "app.bsky.feed.post"


def cid(block: bytes) -> bytes:
    return b"\x01\x71\x12\x20" + hashlib.sha256(block).digest()


def commit(
    seq: int,
    did: str,
    path: str,
    record: Mapping[str, Any] | None,
    *,
    action: str = "create",
    at: datetime | None = None,
    padding: int = 0,
) -> bytes:
    """A `#commit`. `padding` adds as many blocks of the tree as real ones have (a dozen)."""
    blocks = [libipld.encode_dag_cbor({"e": [{"k": b"app.bsky", "p": n}], "l": None}) for n in range(padding)]
    op: dict[str, Any] = {"action": action, "path": path, "cid": None}
    if record is not None:
        blocks.append(libipld.encode_dag_cbor(dict(record)))
        op["cid"] = cid(blocks[-1])
    root = libipld.encode_dag_cbor(
        {"did": did, "rev": "3k", "version": 3, "data": cid(blocks[-1] if blocks else b"")}
    )
    body = {
        "seq": seq,
        "repo": did,
        "commit": cid(root),
        "rev": "3k",
        "since": None,
        "rebase": False,
        "tooBig": False,
        "blobs": [],
        "ops": [op],
        "blocks": car(cid(root), [root, *blocks]),
        "time": stamp(at),
    }
    return message("#commit", body)


def message(kind: str, body: Mapping[str, Any]) -> bytes:
    return libipld.encode_dag_cbor({"op": 1, "t": kind}) + libipld.encode_dag_cbor(dict(body))


def failure(name: str) -> bytes:
    return libipld.encode_dag_cbor({"op": -1}) + libipld.encode_dag_cbor({"error": name, "message": name})


def car(root: bytes, blocks: list[bytes]) -> bytes:
    header = libipld.encode_dag_cbor({"version": 1, "roots": [root]})
    parts = [_varint(len(header)), header]
    for block in blocks:
        parts += [_varint(36 + len(block)), cid(block), block]
    return b"".join(parts)


def jet(time_us: int, did: str, rkey: str, record: Mapping[str, Any] | None, collection: str = POST) -> str:
    change: dict[str, Any] = {"rev": "3k", "operation": "delete", "collection": collection, "rkey": rkey}
    if record is not None:
        change |= {"operation": "create", "record": dict(record), "cid": "bafyrecord"}
    return json.dumps({"did": did, "time_us": time_us, "kind": "commit", "commit": change})


def stamp(at: datetime | None) -> str:
    return (at or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


class StreamServer:
    """Plays messages to whoever connects: those after the asked cursor, then what is added.

    `position` tells a message's cursor. `first` is said before anything else. `cut` closes after so many.
    """

    def __init__(self, position: Callable[[bytes | str], int]) -> None:
        self.url = ""
        self.position = position
        self.messages: list[bytes | str] = []
        self.first: list[bytes | str] = []
        self.cut = 0
        self.asked: list[dict[str, list[str]]] = []
        self.closing = False

    def play(self, socket: ServerConnection) -> None:
        query = parse_qs(urlsplit(socket.request.path if socket.request else "").query)
        self.asked.append(query)
        after = int(query.get("cursor", ["-1"])[-1])
        sent, cut, place = 0, self.cut, 0
        try:
            for said in self.first:
                socket.send(said)
            while not self.closing:
                while place < len(self.messages):
                    if self.position(self.messages[place]) > after:
                        socket.send(self.messages[place])
                        sent += 1
                    place += 1
                    if cut and sent >= cut:
                        return
                time.sleep(0.01)
        except ConnectionClosed:
            return


@contextmanager
def stream_server(position: Callable[[bytes | str], int]) -> Iterator[StreamServer]:
    state = StreamServer(position)
    with serve(state.play, "127.0.0.1", 0) as server:
        state.url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield state
        state.closing = True
        server.shutdown()
        thread.join(5)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])
