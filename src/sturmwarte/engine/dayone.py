"""What the station knows before anybody has labelled a post: learners made from the shipped seed posts.

    python -m sturmwarte.engine.dayone     makes them and puts them into the package (part of `make`)

Where the package has none, or others than its seeds would give, they are made at the first start, which takes
half a minute, and kept in the user's cache.
"""

import gc
import logging
import os
import sys
import tempfile
from functools import cache
from pathlib import Path

from sturmwarte import packs
from sturmwarte.core.understand import prior
from sturmwarte.core.understand.learned import LearnedVoter
from sturmwarte.core.understand.learner import Features, LearnerError
from sturmwarte.core.understand.seeds import shipped
from sturmwarte.core.understand.tone import lexicon

FILE = "seeds.model"

log = logging.getLogger("sturmwarte.engine")


@cache
def learned() -> LearnedVoter:
    """The learners, made once a process at most."""
    features = Features(lexicon.shipped())
    wanted = prior.checksum()
    for path in (_packaged(), _cached(wanted)):
        if found := _read(path, wanted, features):
            return found
    log.info("learning from the shipped posts, once: this takes half a minute")
    voter = prior.train(shipped(), features)
    _keep(_cached(wanted), wanted, voter)
    return voter


def pack() -> bool:
    """Learns anew and puts the result into the package; False where that cannot be written."""
    _keep(_packaged(), prior.checksum(), prior.train(shipped(), Features(lexicon.shipped())))
    return _packaged().is_file()


def settle() -> None:
    """Takes what was just built out of the collector's rounds: a brain has a million objects that stay, and
    looking through them again and again costs a third of the reading of posts."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _packaged() -> Path:
    return Path(str(packs.folder("understand", FILE)))


def _cached(checksum: str) -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(home).expanduser() / "sturmwarte" / f"{checksum}.model"


def _read(path: Path, wanted: str, features: Features) -> LearnedVoter | None:
    try:
        first, _, data = path.read_bytes().partition(b"\n")
        return prior.parse(data, features) if first.decode("ascii", "replace") == wanted else None
    except OSError:
        return None
    except LearnerError as damaged:
        log.warning("%s: %s", path, damaged)
        return None


def _keep(path: Path, checksum: str, voter: LearnedVoter) -> None:
    """Whole or not at all; a folder that cannot be written costs the next start some seconds, no more."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(f"{checksum}\n".encode() + prior.dump(voter))
        Path(file.name).replace(path)
        path.chmod(0o644)
    except OSError as error:
        log.warning("what was learned cannot be kept in %s (%s)", path, error.strerror)


if __name__ == "__main__":
    sys.exit(0 if pack() else 3)
