"""What a company's own labels teach, and that no label crosses from testing to learning."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.understand.dimensions import DIMENSIONS
from sturmwarte.core.understand.figures import FEWEST, calibration, cover, ece, score, wilson
from sturmwarte.core.understand.learner import Features
from sturmwarte.core.understand.reader import Understand
from sturmwarte.core.understand.team import NAME, Example, Team, held_out, train

GOOD = ("Die Lieferung war schnell", "Toller Laden in {}", "Nette Leute in {}", "Gern wieder nach {}")
BAD = ("Die Tür klemmt in {}", "Wieder nur Ärger in {}", "Das Band steht in {}", "Alles nass in {}")
YES = ("yes",)
PLACES = ("Aalen", "Bonn", "Celle", "Dessau", "Erfurt", "Fulda", "Gera", "Halle", "Ilmenau", "Jena")


def examples(times: int = 3) -> list[Example]:
    """Invented opinions; what is good and bad here no shipped list can know: the places decide."""
    found = []
    for turn in range(times):
        for number, place in enumerate(PLACES):
            for text in GOOD + BAD:
                mood = "positive" if number % 2 else "negative"
                words = f"{text.format(place)} {place} {turn}"
                found.append(Example(words, "de", f"{place}-{text}-{turn}", "sentiment", (mood,), True))
    return found


def test_labels_overrule_what_was_shipped():
    team = train(examples(), Understand(), Features(None))
    figures = team.figures["sentiment"]
    by_who = {one.who: one for one in figures.scores}
    assert figures.learned
    assert by_who["all"].accuracy > 0.9 > by_who["tone"].accuracy
    assert by_who["all"].low <= by_who["all"].macro_f1 <= by_who["all"].high
    assert team.weights["sentiment"].voters[NAME] > 0
    assert {v.voter for v in figures.voters} == {"tone", NAME}


def test_a_shipped_voter_that_is_wrong_here_is_dropped():
    team = train(examples(), Understand(), Features(None))
    told = {v.voter: v for v in team.figures["sentiment"].voters}
    assert not told["tone"].counts
    assert told["tone"].why.key == "understand.gate.no_gain"


def test_too_few_labels_teach_nothing_and_say_so():
    team = train(examples()[:12], Understand(), Features(None))
    figures = team.figures["sentiment"]
    assert team.voter is None
    assert not figures.learned
    assert figures.needed > 0
    assert figures.scores == []


def relevances() -> list[Example]:
    """Labels of a dimension that nobody judges without a plan."""
    return [e._replace(dimension="relevant", value=YES if "positive" in e.value else ()) for e in examples()]


def test_what_nobody_judged_before_is_learned_all_the_same():
    team = train(relevances(), Understand(), Features(None))
    figures = team.figures["relevant"]
    by_who = {one.who: one for one in figures.scores}
    assert set(by_who) == {NAME, "all", "majority"}
    assert by_who["all"].accuracy > 0.9
    assert [(v.voter, v.counts) for v in figures.voters] == [(NAME, True)]
    assert set(team.weights["relevant"].voters) == {NAME}
    assert team.weights["relevant"].voters[NAME] > 0


def test_where_nobody_judges_and_nothing_is_learned_there_is_no_figure():
    kept_back = [e for e in relevances() if held_out(e.group)]
    team = train(kept_back, Understand(), Features(None))
    figures = team.figures["relevant"]
    assert team.voter is None
    assert figures.drawn == len(kept_back) >= FEWEST
    assert (figures.scores, figures.calibration, figures.precision) == ([], [], [])


def test_no_labels_at_all_teach_nothing():
    assert train([], Understand(), Features(None)) == Team(None, {}, {}, 0)


def test_a_post_is_read_once_for_all_its_dimensions():
    read: list[str] = []

    class Counting(Understand):
        def votes(self, documents, langs):
            read.extend(document.post.content for document in documents)
            return super().votes(documents, langs)

    both = [*examples(), *(e._replace(dimension="heat", value=("calm",)) for e in examples())]
    train(both, Counting(), Features(None))
    assert sorted(read) == sorted({e.text for e in both})


def test_one_group_in_four_is_kept_back():
    share = np.mean([held_out(f"group {n}") for n in range(4000)])
    assert 0.22 < share < 0.28


@given(st.text(max_size=20))
def test_what_is_kept_back_never_changes(group):
    assert held_out(group) == held_out(group)


def test_what_is_kept_back_is_not_learned_from():
    """Held-out examples may say what they like: the learner stays the same to the last bit."""
    true = examples()
    lies = [e._replace(value=("neutral",)) if held_out(e.group) else e for e in true]
    one, other = (train(e, Understand(), Features(None)) for e in (true, lies))
    assert one.voter is not None
    assert other.voter is not None
    assert one.voter.learners["sentiment"].to_bytes() == other.voter.learners["sentiment"].to_bytes()
    assert one.weights == other.weights


def test_the_same_labels_in_another_order_teach_the_same():
    one, other = (train(e, Understand(), Features(None)) for e in (examples(), examples()[::-1]))
    assert one.weights == other.weights


def test_figures_by_hand():
    right = np.array([[1.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    p = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
    told = score("x", DIMENSIONS["sentiment"], p, right)
    assert told.accuracy == 0.75
    assert told.macro_f1 == np.round((2 / 3 + 2 / 3 + 1) / 3, 4)


def test_a_calibrated_voter_has_no_calibration_error():
    rng = np.random.default_rng(1)
    p = rng.random((20_000, 1))
    right = (rng.random((20_000, 1)) < p).astype(float)
    assert ece(p, right) < 0.02
    assert ece(p, 1 - right) > 0.4
    assert len(calibration(p, right)) == 15


def test_precision_is_promised_by_its_lower_bound():
    assert wilson(np.array([10.0]), np.array([10]))[0] < 0.8
    p, right = np.full((10, 1), 0.9), np.ones((10, 1))
    assert cover(p, right, 0.95).threshold is None
    many = cover(np.full((200, 1), 0.9), np.ones((200, 1)), 0.95)
    assert many.threshold == 0.9
    assert many.covered == 1.0
