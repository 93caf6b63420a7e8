"""A company's own model as one more voter: right on plain posts, silent where it cannot judge."""

import socket
from pathlib import Path

import numpy as np
import pytest

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.understand.dimensions import DIMENSIONS
from sturmwarte.core.understand.folder import Embedder, FolderVoter, Model, opened
from sturmwarte.core.understand.pool import Weights
from sturmwarte.core.understand.reader import Understand
from sturmwarte.core.understand.voters import Batch
from sturmwarte.core.understand.votes import Votes
from sturmwarte.core.understand.weights import shipped
from sturmwarte.engine.own_model import read
from tests.understand.folder_models import CARD, MEANING, graph_folder, vectors_folder, write

POSTS = ["Danke toll super", "schlecht unfassbar schlecht", "Zug fährt", "Danke Danke schlecht"]
RIGHT = ["positive", "negative", "neutral", "positive"]
HOSTILE = ["", " \n", "\0", "danke\0toll", "😀" * 10_000, "a" * 1_000_000, "danke " * 200_000, "\ud800 danke"]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a model wants the network")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)


def model(folder: Path) -> Model:
    made = opened(str(folder), read(folder))
    assert not isinstance(made, Embedder)
    return made


def votes(voter: FolderVoter, texts: list[str], lang: str = "de") -> Votes:
    documents = [Document(Post(id="", channel="", text=text), lang) for text in texts]
    return voter.votes(Batch(documents, [lang] * len(texts), None), DIMENSIONS)["sentiment"]


def labels(voted: Votes) -> list[str]:
    return [DIMENSIONS["sentiment"].labels[place] for place in voted.p.argmax(axis=1)]


def silent_voter(*models: Model) -> FolderVoter:
    def tell(line: str) -> None:
        raise AssertionError(line)

    return FolderVoter(models, tell)


@pytest.mark.parametrize("folder_of", [graph_folder, vectors_folder])
def test_plain_posts_are_judged_right_and_with_a_reason(folder_of, tmp_path):
    voted = votes(silent_voter(model(folder_of(tmp_path))), POSTS)
    assert labels(voted) == RIGHT
    assert voted.p.sum(axis=1) == pytest.approx(np.ones(4))
    (why,) = voted.because(np.array([2, 0, 1, 2]))[0]
    assert (why.key, why.args) == ("understand.folder", {"label": "positive", "p": round(voted.p[0, 2], 2)})


@pytest.mark.parametrize("folder_of", [graph_folder, vectors_folder])
def test_hostile_posts_do_no_harm_and_change_no_neighbour(folder_of, tmp_path):
    voter = silent_voter(model(folder_of(tmp_path)))
    voted = votes(voter, [*HOSTILE, *POSTS])
    assert labels(voted)[len(HOSTILE) :] == RIGHT
    assert voted.p[-4:] == pytest.approx(votes(voter, POSTS).p)
    assert np.isnan(voted.p[:2]).all()
    assert labels(voted)[6] == labels(voted)[3] == "positive"
    assert not voted.because(np.zeros(len(voted.p), dtype=int))[0]
    told = voted.p[~np.isnan(voted.p)]
    assert ((told >= 0) & (told <= 1)).all()


def test_a_post_is_judged_alike_alone_and_beside_a_long_one(tmp_path):
    voter = silent_voter(model(graph_folder(tmp_path)))
    alone, beside = votes(voter, POSTS[:1]), votes(voter, [POSTS[0], "Zug " * 300])
    assert alone.p[0] == pytest.approx(beside.p[0])


def test_only_its_languages_are_judged(tmp_path):
    voter = silent_voter(model(graph_folder(tmp_path, {**CARD, "languages": ["de"]})))
    assert np.isnan(votes(voter, POSTS, "en").p).all()
    assert not np.isnan(votes(voter, POSTS, "de").p).any()


def test_a_model_for_each_language_judges_one_dimension(tmp_path):
    turned = MEANING[:, ::-1].copy()
    german = model(graph_folder(tmp_path / "de", {**CARD, "languages": ["de"]}))
    english = model(graph_folder(tmp_path / "en", {**CARD, "languages": ["en"]}, meaning=turned))
    voter = silent_voter(german, english)
    assert labels(votes(voter, POSTS[:2], "de")) == ["positive", "negative"]
    assert labels(votes(voter, POSTS[:2], "en")) == ["negative", "positive"]


def test_inputs_are_given_as_the_graph_asks_and_config_names_the_labels(tmp_path):
    folder = graph_folder(tmp_path, None, ["token_type_ids"], softmax=False)
    write(folder, "config.json", {"id2label": {"0": "NEG", "1": "NEU", "2": "POS"}, "pad_token_id": 0})
    made = model(folder)
    assert (made.card.dimension, made.card.output) == ("sentiment", "softmax")
    assert labels(votes(silent_voter(made), POSTS)) == RIGHT


def test_what_is_no_number_abstains(tmp_path):
    meaning = MEANING.copy()
    meaning[8] = np.nan
    voted = votes(silent_voter(model(graph_folder(tmp_path, meaning=meaning))), POSTS)
    assert np.isnan(voted.p).all(axis=1).tolist() == [False, False, True, False]
    assert voted.because(np.zeros(4, dtype=int))[2] == ()


def test_the_voter_counts_beside_the_others(tmp_path):
    folder = graph_folder(tmp_path, meaning=MEANING[:, ::-1].copy())  # a model that turns everything round
    voter = silent_voter(model(folder))
    weights = voter.weights(shipped())
    assert weights["sentiment"].voters == {**shipped()["sentiment"].voters, "folder": 1.0}
    post = Post(id="1", channel="x", text="Danke, das war toll und super!", lang="de")
    without = Understand().read(post)
    beside = Understand(voters=[voter], weights=weights).read(post)
    assert without.sentiment is not None
    assert beside.sentiment is not None
    assert without.sentiment.label == "positive"
    assert beside.sentiment.p < without.sentiment.p or beside.sentiment.label != "positive"
    assert "understand.folder" in {why.key for why in beside.why["sentiment"]}
    told = Understand(voters=[voter], weights={"sentiment": Weights({"tone": 1.0})}).read(post)
    assert "understand.folder" not in {why.key for why in told.why["sentiment"]}


def test_a_folder_without_a_head_embeds(tmp_path):
    embedder = opened("own", read(vectors_folder(tmp_path, head=False)))
    assert isinstance(embedder, Embedder)
    found = embedder.embed(["Danke toll", "danke", "schlecht", ""])
    assert found.shape == (4, embedder.width) == (4, 8)
    assert found[0] == pytest.approx(found[1])
    assert not np.allclose(found[1], found[2])
    assert not found[3].any()
    assert embedder.embed(HOSTILE).shape == (len(HOSTILE), 8)


def test_a_model_that_fails_at_work_is_told_once_and_leaves_its_posts_out(tmp_path):
    made, told = model(graph_folder(tmp_path)), []
    made._session = None  # type: ignore[union-attr]  # what a driver's failure amounts to
    voter = FolderVoter([made], told.append)
    assert np.isnan(votes(voter, POSTS).p).all()
    assert np.isnan(votes(voter, POSTS).p).all()
    (line,) = told
    assert "model.onnx: cannot judge" in line
