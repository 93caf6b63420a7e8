"""Learning from labels: better figures, no label on both sides, versions that wait, files that break."""

import random
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document
from sturmwarte.core.understand.figures import Figures, Score
from sturmwarte.core.understand.team import held_out
from sturmwarte.engine.activation import activate, active_brain
from sturmwarte.engine.jobs.refits import relearn
from sturmwarte.engine.refit import refit, worse
from sturmwarte.engine.refit_active import taught
from sturmwarte.engine.refit_texts import gather, grouped
from sturmwarte.station.archive import Archive, May
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.people.models import Role
from sturmwarte.station.plan.folder import read_folder
from sturmwarte.station.understand.actions.label import group_of, label
from sturmwarte.station.understand.actions.versions import active, undo_version
from sturmwarte.station.understand.files import KEPT, folder, is_whole, path_of
from sturmwarte.station.understand.labels import hash_of
from sturmwarte.station.understand.learning import figures_of, learning
from sturmwarte.station.understand.models import Label, ModelVersion
from tests.engine.way import NOW, kept, line, run
from tests.understand.people import person

DEMO_PLAN = Path(str(resources.files("sturmwarte.packs").joinpath("demo", "plan")))
pytestmark = pytest.mark.django_db(transaction=True)

# Words of a trade that mean nothing to a stranger: only the company's own people know which is bad.
GOOD = ("Blaustufe", "Nachglimmen", "Kaltlauf", "Sanftkrume")
BAD = ("Gelbstufe", "Vorglimmen", "Heißlauf", "Grobkrume")
REST = [
    a + b
    for a in ("Haus", "Tisch", "Sonn", "Feld", "Wald", "Bach")
    for b in ("tag", "weg", "platz", "tor", "rand")
]


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


def texts(n, seed=1):
    dice = random.Random(seed)  # noqa: S311 - invented posts, the same each time
    for number in range(n):
        good = dice.random() < 0.5
        # Of many words, so that hardly two are copies of each other.
        words = [*dice.sample(REST, 7), *dice.sample(GOOD if good else BAD, 2), f"Gerät {number}"]
        dice.shuffle(words)
        yield good, f"Zeisig: {' '.join(words)}"


@pytest.fixture
def labelled(context):
    """300 posts of a company, labelled in the queue's random half; all but 20 are by one account."""
    posts = list(texts(300))
    lines = [
        line(str(n), text, author={"id": "7" if n < 280 else "8", "handle": "uli" if n < 280 else "ada"})
        for n, (_, text) in enumerate(posts)
    ]
    run(replace(context, brain=None), *lines)
    by = f"user:{person().user}"
    found = Archive().get_all([("mastodon", str(n)) for n in range(300)], may=May.everything())
    for n, (good, _) in enumerate(posts):
        post = found["mastodon", str(n)]
        Label.objects.create(
            network="mastodon", post=str(n), content=hash_of(post.post), dimension="sentiment", by=by, at=NOW,
            value=["positive" if good else "negative"], source="queue", drawn="chance", group=group_of(post),
        )  # fmt: skip
    return posts


def test_three_hundred_labels_improve_the_held_out_figures(labelled):
    version = refit("station", "", NOW)
    assert (version.number, version.state, version.labels) == (1, "active", 300)
    assert [why["key"] for why in version.why] == ["understand.refit.first"]
    figures = figures_of(version)["sentiment"]
    scores = {score.who: score for score in figures.scores}
    assert scores["all"].low > scores["day_one"].high
    assert scores["all"].macro_f1 > 0.9
    assert figures.held == figures.drawn > 30
    assert is_whole(version)
    shown = learning()
    assert (shown.active, shown.fresh, shown.versions[0].kept) == (1, 0, True)
    # And what was learned is at work in the next reading.
    reading = _brain().read([_document("Zeisig: Heißlauf und Gelbstufe am Waldrand")])[0]
    assert reading.sentiment.label == "negative"
    assert reading.made_by["team"] == "1"


def test_the_same_labels_give_the_same_version(labelled):
    first, second = refit("station", "", NOW), refit("station", "", NOW)
    assert first.checksum == second.checksum
    assert first.figures == second.figures
    assert second.state == "active"
    assert [why["key"] for why in second.why] == ["understand.refit.better"]
    assert ModelVersion.objects.get(pk=1).state == "earlier"


def test_no_text_and_no_name_lies_in_the_file(labelled):
    data = path_of(refit("station", "", NOW).number).read_bytes()
    for word in ("Zeisig", "Gelbstufe", "user:", "mastodon"):
        assert word.encode() not in data


def test_a_missing_or_damaged_file_is_said_and_learned_anew(labelled, caplog):
    refit("station", "", NOW)
    path = path_of(1)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert learning().versions[0].damaged
    assert taught(NOW) is None
    assert "as shipped" in caplog.text
    assert Job.objects.get(kind="refit", key="refit:2").due == NOW
    assert ModelVersion.objects.get().damaged_at == NOW
    caplog.clear()
    assert taught(NOW) is None
    assert caplog.text == ""
    path.unlink()
    assert refit("station", "", NOW).state == "active"
    assert taught(NOW).number == 2


