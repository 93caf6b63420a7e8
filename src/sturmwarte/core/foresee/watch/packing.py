"""Named arrays and a few plain facts as bytes and back, to the last bit; no pickle.

    magic | version | checksum of the rest | msgpack: facts, and of each array the type, shape and bytes

The body is compressed: most of a quiet station's bins are zero.
"""

import hashlib
import zlib
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.watch.errors import DamagedState

MAGIC = b"SWWATCH"
VERSION = 1
LARGEST = 2**30
"""Bytes unpacked: a hundred times what ten thousand series need. Nothing larger is ours."""
_TYPES = {"|u1", "<u2", "<i2", "<i4", "<i8", "<f2", "<f4", "<f8", "|b1", "|i1", "<u4"}
_DIGEST = 16

Arrays = dict[str, NDArray[Any]]


class _Array(msgspec.Struct, array_like=True):
    name: str
    kind: str
    shape: tuple[int, ...]
    content: bytes


class _Body(msgspec.Struct, array_like=True):
    facts: dict[str, Any]
    arrays: list[_Array]


def packed(facts: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """`facts`: what msgpack can say. Arrays of numbers only."""
    parts = [_Array(name, _kind(a), a.shape, _little(a).tobytes()) for name, a in arrays.items()]
    body = zlib.compress(msgspec.msgpack.encode(_Body(dict(facts), parts)), 1)
    return MAGIC + bytes([VERSION]) + _digest(body) + body


def unpacked(state: bytes) -> tuple[dict[str, Any], Arrays]:
    """The facts and arrays of `packed`, or a `DamagedState` that says what is wrong."""
    head = len(MAGIC) + 1
    if state[: len(MAGIC)] != MAGIC or len(state) < head + _DIGEST:
        raise DamagedState("this is not the stored state of a watch")
    if state[len(MAGIC)] != VERSION:
        raise DamagedState(
            f"the state is of version {state[len(MAGIC)]}, this program reads version {VERSION}"
        )
    body = state[head + _DIGEST :]
    if _digest(body) != state[head : head + _DIGEST]:
        raise DamagedState("the stored state is damaged: its checksum does not match")
    try:
        found = msgspec.msgpack.decode(_inflated(body), type=_Body)
    except (zlib.error, msgspec.MsgspecError) as problem:
        raise DamagedState(f"the stored state cannot be read: {problem}") from problem
    return found.facts, {part.name: _array(part) for part in found.arrays}


def _inflated(body: bytes) -> bytes:
    engine = zlib.decompressobj()
    content = engine.decompress(body, LARGEST)
    if engine.unconsumed_tail or not engine.eof:
        raise DamagedState("the stored state is larger than any watch of ours, or cut short")
    return content


def _array(part: _Array) -> NDArray[Any]:
    if part.kind not in _TYPES:
        raise DamagedState(f"the stored state holds an array of unknown type {part.kind!r}")
    kind = np.dtype(part.kind)
    count = int(np.prod(part.shape, dtype=object)) if part.shape else 1
    if any(n < 0 for n in part.shape) or count * kind.itemsize != len(part.content):
        raise DamagedState(f"the stored state's array {part.name!r} has not the size it says")
    return np.frombuffer(part.content, kind).reshape(part.shape).astype(kind.newbyteorder("=")).copy()


def _kind(array: NDArray[Any]) -> str:
    return array.dtype.newbyteorder("<").str


def _little(array: NDArray[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<"))


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST).digest()
