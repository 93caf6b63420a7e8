"""What the rows of a reading say."""

import pytest
from django.utils.translation import override

from sturmwarte.core.reason import Reason
from sturmwarte.core.understand.dimensions import DIMENSIONS
from sturmwarte.core.understand.reading import Kind, Likely, Reading, Sentiment
from sturmwarte.station.plan.pages.active import ActivePlan
from sturmwarte.station.understand.pages import plots, words
from sturmwarte.station.understand.pages.block import options, value_of
from sturmwarte.station.understand.pages.voices import voices


def test_every_dimension_and_label_has_a_name_and_every_dimension_a_key():
    with override("de"):
        for dimension in DIMENSIONS.values():
            assert words.name(dimension.id) != dimension.id
            for label in (*dimension.labels, *(["no"] if dimension.binary else [])):
                assert words.label_word(dimension.id, label, ActivePlan()) != label or label in {"neutral"}
    assert {*words.KEYS, "sentiment"} == set(DIMENSIONS)
    assert len(set(words.KEYS.values())) == len(words.KEYS)


@pytest.mark.parametrize(
    ("p", "german", "english"),
    [(0.95, "sicher", "surely"), (0.8, "wahrscheinlich", "probably"), (0.55, "eher", "rather")],
)
def test_how_sure_in_words(p, german, english):
    with override("de"):
        assert words.sureness(p) == german
    with override("en"):
        assert words.sureness(p) == english


def test_an_unlikely_yes_is_a_likely_no():
    assert value_of(DIMENSIONS["offensive"], Reading(offensive=Likely(0.1))) == [("no", 0.9)]
    assert value_of(DIMENSIONS["sentiment"], Reading(sentiment=Sentiment("negative", 0.6))) == [
        ("negative", 0.6)
    ]
    assert value_of(DIMENSIONS["kinds"], Reading(kinds=(Kind("praise", 0.7),))) == [("praise", 0.7)]
    assert value_of(DIMENSIONS["heat"], Reading()) == []


def test_where_nothing_is_believed_nothing_is_chosen():
    assert not any(one.chosen for one in options(DIMENSIONS["heat"], None, ActivePlan()))
    assert [one.chosen for one in options(DIMENSIONS["answer"], [], ActivePlan())] == [False, True]
    keys = [one.key for one in options(DIMENSIONS["kinds"], ["praise"], ActivePlan())]
    assert len(set(keys)) == len(keys)
    assert "u" not in keys


def test_voters_speak_of_what_was_decided_and_scraps_are_no_words():
    seeds = Reason("understand.seeds.words", {"label": "yes", "p": 0.03, "words": [">", "b", "mist", "mist"]})
    with override("en"):
        no = voices(DIMENSIONS["offensive"], [("no", 0.97)], [seeds], ActivePlan())
        yes = voices(DIMENSIONS["offensive"], [("yes", 0.6)], [seeds], ActivePlan())
    assert no == ["Shipped examples: 97\u202f%"]
    assert yes == ["Shipped examples: 3\u202f%, mainly because of: mist"]


def test_every_voter_has_a_name():
    assert set(plots.VOTERS) <= set(plots.WHO)