def test_old_files_go_and_the_active_one_stays(labelled):
    lead = person(Role.LEAD)
    refit("station", "", NOW)
    for number in range(2, KEPT + 2):
        ModelVersion.objects.create(number=number, made_at=NOW, made_by="x", labels=1, state="waiting")
        path_of(number).write_bytes(b"x")
    (folder() / ".draft").write_bytes(b"x")
    refit("station", "", NOW)
    assert undo_version(lead, "", NOW) is None, "the first one's file is gone"
    assert {f.name for f in folder().glob("*")} == {f"{n}.model" for n in range(3, KEPT + 3)}


def test_deleted_posts_are_forgotten_whatever_the_figures_say(labelled):
    refit("station", "", NOW)
    Archive().erase("mastodon", "7", NOW)
    assert Label.objects.count() == 20
    later = NOW + timedelta(seconds=1)
    relearn(Job.objects.get(kind="relearn"), later)
    job = Job.objects.get(kind="refit")
    version = refit(job.payload["by"], job.payload["why"], later)
    assert (version.state, version.labels) == ("active", 20)
    assert not path_of(1).exists()


def test_an_emptied_station_forgets_all(labelled):
    refit("station", "", NOW)
    Label.objects.all().delete()
    version = refit("station", "understand.refit.forgotten", NOW)
    assert (version.state, version.checksum) == ("active", "")
    assert list(folder().glob("*")) == []
    assert taught(NOW) is None


def test_without_labels_there_is_nothing_to_keep():
    assert refit("station", "", NOW) is None
    assert not ModelVersion.objects.exists()


def test_a_version_that_is_worse_somewhere_waits_for_a_person(labelled):
    refit("station", "", NOW)
    better = ModelVersion.objects.get()
    scores = better.figures["sentiment"]["scores"]
    for score in scores:
        score.update(macro_f1=1.0, low=0.999, high=1.0)
    better.save()
    for lb in Label.objects.all()[::2]:  # people changed their minds about every other post
        Label.objects.filter(pk=lb.pk).update(value=["positive" if "neg" in lb.value[0] else "negative"])
    worse_one = refit("station", "", NOW)
    assert worse_one.state == "waiting"
    assert worse_one.why[0]["args"]["dimension"] == "sentiment"
    assert active() == better


def test_worse_means_below_the_interval():
    def measured(who, f1, low=0.0, high=1.0):
        scores = [Score(who, f1, f1, low, high, 50)]
        return Figures(
            labels=1, held=1, drawn=1, needed=0, learned=True, voters=[], scores=scores, calibration=[],
            ece=0.0, precision=[],
        )  # fmt: skip

    was = {"heat": measured("all", 0.7, 0.6, 0.8)}
    assert worse({"heat": measured("all", 0.61)}, was) == []
    assert worse({"heat": measured("all", 0.59)}, was)[0].args["dimension"] == "heat"
    assert worse({"heat": measured("day_one", 0.5)}, {}) == []


def test_only_labels_of_todays_text_by_living_posts_are_learned_from(context):
    run(context, *(line(str(n), text) for n, (_, text) in enumerate(texts(4))))
    for n in range(4):
        label(person(), kept(str(n)), {"sentiment": ["negative"]}, NOW)
    run(context, line("1", text="Zeisig ganz anders"))
    Archive().delete("mastodon", "2", "asked", NOW)
    kept_texts = {example.text for example in gather(Archive()).examples}
    assert kept_texts == {kept("0").post.content, kept("3").post.content}


NOUNS = ("bahn", "zug", "gleis", "halle", "strom", "netz", "laden", "preis", "kasse", "ware", "tor", "weg")
WORDS = st.lists(
    st.sampled_from(
        ["bahn", "zug", "gleis", "halle", "strom", "netz", "laden", "preis", "kasse", "ware", "tor", "weg"]
    ),
    min_size=8,
    max_size=20,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=12))
def test_copies_never_part_between_learning_and_testing(said):
    """Each text comes with a copy that has one word changed, and under another group."""
    posts, groups = [], []
    for n, words in enumerate(said):
        edited = [*words[:-1], "dann"]
        posts += [" ".join(words), " ".join(edited)]
        groups += [f"post:{n}", f"post:{n}x"]
    found = grouped(posts, groups)
    assert len(found) == len(posts)
    assert set(found) <= set(groups)
    for one, text in enumerate(posts):
        for other in range(one + 1, len(posts)):
            if text == posts[other] and len(set(text.split())) >= 6:
                assert held_out(found[one]) == held_out(found[other])


def test_a_near_copy_joins_the_group_of_the_first():
    first = "Der Konzern lügt uns alle an und niemand tut etwas dagegen, teilt das bitte weiter"
    copies = [first, first.replace("Konzern", "Laden"), f"RT @x: {first} https://example.org/1"]
    other = "Mein Paket kam heute pünktlich und der Bote war sehr freundlich zu meiner Oma"
    found = grouped([*copies, other], ["a", "b", "c", "d"])
    assert found == ["a", "a", "a", "d"]
    # What joins one of a group brings the group: equal words had one number already.
    assert grouped([first, other, copies[1]], ["a", "b", "b"]) == ["a", "a", "a"]


def _brain():
    activate(read_folder(DEMO_PLAN), "test", "", NOW)
    return active_brain(NOW)


def _document(text):
    return Document(Post(id="x", channel="mastodon", text=text), "de")
