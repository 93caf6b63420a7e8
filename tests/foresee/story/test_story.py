"""What is told of a wave, from its posts."""

from datetime import timedelta
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.foresee.story import Told, story
from tests.foresee.story.posts import ARTICLE, BEGIN, STORM, before, post, storm


class Announced(NamedTuple):
    id: str
    at: object
    until: object = None
    title: str = ""
    topics: list = []
    url: str = ""


def tell(posts, usual=None, **more):
    return story(
        posts, before() if usual is None else usual, started=BEGIN, **{"brands": ("Nordbahn",), **more}
    )


def reasons(told):
    return [reason.key.removeprefix("foresee.story.") for reason in told.why]


def test_its_terms_are_what_sets_it_apart():
    told, _, _ = tell(storm())
    words = [term.text for term in told.terms]
    assert words[0] == "Schulklasse"
    assert "#NieWiederNordbahn" in words
    assert not {"Nordbahn", "Zug", "die", "eine"} & set(words)  # usual, or nothing
    first = told.terms[0]
    assert first.posts == 100
    assert first.times > 20


def test_a_phrase_speaks_for_its_words():
    texts = [f"Der neue Tarif Sparpreis Europa ist teuer {n}" for n in range(30)]
    told, _, _ = tell([post(n, text, n) for n, text in enumerate(texts)])
    words = [term.text for term in told.terms]
    assert "Tarif Sparpreis Europa" in words
    assert not {"Tarif", "Sparpreis", "Europa", "Tarif Sparpreis"} & set(words)


def test_without_posts_before_the_most_frequent_are_named():
    told, colour, _ = tell(storm(), usual=[])
    assert "Schulklasse" in [term.text for term in told.terms]
    assert {term.times for term in told.terms} == {0.0}
    assert colour.usual_negative is colour.usual_first_person is colour.new_voices is None


def test_a_text_copied_a_hundred_times_does_not_drown_the_rest():
    copies = [post(f"c{n}", "Unterschreibt jetzt die Petition gegen Zugausfall", n) for n in range(60)]
    told, _, voices = tell(storm(60) + copies)
    assert told.terms[0].text == "Schulklasse"
    assert voices.copies == 59


def test_shared_links_count_once_a_post_whatever_hangs_on_them():
    posts = [post(n, f"Lest das: {ARTICLE}?utm_source=x{n} {ARTICLE}#top", n) for n in range(6)]
    told, _, _ = tell([*posts, post("l", "Und das", links=("http://www.zeitung.example/schulklasse/",))])
    assert [(link.url, link.posts) for link in told.links] == [(ARTICLE, 7)]


def test_the_posts_that_matter_say_why():
    posts = storm(60)
    loud = post("loud", f"{STORM[0]} Das sehen viele", 40, reach=90_000)
    reposts = [
        post(f"r{n}", f"RT @x {STORM[1]}", 45, repost=True, answers=(posts[3].identity,)) for n in range(5)
    ]
    told, _, voices = tell([*posts, loud, *reposts])
    named = dict(zip(told.posts_as, told.posts, strict=True))
    assert named["copied"] == posts[3].identity
    assert named["reach"] == loud.identity
    assert named["first"] == posts[0].identity
    assert "typical" in named
    assert len(set(told.posts)) == len(told.posts) <= 6
    assert told.reach == 90_000
    assert voices.copies == 5


def test_places_in_the_order_it_reached_them_and_where_it_jumps_to():
    here = storm(40)
    there = [post(f"j{n}", STORM[2], 90 + n, channel="bluesky:nordbahn") for n in range(40)]
    stray = [post("stray", STORM[0], 5, channel="forum:x")]
    told, _, _ = tell(here + there + stray)
    assert [place.channel for place in told.places] == ["mastodon:support", "bluesky:nordbahn"]
    assert told.places[1].at == there[2].at  # with its third post
    assert "jumps" in reasons(told)
    assert told.why[1].args["channel"] == "bluesky:nordbahn"
    since = BEGIN + timedelta(minutes=33)
    told, _, _ = tell(here + there, unusual={"bluesky:nordbahn": since})
    assert told.places[1].at == since


def test_colour_against_the_usual():
    _, colour, _ = tell(storm())
    assert colour.trend == "negative"
    assert colour.negative == 1.0
    assert colour.usual_negative == pytest.approx(1 / 3, abs=0.01)
    assert colour.new_voices == 1.0
    assert colour.first_person < 0.05 < colour.usual_first_person
    happy = [post(n, "Großartige Aktion der Nordbahn", n, sentiment="positive") for n in range(20)]
    assert tell(happy)[1].trend == "positive"
    assert tell(happy + storm(25))[1].trend == "mixed"
    assert tell([post(n, "Zug", n, sentiment="negative") for n in range(4)])[1].trend == "neutral"


def test_voices_known_from_elsewhere_are_not_new():
    authors = {f"author-s{n}" for n in range(30)}
    assert tell(storm(), known=authors)[1].new_voices == pytest.approx(0.7)


