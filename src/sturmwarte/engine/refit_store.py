"""The file of a version: a line of JSON with the weights, then the learners as `prior` writes them.

1. `write` puts the bytes beside, syncs and renames. 2. The caller keeps the version with their checksum, in
one transaction. A crash between the two leaves a file no version names: the next refit replaces it.
"""

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sturmwarte.core.understand import prior
from sturmwarte.core.understand.learned import LearnedVoter
from sturmwarte.core.understand.learner import Features, LearnerError
from sturmwarte.core.understand.pool import Weights
from sturmwarte.core.understand.team import NAME, Team
from sturmwarte.station.understand.files import checksum, folder, path_of

FORMAT = 1


@dataclass(frozen=True)
class Taught:
    """What a version brings to the brain."""

    number: int
    voter: LearnedVoter
    weights: Mapping[str, Weights]


class _Header(msgspec.Struct):
    format: int
    weights: dict[str, Weights]


class Damaged(Exception):
    """The file is missing, changed or of another program version. It can be made again from the labels."""


def dump(team: Team) -> bytes:
    """Empty where nothing was learned."""
    if team.voter is None:
        return b""
    header = msgspec.json.encode(_Header(FORMAT, dict(team.weights)))
    return header + b"\n" + prior.dump(team.voter)


def write(number: int, data: bytes) -> str:
    """Whole or not at all, for the owner only. Returns the checksum; nothing is written for nothing."""
    if not data:
        return ""
    folder().mkdir(mode=0o700, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder(), prefix=".", delete=False) as draft:
        draft.write(data)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(path_of(number))
    return checksum(data)


def read(number: int, wanted: str, features: Features) -> Taught:
    """Raises `Damaged`."""
    try:
        data = path_of(number).read_bytes()
    except OSError as error:
        raise Damaged(f"{path_of(number).name} cannot be read ({error.strerror})") from None
    if checksum(data) != wanted:
        raise Damaged(f"{path_of(number).name} is not as it was written")
    first, _, rest = data.partition(b"\n")
    try:
        header = msgspec.json.decode(first, type=_Header)
        voter = prior.parse(rest, features, NAME)
    except (msgspec.MsgspecError, LearnerError) as error:  # written by another version of the program
        raise Damaged(f"{path_of(number).name}: {error}") from None
    return Taught(number, voter, header.weights)


def sweep(keep: Iterable[int]) -> None:
    """Removes files of versions that are not kept, and what a crash left behind."""
    names = {path_of(number).name for number in keep}
    for file in folder().glob("*"):
        if file.name not in names:
            file.unlink(missing_ok=True)
    for draft in folder().glob(".*"):
        draft.unlink(missing_ok=True)
