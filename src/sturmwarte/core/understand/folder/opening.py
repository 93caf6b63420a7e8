"""Which files make a model, how large each may be, and what is made of them."""

from collections.abc import Mapping, Sequence, Set
from typing import Protocol

from sturmwarte.core.understand.folder.card import CARD, CONFIG, Card
from sturmwarte.core.understand.folder.errors import GUIDE, Damaged
from sturmwarte.core.understand.folder.graph import GRAPH, Graph
from sturmwarte.core.understand.folder.tokens import TOKENIZER
from sturmwarte.core.understand.folder.vectors import HEAD, HEAD_BYTES, VECTORS, Embedder, Headed
from sturmwarte.core.understand.votes import Floats

_MB = 2**20
_BOTH: Mapping[str, int] = {TOKENIZER: 64 * _MB, CARD: _MB, CONFIG: _MB}


class Model(Protocol):
    """A classifier from a folder. `scores` gives (texts, columns of its card); a NaN row abstains."""

    file: str
    card: Card

    def scores(self, texts: Sequence[str]) -> Floats: ...


def wanted(folder: str, present: Set[str]) -> dict[str, int]:
    """Of the files that are there, those to read, with the most bytes each may have.

    Raises:
        Damaged: what every model needs is not there.
    """
    models = {GRAPH: 1024 * _MB} if GRAPH in present else {VECTORS: 1024 * _MB, HEAD: HEAD_BYTES}
    if not models.keys() & present - {HEAD}:
        what = f"there is neither {GRAPH} nor {VECTORS}"
        raise Damaged(folder, what, f"name a folder that holds a model; {GUIDE}")
    if TOKENIZER not in present:
        raise Damaged(f"{folder}/{TOKENIZER}", "is missing", "save it beside the model")
    return {name: most for name, most in {**models, **_BOTH}.items() if name in present}


def opened(folder: str, files: Mapping[str, bytes]) -> Model | Embedder:
    """`files`: what `wanted` asked for. Tries the model once.

    Raises:
        FolderError: one clear line.
    """
    if GRAPH in files:
        return Graph(folder, files)
    return Headed(folder, files) if HEAD in files else Embedder(folder, files)
