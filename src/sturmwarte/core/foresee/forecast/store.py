"""A learned forecaster as bytes and back: a JSON head and raw arrays, no pickle."""

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sturmwarte.core.foresee.forecast.errors import ForecastError
from sturmwarte.core.foresee.forecast.features import NAMES
from sturmwarte.core.foresee.forecast.model import Examples, Model
from sturmwarte.core.foresee.forecast.trees import Trees
from sturmwarte.core.foresee.forecast.truths import HEADS

FORMAT = 2
TYPES = {"<f8", "<f4", "<i8", "<i2", "|b1"}


class _Part(msgspec.Struct, frozen=True):
    name: str
    dtype: str
    shape: tuple[int, ...]


class _Head(msgspec.Struct, frozen=True):
    format: int
    features: tuple[str, ...]
    own: int
    depths: tuple[int, ...]
    parts: tuple[_Part, ...]
    checksum: str


def dump(model: Model) -> bytes:
    """One line of JSON, then the arrays one after the other."""
    arrays = dict(_arrays(model))
    body = b"".join(np.ascontiguousarray(one).tobytes() for one in arrays.values())
    head = _Head(
        FORMAT, NAMES, model.own, tuple(t.depth for t in (*model.trees, *model.volume)),
        tuple(_Part(name, one.dtype.str, one.shape) for name, one in arrays.items()),
        hashlib.sha256(body).hexdigest(),
    )  # fmt: skip
    return msgspec.json.encode(head) + b"\n" + body


def _arrays(model: Model) -> Iterator[tuple[str, NDArray[np.generic]]]:
    for at, trees in enumerate((*model.trees, *model.volume)):
        for name, value in zip(Trees._fields[:-1], trees[:-1], strict=True):
            yield f"{at}.{name}", np.asarray(value)
    for name in ("stack", "simple", "widths", "scale"):
        yield name, getattr(model, name)
    for name, value in zip(Examples._fields, model.examples, strict=True):
        yield f"examples.{name}", value


def parse(data: bytes) -> Model:
    """Raises `ForecastError` when the bytes are not what `dump` gave, or for other features than today's."""
    first, _, body = data.partition(b"\n")
    try:
        head = msgspec.json.decode(first, type=_Head)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ForecastError("damaged: not a forecaster; train it again") from error
    if head.format != FORMAT or head.features != NAMES:
        raise ForecastError("made by another version; train it again")
    if hashlib.sha256(body).hexdigest() != head.checksum:
        raise ForecastError("damaged: the checksum is another; train it again")
    arrays: dict[str, Any] = {}
    at = 0
    for part in head.parts:
        size = int(np.prod(part.shape)) * int(part.dtype[-1])
        if part.dtype not in TYPES or at + size > len(body):
            raise ForecastError("damaged: the arrays do not fit; train it again")
        arrays[part.name] = np.frombuffer(body[at : at + size], part.dtype).reshape(part.shape)
        at += size
    return _model(arrays, head)


def _model(arrays: dict[str, Any], head: _Head) -> Model:
    try:
        trees = tuple(
            Trees(**{name: arrays[f"{at}.{name}"] for name in Trees._fields[:-1]}, depth=depth)
            for at, depth in enumerate(head.depths)
        )
        examples = Examples(*(arrays[f"examples.{name}"] for name in Examples._fields))
        plain = {name: arrays[name] for name in ("stack", "simple", "widths", "scale")}
    except KeyError as missing:
        raise ForecastError(f"damaged: {missing.args[0]} is missing; train it again") from missing
    many = len(HEADS)
    return Model(trees=trees[:many], volume=trees[many:], examples=examples, own=head.own, **plain)
