"""The company's own models: reads the folders that STURMWARTE_MODEL names, once a process.

A folder that cannot be used is told in the log, and by `sturmwarte doctor`; the station goes on without it.
"""

import hashlib
import logging
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sturmwarte.core.plan.section import Plan
from sturmwarte.core.understand.dimensions import DIMENSIONS, Dimension, with_kinds
from sturmwarte.core.understand.folder import (
    Damaged,
    Embedder,
    FolderError,
    FolderVoter,
    Model,
    fitting,
    opened,
    wanted,
)
from sturmwarte.core.understand.kinds_section import KINDS
from sturmwarte.core.understand.pool import Weights
from sturmwarte.core.understand.voters import Voter
from sturmwarte.core.understand.weights import shipped
from sturmwarte.station import options

SETTING = "STURMWARTE_MODEL"

log = logging.getLogger("sturmwarte.engine")


class Found(NamedTuple):
    """What is in the folders. `version` tells one state of their files from another."""

    models: tuple[Model, ...]
    embedders: tuple[Embedder, ...]
    errors: tuple[FolderError, ...]
    version: str


class Own(NamedTuple):
    """What a company's own models add to the reading of posts: arguments of `Understand`."""

    voters: tuple[Voter, ...]
    weights: Mapping[str, Weights]
    made_by: Mapping[str, str]


def own(plan: Plan | None = None) -> Own:
    """The voter for this plan; nothing where no folder is named or none can be used."""
    found = look(options.read()[SETTING])
    kept, errors = fitting(found.models, _dimensions(plan))
    for error in errors:
        log.error("%s", error)
    if not kept:
        return Own((), {}, {})
    voter = FolderVoter(kept, log.error)
    return Own((voter,), voter.weights(shipped()), {"folder": found.version})


@cache
def look(setting: str) -> Found:
    """Opens the folders of a setting's text, told apart as in PATH."""
    models: list[Model] = []
    embedders: list[Embedder] = []
    errors: list[FolderError] = []
    seen = hashlib.blake2b(digest_size=6)
    for name in filter(None, setting.split(os.pathsep)):
        # One folder of the process's own machine: words of a post are cut on the thread that asks.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            files = read(Path(name).expanduser())
            made = opened(name, files)
        except FolderError as error:
            errors.append(error)
            log.error("%s", error)
            continue
        for file in sorted(files):
            seen.update(file.encode() + hashlib.blake2b(files[file]).digest())
        if isinstance(made, Embedder):
            embedders.append(made)
        else:
            models.append(made)
    return Found(tuple(models), tuple(embedders), tuple(errors), seen.hexdigest())


def read(folder: Path) -> dict[str, bytes]:
    """The files a model is made of, none larger than it may be."""
    try:
        present = {entry.name for entry in folder.iterdir() if entry.is_file()}
    except OSError as error:
        mend = f"correct {SETTING} or unset it"
        raise Damaged(str(folder), f"cannot be read ({error.strerror})", mend) from None
    return {name: _bytes(folder / name, most) for name, most in wanted(str(folder), present).items()}


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            # Asked before reading: a large file is not brought into memory to be refused.
            if os.fstat(file.fileno()).st_size <= most:
                return file.read(most)
    except OSError as error:
        raise Damaged(str(path), f"cannot be read ({error.strerror})", "change its rights") from None
    raise Damaged(str(path), f"is larger than {most >> 20} MB", "use a smaller model")


def _dimensions(plan: Plan | None) -> Mapping[str, Dimension]:
    kinds = [kind.id for kind in plan[KINDS]] if plan else []
    return with_kinds(kinds) if kinds else DIMENSIONS
