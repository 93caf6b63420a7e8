"""A learner's file, version 1: nothing in it is code, and nothing is read that the checksum does not cover.

line 1   "STURMWARTE-LEARNER 1"
line 2   sha256 of all that follows, in hexadecimal digits
line 3   length of the header in bytes, in decimal digits
header   JSON: classes, exclusive, style_names, features (version of the feature maker),
         arrays: [{name, dtype, shape}, ...] in the order of their bytes, size of the arrays in bytes
arrays   their bytes, little-endian, row by row, one after another, deflated (RFC 1950)
"""

import hashlib
import json
import os
import tempfile
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sturmwarte.core.understand.learner import features
from sturmwarte.core.understand.learner.errors import FileError
from sturmwarte.core.understand.learner.model import Model
from sturmwarte.core.understand.learner.space import Space

MAGIC: Final = b"STURMWARTE-LEARNER"
VERSION: Final = 1
LARGEST: Final = 1 << 30
"""Bytes of arrays a file may announce: no honest learner comes near."""
_DTYPES: Final = {"<i4", "<f4", "<f8", "|b1"}


def dump(model: Model) -> bytes:
    arrays: dict[str, npt.NDArray[Any]] = {
        "kept": model.space.kept,
        "idf": model.space.idf,
        "usual": model.space.usual,
        "spread": model.space.spread,
        "weights": model.weights,
        "base": model.base,
        "cut": model.cut,
        "unseen": model.unseen,
        "truth": model.truth,
    }
    blobs = [np.ascontiguousarray(a.astype(a.dtype.newbyteorder("<"))).tobytes() for a in arrays.values()]
    header = {
        "classes": model.classes,
        "exclusive": model.exclusive,
        "style_names": model.style_names,
        "features": features.VERSION,
        "arrays": [
            {"name": name, "dtype": a.dtype.newbyteorder("<").str, "shape": a.shape}
            for name, a in arrays.items()
        ],
        "size": sum(map(len, blobs)),
    }
    text = json.dumps(header, ensure_ascii=False).encode()
    body = b"%d\n" % len(text) + text + zlib.compress(b"".join(blobs), 6)
    return b"%s %d\n%s\n" % (MAGIC, VERSION, hashlib.sha256(body).hexdigest().encode()) + body


def parse(data: bytes, name: str, style_names: tuple[str, ...]) -> Model:
    """Raises FileError, in one line that says what is wrong with the file called `name`."""
    header, packed = _opened(data, name)
    if header["features"] != features.VERSION:
        raise FileError(
            f"{name}: made for features {header['features']}, here are {features.VERSION}: train it again"
        )
    if tuple(header["style_names"]) != style_names:
        raise FileError(
            f"{name}: trained with another lexicon or style list: give that one, or train it again"
        )
    arrays = _arrays(header, packed, name)
    return Model(
        classes=tuple(header["classes"]),
        exclusive=bool(header["exclusive"]),
        style_names=style_names,
        space=Space(arrays["kept"], arrays["idf"], arrays["usual"], arrays["spread"]),
        weights=arrays["weights"],
        base=arrays["base"],
        cut=arrays["cut"],
        unseen=arrays["unseen"],
        truth=arrays["truth"],
    )


def _opened(data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    first, _, rest = data.partition(b"\n")
    magic, _, version = first.partition(b" ")
    if magic != MAGIC or not version.isdigit():
        raise FileError(f"{name}: not a learner's file")
    if int(version[:9]) > VERSION:
        raise FileError(
            f"{name}: written by a newer version ({int(version[:9])}, known is {VERSION}): update first"
        )
    checksum, _, body = rest.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != checksum:
        raise FileError(f"{name}: damaged (the checksum does not match): restore it or train again")
    try:
        length, _, after = body.partition(b"\n")
        return json.loads(after[: int(length)]), after[int(length) :]
    except ValueError as error:
        raise FileError(f"{name}: damaged (no header): restore it or train again") from error


def _arrays(header: dict[str, Any], packed: bytes, name: str) -> dict[str, npt.NDArray[Any]]:
    try:
        if not 0 <= header["size"] <= LARGEST:
            raise ValueError(header["size"])
        raw = zlib.decompressobj().decompress(packed, header["size"] + 1)
        arrays, at = {}, 0
        for entry in header["arrays"]:
            if entry["dtype"] not in _DTYPES:
                raise ValueError(entry["dtype"])
            dtype, count = np.dtype(entry["dtype"]), int(np.prod(entry["shape"], dtype=np.int64))
            arrays[entry["name"]] = np.frombuffer(raw, dtype, count, at).reshape(entry["shape"])
            at += count * dtype.itemsize
        if at != len(raw):
            raise ValueError(at)
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise FileError(f"{name}: damaged (its arrays do not fit): restore it or train again") from error
    return arrays


def write(path: Path, model: Model) -> None:
    """To a new file beside `path`, synced, then renamed: readers see the old or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(dump(model))
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
