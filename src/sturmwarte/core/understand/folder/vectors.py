"""A model2vec folder: a vector a word, a post is their mean; with a linear head it judges."""

import io
import threading
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sturmwarte.core.understand.folder.card import Card, card_of, config_of
from sturmwarte.core.understand.folder.errors import GUIDE, Damaged, MissingLibrary, Unfit, reading
from sturmwarte.core.understand.folder.scores import probabilities
from sturmwarte.core.understand.folder.tokens import readable, tokenizer_of
from sturmwarte.core.understand.votes import Floats

VECTORS, HEAD = "model.safetensors", "weights.npz"
HEAD_BYTES = 64 * 2**20
LENGTH = 512


class Embedder:
    """Texts as vectors, without a judgement."""

    def __init__(self, folder: str, files: Mapping[str, bytes], length: int = LENGTH) -> None:
        self.file, self._length = f"{folder}/{VECTORS}", length
        tokenizer, config = tokenizer_of(folder, dict(files)), config_of(folder, files)
        self._model = _static(folder, files[VECTORS], tokenizer, config.normalize)
        self._lock = threading.Lock()  # the library sets the tokenizer's length with each batch
        with reading(self.file, "save the model again with model2vec"):
            self.width = int(self.embed(["Hallo", ""]).shape[1])

    def embed(self, texts: Sequence[str]) -> Floats:
        """(texts, width); zeros for a text without a known word."""
        cut = [readable(text, self._length) for text in texts]
        with self._lock:
            found = self._model.encode(
                cut, max_length=self._length, use_multiprocessing=False, show_progress_bar=False
            )
        return np.asarray(found, dtype=np.float64)


class Headed:
    """An embedder with a head of its own. `scores` as a graph's."""

    def __init__(self, folder: str, files: Mapping[str, bytes]) -> None:
        coef, intercept, classes = _head(f"{folder}/{HEAD}", files[HEAD])
        self.file = f"{folder}/{HEAD}"
        self.card: Card = card_of(folder, files, classes)
        self._embedder = Embedder(folder, files, self.card.max_length)
        self._coef, self._intercept = coef, intercept
        if coef.shape[1] != self._embedder.width:
            what = f"coef is for vectors of {coef.shape[1]}, the model's have {self._embedder.width}"
            raise Unfit(self.file, what, "train the head with this model")
        if len(self.card.columns) != len(coef):
            what = f"the head has {len(coef)} classes, {len(self.card.columns)} are named"
            raise Unfit(f"{folder}/sturmwarte.json", what, f"name them in their order; {GUIDE}")

    def scores(self, texts: Sequence[str]) -> Floats:
        vectors = self._embedder.embed(texts)
        with np.errstate(all="ignore"):  # what is not finite abstains
            raw = vectors @ self._coef.T + self._intercept
        raw[~vectors.any(axis=1)] = np.nan
        return probabilities(raw, self.card.output)


def _static(folder: str, data: bytes, tokenizer: Any, normalize: bool) -> Any:
    try:
        from model2vec import StaticModel  # noqa: PLC0415 - optional
        from safetensors.numpy import load  # noqa: PLC0415 - comes with it
    except ImportError:
        raise MissingLibrary(folder, "model2vec") from None
    file, mend = f"{folder}/{VECTORS}", "save the model again with model2vec"
    with reading(file, mend):
        tensors = load(data)
    vectors = tensors.get("embeddings", tensors.get("embedding.weight"))
    if vectors is None or vectors.ndim != 2 or vectors.dtype.kind not in "fi" or not vectors.size:
        raise Damaged(file, "it holds no table of vectors (embeddings)", mend)
    with reading(file, mend):
        weights, mapping = tensors.get("weights"), tensors.get("mapping")
        return StaticModel(vectors, tokenizer, normalize=normalize, weights=weights, token_mapping=mapping)


def _head(file: str, data: bytes) -> tuple[Floats, Floats, list[str]]:
    """coef (classes, width), intercept (classes,), and the classes' names; two classes may share one row."""
    mend = "save it with numpy.savez(coef=..., intercept=..., classes=...), classes as text"
    with reading(file, mend):
        if sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()) > HEAD_BYTES:
            raise Damaged(file, f"unpacked it is larger than {HEAD_BYTES >> 20} MB", mend)
        with np.load(io.BytesIO(data), allow_pickle=False) as saved:
            coef, intercept, classes = (saved[name] for name in ("coef", "intercept", "classes"))
    numbers = coef.dtype.kind in "fi" and intercept.dtype.kind in "fi"
    if not numbers or coef.ndim != 2 or classes.ndim != 1 or intercept.shape != (len(coef),):
        raise Damaged(file, "coef must be (classes, width), intercept (classes,)", mend)
    if len(coef) == 1 and len(classes) == 2:  # as scikit-learn writes two classes
        coef, intercept = np.vstack([0 * coef, coef]), np.append(0.0, intercept)
    if len(coef) != len(classes):
        raise Damaged(file, f"coef has {len(coef)} rows for {len(classes)} classes", mend)
    return coef.astype(np.float64), intercept.astype(np.float64), [str(name) for name in classes]