def test_few_voices_are_told():
    busy = [post(f"x{n}", f"{STORM[n % 5]} {n}", n, author="one") for n in range(60)]
    told, _, voices = tell(busy + storm(20))
    assert voices.authors == 21
    assert voices.half_by == 1
    assert voices.top_tenth == pytest.approx(62 / 80)
    assert told.authors[0] == ("one", 60)
    assert "few_voices" in reasons(told)


def test_set_off_by_a_post_of_ours():
    ours = post("own", "Ab Montag gilt ein neuer Fahrplan", -30, own=True)
    answering = [
        post(n, f"Das ist doch nicht euer Ernst {n}", n, answers=(ours.identity,)) for n in range(20)
    ]
    told, _, _ = tell(answering + storm(20), own=[ours])
    assert (told.cause, told.own_post) == ("own", ours.identity)
    assert told.why[0].args["posts"] == 20
    assert ours.identity not in told.posts


def test_what_we_say_to_a_storm_did_not_set_it_off():
    ours = post("own", "Wir bedauern, was in Lunden geschehen ist", 45, own=True)
    answering = [post(n, f"Zu spät {n}", 46 + n, answers=(ours.identity,)) for n in range(60)]
    assert tell(storm(60) + answering, own=[ours])[0].cause == "outside"


def test_set_off_by_our_words():
    ours = post(
        "own", "Zur Schulklasse in Lunden: Der Zugführer durfte am Bahnsteig nicht warten", -60, own=True
    )
    told, _, _ = tell(storm(), own=[ours])
    assert (told.cause, told.own_post) == ("own", ours.identity)
    late = msgspec.structs.replace(ours, at=BEGIN + timedelta(minutes=30))
    assert tell(storm(), own=[late])[0].cause == "outside"


@pytest.mark.parametrize(
    ("announced", "expected"),
    [
        (Announced("a", BEGIN - timedelta(hours=1), url=f"{ARTICLE}?utm_medium=mail"), "announcement_link"),
        (
            Announced("a", BEGIN - timedelta(hours=20), title="Unsere Schulklasse des Jahres"),
            "announcement_words",
        ),
        (Announced("a", BEGIN - timedelta(hours=1), title="Bilanz", topics=["brand"]), "announcement_hour"),
        (Announced("a", BEGIN - timedelta(hours=1), title="Bilanz"), "outside_first"),
        (Announced("a", BEGIN - timedelta(hours=30), title="Schulklasse"), "outside_first"),
        (
            Announced("a", BEGIN - timedelta(hours=30), BEGIN + timedelta(hours=1), "Schulklasse"),
            "announcement_words",
        ),
        (Announced("a", BEGIN + timedelta(hours=3), title="Schulklasse"), "outside_first"),
        (Announced("a", BEGIN, title="Schulklasse", topics=["other"]), "outside_first"),
    ],
)
def test_set_off_by_what_the_plan_announces(announced, expected):
    linked = [post(f"k{n}", f"Hier steht es {ARTICLE}", n) for n in range(12)]
    told, _, _ = tell(storm(88) + linked, announcements=[announced], topics=["brand"])
    assert told.why[0].key == f"foresee.story.{expected}"
    assert (told.cause == "own") == (told.announcement == "a") == expected.startswith("announcement")


def test_from_outside_says_where_it_came_from():
    assert tell(storm())[0].why[0].args == {"channel": "mastodon:support"}
    linked = [post(f"k{n}", f"Hier steht es {ARTICLE}", n) for n in range(30)]
    told, _, _ = tell(storm(50) + linked)
    assert told.why[0].args == {"url": ARTICLE, "share": 38}
    unrelated = post("own", "Wir wünschen eine gute Fahrt", -60, own=True)
    assert tell(storm(), own=[unrelated])[0].why[0].key == "foresee.story.outside_apart"


def test_too_little_to_say():
    told, colour, voices = tell(storm(4))
    assert told.cause == "unknown"
    assert tell([])[0].read == 0
    assert voices.posts == 4
    assert colour.judged == 4


def test_ours_are_not_counted():
    ours = [post(f"o{n}", "Wir prüfen das", n, own=True) for n in range(50)]
    assert tell(storm() + ours)[2].posts == 100


def test_the_order_of_posts_does_not_matter():
    posts = storm(30)
    expected = tell(posts)
    assert tell(posts[::-1]) == expected
    assert tell(posts[::2] + posts[1::2]) == expected


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.builds(
            Told,
            identity=st.tuples(st.just("x"), st.text(max_size=3)),
            at=st.integers(0, 10_000).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),
            channel=st.sampled_from(["a:1", "b"]),
            author=st.text(max_size=2),
            text=st.text(max_size=60),
            repost=st.booleans(),
        ),
        max_size=20,
    )
)
def test_any_posts_make_plain_data(posts):
    for part in tell(posts, usual=posts[:5]):
        assert msgspec.json.encode(part)
