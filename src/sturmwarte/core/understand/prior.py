"""What the shipped seed posts teach: one learner a dimension, all over the same posts.

Training takes some seconds; the edge keeps the result in a file and asks `checksum` whether it still fits.
"""

import hashlib
from collections.abc import Sequence
from itertools import chain

from sturmwarte import packs
from sturmwarte.core.understand.dimensions import DIMENSIONS
from sturmwarte.core.understand.learned import LearnedVoter, class_of
from sturmwarte.core.understand.learner import Features, Learner, LearnerError
from sturmwarte.core.understand.learner import features as feature_maker
from sturmwarte.core.understand.seeds import Seed
from sturmwarte.core.understand.tone import lexicon

NAME = "seeds"
LEARNED = ("kinds", "sentiment", "heat", "answer", "offensive", "emotion")


def train(seeds: Sequence[Seed], features: Features, seed: int = 0) -> LearnedVoter:
    """`features` are cut once for all dimensions and belong to the voter from then on."""
    batch = features.transform([one.text for one in seeds])
    groups = [f"{one.lang}-{one.trade}" for one in seeds]
    learners = {}
    for name in LEARNED:
        labels = [class_of(DIMENSIONS[name], one.labels[name]) for one in seeds]
        learners[name] = Learner(seed, features=features).fit(batch, labels, groups)  # type: ignore[arg-type]
    return LearnedVoter(NAME, learners)


def checksum() -> str:
    """Changes with the seeds and with what learners see of a post."""
    told = hashlib.sha256(f"{feature_maker.VERSION} {lexicon.VERSION} {LEARNED}".encode())
    for file in sorted(packs.folder("seeds").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".tsv"):
            told.update(file.name.encode() + file.read_bytes())
    return told.hexdigest()[:16]


def dump(voter: LearnedVoter) -> bytes:
    """All learners in one file: per learner a line with its dimension and length, then its bytes."""
    blobs = {name: learner.to_bytes() for name, learner in voter.learners.items()}
    return b"".join(chain.from_iterable((f"{n} {len(b)}\n".encode(), b) for n, b in blobs.items()))


def parse(data: bytes, features: Features, voter: str = NAME) -> LearnedVoter:
    """Raises `LearnerError` when the bytes are not what `dump` gave."""
    learners, at = {}, 0
    while at < len(data):
        end = data.find(b"\n", at)
        name, _, length = data[at:end].decode("ascii", "replace").partition(" ")
        if end < 0 or not length.isdigit() or end + 1 + int(length) > len(data):
            raise LearnerError("damaged: not a set of learners; train again")
        blob = data[end + 1 : end + 1 + int(length)]
        learners[name] = Learner.from_bytes(blob, name=name, features=features)
        at = end + 1 + int(length)
    return LearnedVoter(voter, learners)
