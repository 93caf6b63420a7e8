"""Folders that cannot be used: one clear line that names file and mend, and the station goes on without."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper
from safetensors.numpy import save_file

from sturmwarte.core.plan.load import load
from sturmwarte.core.post import Post
from sturmwarte.core.sections import SECTIONS
from sturmwarte.core.understand.dimensions import DIMENSIONS
from sturmwarte.core.understand.folder import Damaged, FolderError, FolderVoter, Unfit, fitting, opened
from sturmwarte.core.understand.folder.graph import Graph, TooSlow
from sturmwarte.engine import dayone
from sturmwarte.engine.brain import make
from sturmwarte.engine.doctor.own_model import own_model_checks
from sturmwarte.engine.own_model import SETTING, look, own, read
from tests.understand.folder_models import CARD, MEANING, graph_folder, saved, vectors_folder, write
from tests.understand.test_folder import model, votes

ID2LABEL = {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}


@pytest.fixture(autouse=True)
def fresh() -> None:
    look.cache_clear()


def refused(folder: Path) -> FolderError:
    with pytest.raises(FolderError) as told:
        opened(str(folder), read(folder))
    line = str(told.value)
    assert "\n" not in line
    assert line == f"{told.value.file}: {told.value.what}; {told.value.mend}"
    assert told.value.file.startswith(str(folder))
    return told.value


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ({**CARD, "dimension": "mood"}, "no dimension 'mood'; write relevant, sentiment, kinds, "),
        (
            {**CARD, "labels": ["bad", "neutral", "positive"]},
            "has no label bad; write negative, ",
        ),
        ({**CARD, "labels": ["negative", "positive"]}, "the model has 3 labels, 2 are named; name them"),
        ({**CARD, "labels": ["negative", None, None]}, "one label alone does not tell sentiment"),
        ({**CARD, "labels": [None, None, None]}, "no label of the model stands for one of sentiment"),
        ({"dimension": "offensive", "labels": ["no", "no", None]}, "no label of the model stands for one"),
        ({**CARD, "output": "argmax"}, "sturmwarte.json: cannot be used (Invalid enum value 'argmax'"),
        ({**CARD, "max_length": 10**9}, "`$.max_length`"),
        ({**CARD, "langs": ["de"]}, "unknown field `langs`"),
        ({"dimension": "sentiment"}, "labels LABEL_0, LABEL_1, LABEL_2 are none of sentiment; map them"),
        ({**CARD, "labels": {"LABEL_0": "negative"}}, "does not speak of LABEL_1, LABEL_2; add it"),
        ({**CARD, "labels": {**dict.fromkeys("012"), "9": "neutral"}}, "has no label 9; it has LABEL_0"),
        (None, "sturmwarte.json: is missing, and the labels LABEL_0, LABEL_1, LABEL_2 do not tell"),
    ],
)
def test_what_the_card_says_must_fit(card: dict[str, Any] | None, said: str, tmp_path: Path) -> None:
    folder = graph_folder(tmp_path, card)
    write(folder, "config.json", {"id2label": ID2LABEL})
    assert said in str(refused(folder))


@pytest.mark.parametrize("file", ["tokenizer.json", "model.onnx", "sturmwarte.json", "config.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\0\xff junk", b"[1, 2"])
def test_a_damaged_file_is_named(file: str, content: bytes, tmp_path: Path) -> None:
    folder = graph_folder(tmp_path)
    (folder / file).write_bytes(content)
    if (file, content) == ("config.json", b"{}"):
        assert model(folder)
        return
    assert refused(folder).file == f"{folder}/{file}"


@pytest.mark.parametrize("file", ["model.safetensors", "weights.npz", "tokenizer.json"])
@pytest.mark.parametrize("cut", [0, 10, 100])
def test_a_folder_of_vectors_that_was_cut_off_is_named(file: str, cut: int, tmp_path: Path) -> None:
    folder = vectors_folder(tmp_path)
    (folder / file).write_bytes((folder / file).read_bytes()[:cut])
    assert refused(folder).file == f"{folder}/{file}"


def test_no_pickle_is_opened(tmp_path: Path) -> None:
    folder = vectors_folder(tmp_path)
    classes = np.array(["neg", "neu", "pos"], dtype=object)
    np.savez(folder / "weights.npz", coef=np.ones((3, 8)), intercept=np.zeros(3), classes=classes)
    assert "allow_pickle=False" in str(refused(folder))


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"coef": np.ones((3, 5))}, "coef is for vectors of 5, the model's have 8"),
        ({"coef": np.ones((2, 8))}, "intercept (classes,)"),
        ({"classes": np.array(["neg", "pos"])}, "3 rows for 2 classes"),
        ({"classes": np.array(["a", "b", "c"])}, "the labels a, b, c do not tell what the model judges"),
        ({"coef": np.zeros((3, 4_000_000))}, "weights.npz: unpacked it is larger than 64 MB"),
    ],
)
def test_a_head_must_fit_its_vectors(arrays: dict[str, np.ndarray], said: str, tmp_path: Path) -> None:
    folder = vectors_folder(tmp_path)
    whole = {"coef": np.ones((3, 8)), "intercept": np.zeros(3), "classes": np.array(["neg", "neu", "pos"])}
    np.savez_compressed(folder / "weights.npz", **{**whole, **arrays})
    assert said in str(refused(folder))


def test_vectors_must_be_a_table_for_these_words(tmp_path: Path) -> None:
    folder = vectors_folder(tmp_path)
    for tensors in ({"other": MEANING}, {"embeddings": MEANING[0]}, {"embeddings": MEANING[:4]}):
        save_file(tensors, folder / "model.safetensors")
        assert refused(folder).file == f"{folder}/model.safetensors"


def test_a_graph_runs_built_in_operators_only(tmp_path: Path) -> None:
    folder = graph_folder(tmp_path)
    node = helper.make_node("Evil", ["input_ids"], ["logits"], domain="strange")
    (folder / "model.onnx").write_bytes(saved([node], {}, ["input_ids"]))
    assert "not a registered" in str(refused(folder))


def test_a_graph_reads_no_other_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.bin").write_bytes(bytes(MEANING.nbytes))
    folder = graph_folder(tmp_path)
    graph = onnx.load_from_string((folder / "model.onnx").read_bytes())
    (table,) = (one for one in graph.graph.initializer if one.name == "meaning")
    table.ClearField("raw_data")
    table.data_location = onnx.TensorProto.EXTERNAL
    table.external_data.add(key="location", value="secret.bin")
    (folder / "model.onnx").write_bytes(graph.SerializeToString())
    assert "External data" in str(refused(folder))


@pytest.mark.parametrize(
    ("asked", "size", "said"),
    [
        (["input_ids", "pixel_values"], ("posts", "words"), "it asks for pixel_values"),
        (["attention_mask"], ("posts", "words"), "does not ask for input_ids"),
        (["input_ids"], (1, 128), "its inputs have a fixed size"),
        (["input_ids"], ("posts", "words"), "the output has the shape (2, "),
    ],
)
def test_a_graph_must_take_words_and_give_labels(
    asked: list[str], size: tuple[str | int, ...], said: str, tmp_path: Path
) -> None:
    folder = graph_folder(tmp_path)
    nodes = [helper.make_node("Gather", ["meaning", asked[0]], ["logits"])]
    (folder / "model.onnx").write_bytes(saved(nodes, {"meaning": MEANING}, asked, size))
    assert said in str(refused(folder))


def test_raw_scores_are_not_taken_for_probabilities(tmp_path: Path) -> None:
    told = str(refused(graph_folder(tmp_path, softmax=False, meaning=MEANING + 2)))
    assert 'no probabilities; write "output": "softmax" or "sigmoid"' in told


def test_a_run_that_does_not_end_is_stopped_and_not_tried_again(tmp_path: Path) -> None:
    folder = graph_folder(tmp_path)
    endless = {**read(folder), "model.onnx": _endless()}
    with pytest.raises(Damaged, match=r"model.onnx: cannot be used \(.* more than 0.2 s\)"):
        Graph(str(folder), endless, most_s=0.2)
    made, told, runs = model(folder), [], []

    def scores(texts: list[str]) -> None:
        runs.append(texts)
        raise TooSlow("model.onnx: a run took more than 60 s")

    made.scores = scores  # type: ignore[method-assign,assignment]
    voter = FolderVoter([made], told.append)
    assert np.isnan(votes(voter, ["danke"]).p).all()
    assert np.isnan(votes(voter, ["danke"]).p).all()
    assert len(told) == len(runs) == 1


def _endless() -> bytes:
    value = helper.make_tensor_value_info
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Add", ["x", "x"], ["y"])],
        "round",
        [value("i", onnx.TensorProto.INT64, []), value("go", onnx.TensorProto.BOOL, []), value("x", 1, None)],
        [value("on", onnx.TensorProto.BOOL, []), value("y", 1, None)],
    )
    nodes = [
        helper.make_node("Gather", ["meaning", "input_ids"], ["words"]),
        helper.make_node("Loop", ["rounds", "", "words"], ["logits"], body=body),
    ]
    rounds = numpy_helper.to_array(helper.make_tensor("n", onnx.TensorProto.INT64, [], [2**62]))
    return saved(nodes, {"meaning": MEANING, "rounds": rounds}, ["input_ids"])


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    folder = graph_folder(tmp_path)
    with (folder / "model.onnx").open("r+b") as file:
        file.truncate(2**30 + 1)  # a hole: takes no room
    assert "model.onnx: is larger than 1024 MB; use a smaller model" in str(refused(folder))


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    assert f"correct {SETTING} or unset it" in str(refused(tmp_path / "nowhere"))
    assert "neither model.onnx nor model.safetensors" in str(refused(tmp_path))
    (tmp_path / "model.onnx").write_bytes(b"")
    assert "tokenizer.json: is missing" in str(refused(tmp_path))


@pytest.mark.parametrize("library", ["tokenizers", "onnxruntime", "model2vec"])
def test_without_the_libraries_the_line_says_how_to_get_them(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    folder = vectors_folder(tmp_path) if library == "model2vec" else graph_folder(tmp_path)
    assert f"{library} is not installed; run pip install 'sturmwarte[models]'" in str(refused(folder))


def test_one_dimension_is_judged_by_one_folder_and_kinds_are_the_plans(tmp_path: Path) -> None:
    first, second = model(graph_folder(tmp_path / "a")), model(vectors_folder(tmp_path / "b"))
    card = {**CARD, "dimension": "kinds", "labels": ["complaint", None, "applause"]}
    kinds = model(graph_folder(tmp_path / "c", card))
    kept, (double, unknown) = fitting([first, second, kinds], DIMENSIONS)
    assert kept == [first]
    assert f"b/sturmwarte.json: sentiment is judged by {first.file} already" in str(double)
    assert "the plan has no kind applause; write null, or add it to the plan" in str(unknown)
    assert isinstance(double, Unfit)


def test_the_station_reads_with_what_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = graph_folder(tmp_path / "good"), graph_folder(tmp_path / "bad", {"dimension": "mood"})
    setting = os.pathsep.join(map(str, (good, bad, "")))
    monkeypatch.setenv(SETTING, setting)
    monkeypatch.setattr(dayone, "learned", lambda: None)  # makes no difference here, and takes its time
    plan = load({"company.yaml": "company: {name: Muster}"}, SECTIONS).plan
    brain = make(plan, date(2026, 3, 3))
    reading = brain.understand.read(Post(id="1", channel="x", text="Danke toll super", lang="de"))
    assert "understand.folder" in {why.key for why in reading.why["sentiment"]}
    assert reading.made_by["folder"] == look(setting).version
    (line,) = caplog.messages
    assert "there is no dimension 'mood'" in line


def test_without_the_setting_nothing_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert own() == ((), {}, {})
    assert list(own_model_checks({SETTING: ""})) == []


def test_doctor_tells_what_is_used_and_what_is_wrong(tmp_path: Path) -> None:
    good, bad = graph_folder(tmp_path / "good"), graph_folder(tmp_path / "bad", {"dimension": "mood"})
    bare = vectors_folder(tmp_path / "bare", head=False)
    found = list(own_model_checks({SETTING: os.pathsep.join(map(str, (good, bad, bare)))}))
    assert [one.state for one in found] == ["wrong", "good", "doubtful"]
    assert found[0].what == f"{bad}/sturmwarte.json: there is no dimension 'mood'"
    assert found[0].mend.startswith("write relevant")
    assert found[1].what == f"{good}/model.onnx judges sentiment"
