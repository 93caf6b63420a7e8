"""Looks through the database's files for what was just erased: a proof, not a promise."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sturmwarte.station.archive import Archive

MOST, SHORTEST = 5, 16
_STEP = 16 * 2**20
_PLAIN = re.compile(r'[^"\\\x00-\x1f]+')
"""What stands in the files as it was written: neither quoted nor escaped."""


def passages(archive: Archive, network: str, account: str) -> list[bytes]:
    """The longest passages of a person's posts: telling enough that nobody else wrote the same by chance."""
    found = {
        max(_PLAIN.findall(one.post.text), key=len, default="")[:80].strip()
        for one in archive.posts_of(network, account)
        if not one.held
    }
    long = sorted((one for one in found if len(one) >= SHORTEST), key=len, reverse=True)
    return [one.encode("utf-8", "surrogatepass") for one in long[:MOST]]


def bytes_left(data: Path, sought: Sequence[bytes]) -> int:
    """How many bytes of the passages still lie in the database or its log."""
    files = [path for path in data.glob("sturmwarte.db*") if path.is_file()]
    return sum(len(one) for path in files for one in sought if any(one in part for part in _parts(path)))


def _parts(path: Path) -> Iterator[bytes]:
    """The file in steps that overlap, so that nothing is missed between two."""
    kept = b""
    with path.open("rb") as stream:
        while read := stream.read(_STEP):
            yield kept + read
            kept = read[-512:]
