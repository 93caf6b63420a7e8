"""Tiny models of known words, written to a folder as companies would save theirs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

WORDS = ["[PAD]", "[UNK]", "danke", "toll", "super", "schlecht", "unfassbar", "verspätung", "zug", "fährt"]
GOOD, BAD = WORDS[2:5], WORDS[5:8]
MEANING = np.array(
    [[0, 0, 0], [0, 0.2, 0], *[[0, 0, 4]] * 3, *[[4, 0, 0]] * 3, [0, 1, 0], [0, 1, 0]], dtype=np.float32
)
"""Per word (negative, neutral, positive)."""
CARD = {"dimension": "sentiment", "labels": ["negative", "neutral", "positive"], "output": "probabilities"}


def save_tokenizer(folder: Path) -> None:
    vocab = {word: place for place, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(vocab, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.enable_padding(pad_id=0, pad_token="[PAD]", length=40)  # as exported: not what we want
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))


def write(folder: Path, name: str, content: Mapping[str, Any]) -> None:
    (folder / name).write_text(json.dumps(content), encoding="utf-8")


def vectors_folder(folder: Path, card: Mapping[str, Any] | None = None, head: bool = True) -> Path:
    """Vectors that mean something along three of their eight sides, and a head that knows which."""
    save_tokenizer(folder)
    turned = np.random.default_rng(7).normal(size=(3, 8)).astype(np.float32)
    save_file({"embeddings": MEANING @ turned}, folder / "model.safetensors")
    write(folder, "config.json", {"model_type": "model2vec", "normalize": False})
    if head:
        back = np.linalg.pinv(turned).T
        classes = np.array(["neg", "neu", "pos"])
        np.savez(folder / "weights.npz", coef=back * 3, intercept=np.zeros(3), classes=classes)
    if card:
        write(folder, "sturmwarte.json", card)
    return folder


def graph_folder(
    folder: Path, card: Mapping[str, Any] | None = CARD, asked: Sequence[str] = (), **more: Any
) -> Path:
    """Mean of the words' meanings under the mask, then softmax."""
    save_tokenizer(folder)
    (folder / "model.onnx").write_bytes(classifier(asked, **more))
    if card:
        write(folder, "sturmwarte.json", card)
    return folder


def classifier(asked: Sequence[str] = (), meaning: np.ndarray = MEANING, softmax: bool = True) -> bytes:
    node = helper.make_node
    nodes = [
        node("Gather", ["meaning", "input_ids"], ["words"]),
        node("Cast", ["attention_mask"], ["there"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["there", "last"], ["mask"]),
        node("Mul", ["words", "mask"], ["masked"]),
        node("ReduceSum", ["masked", "middle"], ["sum"], keepdims=0),
        node("ReduceSum", ["there", "middle"], ["count"], keepdims=1),
        node("Div", ["sum", "count"], ["mean"]),
        node("MatMul", ["mean", "sharp"], ["raw"]),
        node("Softmax" if softmax else "Identity", ["raw"], ["logits"]),
    ]
    sharp = np.eye(meaning.shape[1], dtype=np.float32) * 2
    numbers = {"meaning": meaning, "last": np.array([2]), "middle": np.array([1]), "sharp": sharp}
    return saved(nodes, numbers, ["input_ids", "attention_mask", *asked])


def saved(
    nodes: Sequence[onnx.NodeProto],
    numbers: Mapping[str, np.ndarray],
    asked: Sequence[str],
    size: Sequence[str | int] = ("posts", "words"),
) -> bytes:
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, size) for name in asked]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, None)
    initial = [numpy_helper.from_array(array, name) for name, array in numbers.items()]
    graph = helper.make_graph(nodes, "tiny", inputs, [output], initial)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("strange", 1)]
    return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString())
