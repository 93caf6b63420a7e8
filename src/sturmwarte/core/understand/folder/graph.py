"""An ONNX text classifier, run by onnxruntime on one thread.

The file is not trusted: only built-in operators run, nothing outside the file is read, and a run that takes
too long is stopped.
"""

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sturmwarte.core.understand.folder.card import Card, card_of, config_of
from sturmwarte.core.understand.folder.errors import GUIDE, Damaged, MissingLibrary, Unfit, reading
from sturmwarte.core.understand.folder.scores import probabilities
from sturmwarte.core.understand.folder.tokens import Padded, Tokens, tokenizer_of
from sturmwarte.core.understand.votes import Floats

GRAPH = "model.onnx"
TOGETHER = 32
"""Posts a run; of like length, so that little is padded."""
MOST_S = 60.0
"""A run this long means that the model would hold up the station."""
INPUTS = {"input_ids": "ids", "attention_mask": "mask", "token_type_ids": "types"}
_INTEGERS = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
_WRITTEN_ANEW = "export the model again as a text classifier"


class TooSlow(Exception):
    """A run was stopped; the model is not to be asked again."""


class Graph:
    """`scores(texts)`: (texts, columns) probabilities; NaN for a text without anything to judge.

    Raises:
        FolderError: the files cannot be used; found by a trial run, not by the first post.
    """

    def __init__(self, folder: str, files: Mapping[str, bytes], most_s: float = MOST_S) -> None:
        self.file, self._most_s = f"{folder}/{GRAPH}", most_s
        self.card: Card = card_of(folder, files)
        pad = config_of(folder, files).pad_token_id
        self._tokens = Tokens.of(tokenizer_of(folder, dict(files)), self.card.max_length, pad)
        self._session, self._options = _session(folder, files[GRAPH])
        self._inputs = self._asked()
        self._output = self._session.get_outputs()[0].name
        self._tried()

    def scores(self, texts: Sequence[str]) -> Floats:
        cut = self._tokens.cut(texts)
        out = np.full((len(cut), len(self.card.columns)), np.nan)
        for rows in _alike([len(one.ids) for one in cut]):
            raw = self._run(self._tokens.padded([cut[row] for row in rows]))
            self._check(raw, len(rows))
            out[rows] = probabilities(raw, self.card.output)
        return out

    def _run(self, padded: Padded) -> Any:
        feeds = {name: getattr(padded, INPUTS[name]).astype(kind) for name, kind in self._inputs.items()}
        options = self._options()
        stop = threading.Timer(self._most_s, setattr, (options, "terminate", True))
        stop.daemon = True
        stop.start()
        try:
            return self._session.run([self._output], feeds, options)[0]
        except Exception as error:
            if options.terminate:
                raise TooSlow(f"{self.file}: a run took more than {self._most_s:g} s") from error
            raise
        finally:
            stop.cancel()

    def _check(self, raw: Any, rows: int) -> None:
        shape, wanted = getattr(raw, "shape", None), (rows, len(self.card.columns))
        if shape == wanted and raw.dtype.kind == "f":
            return
        if shape and len(shape) == 2 and shape[0] == rows:
            what = f"the model has {shape[1]} labels, {wanted[1]} are named"
            raise Unfit(self.file, what, f"name them in sturmwarte.json in their order; {GUIDE}")
        raise Unfit(self.file, f"the output has the shape {shape}, not {wanted}", _WRITTEN_ANEW)

    def _asked(self) -> dict[str, Any]:
        """By input of the graph its type."""
        asked = {one.name: one.type for one in self._session.get_inputs()}
        if strange := sorted(name for name in asked if name not in INPUTS or asked[name] not in _INTEGERS):
            what = f"it asks for {', '.join(strange)[:200]}"
            raise Unfit(self.file, what, f"export it with whole numbers as {', '.join(INPUTS)}")
        if "input_ids" not in asked:
            raise Unfit(self.file, "it does not ask for input_ids", _WRITTEN_ANEW)
        if any(isinstance(side, int) for one in self._session.get_inputs() for side in one.shape):
            raise Unfit(
                self.file, "its inputs have a fixed size", "export it with free numbers of posts and words"
            )
        return {name: _INTEGERS[kind] for name, kind in asked.items()}

    def _tried(self) -> None:
        """Two texts, one as long as the model shall read: what fails with posts fails here already."""
        mend = f"check max_length, or {_WRITTEN_ANEW}"
        with reading(self.file, mend):
            found = self.scores(["Hallo", "Danke, gut. " * self.card.max_length])
        if self.card.output == "probabilities" and np.isnan(found).all():
            mend = 'write "output": "softmax" or "sigmoid"'
            raise Damaged(self.file, "what it gives are no probabilities", mend)


def _session(folder: str, data: bytes) -> tuple[Any, Any]:
    try:
        import onnxruntime as ort  # noqa: PLC0415 - optional
    except ImportError:
        raise MissingLibrary(folder, "onnxruntime") from None
    ort.disable_telemetry_events()
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # lengths differ from batch to batch
    options.log_severity_level = 4
    # A graph may point to other files of the machine: below what is no folder there are none.
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", os.devnull)
    with reading(f"{folder}/{GRAPH}", "export it again, as one file with built-in operators only"):
        return ort.InferenceSession(data, options, providers=["CPUExecutionProvider"]), ort.RunOptions


def _alike(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows by length, some at a time; without those that have nothing."""
    rows = sorted((row for row, length in enumerate(lengths) if length), key=lengths.__getitem__)
    for first in range(0, len(rows), TOGETHER):
        yield rows[first : first + TOGETHER]
