"""Topics of talk by their face: what is found, how it is named, and that it keeps still."""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.understand.talk import Cluster, Said, Talk
from sturmwarte.core.understand.talk.stopwords import shipped
from sturmwarte.core.understand.talk.terms import stem, terms

NINE = datetime(2026, 5, 4, 9, tzinfo=UTC)
THEMES = {
    "Streik": "Streik Lokführer GDL Schlichtung Tarifvertrag Gewerkschaft Warnstreik Verhandlung".split(),  # noqa: SIM905
    "WLAN": "WLAN Internet Funkloch Empfang Netz Mobilfunk Streaming Router".split(),  # noqa: SIM905
    "Klimaanlage": "Klimaanlage Hitze Waggon Schwitzen Sommer Lüftung Backofen Hitzewelle".split(),  # noqa: SIM905
}
FILLERS = "die Nordbahn hat schon wieder nicht und das ist wirklich heute für mich".split()  # noqa: SIM905


def posts(count: int, seed: int = 1, *, chatter: float = 0.0) -> list[tuple[str, Said]]:
    chance = random.Random(seed)  # noqa: S311
    found = []
    for number in range(count):
        theme = chance.choice(list(THEMES))
        own = chance.sample(THEMES[theme], 4)
        if chance.random() < chatter:
            theme, own = "", ["".join(chance.choices("abcdefgh", k=5)) for _ in range(4)]
        words = own + chance.sample(FILLERS, 5)
        chance.shuffle(words)
        at = NINE + timedelta(minutes=number)
        found.append((theme, Said(str(number), " ".join(words), "de", at)))
    return found


def made(said: list[Said], **settings_: object) -> tuple[Talk, list[Cluster]]:
    talk = Talk(nothing=shipped(), brands=["Nordbahn"], **settings_)  # type: ignore[arg-type]
    talk.add_batch(said)
    return talk, talk.clusters(said[-1].at)


def test_finds_the_themes_and_names_them_by_their_words() -> None:
    held = posts(240)
    _, clusters = made([said for _, said in held])
    of = {said.id: theme for theme, said in held}
    assert len(clusters) == 3
    for cluster in clusters:
        themes = [of[id] for id in cluster.posts]
        theme = max(set(themes), key=themes.count)
        assert themes.count(theme) >= 0.95 * len(themes)
        names = cluster.name.split(", ")
        assert 2 <= len(names) <= 4
        assert set(names) <= set(THEMES[theme])
        assert {of[id] for id in cluster.typical} == {theme}


def test_chatter_stays_in_no_cluster() -> None:
    held = posts(300, chatter=0.3)
    _, clusters = made([said for _, said in held])
    inside = {id for cluster in clusters for id in cluster.posts}
    chatter = {said.id for theme, said in held if not theme}
    assert len(chatter) > 60
    assert len(inside & chatter) < 0.2 * len(chatter)
    assert len(inside - chatter) > 0.9 * (300 - len(chatter))


RECALL = (
    "Nordbahn: Rückruf der Wasserkocher, der Sockel schmort",
    "Wasserkocher im Rückruf, weil sein Sockel schmort",
    "Der Sockel schmort, die Nordbahn startet den Rückruf der Wasserkocher",
)
ASIDE = ("Versand kostet zu viel Porto, {n} Euro", "Ersatzdeckel fehlt seit {n} Wochen im Laden")


@pytest.mark.parametrize("hundredths", [55, 80, 95, 100])
@pytest.mark.parametrize("wordings", [1, 3])
def test_a_storm_is_one_cluster_however_much_of_the_talk_it_is(hundredths: int, wordings: int) -> None:
    storm = [n for n in range(300) if n % 100 < hundredths]
    texts = {n: RECALL[n % wordings] if n in storm else ASIDE[n % 2].format(n=n) for n in range(300)}
    _, clusters = made([Said(str(n), text, "de", NINE + timedelta(minutes=n)) for n, text in texts.items()])
    assert set(clusters[0].posts) == set(map(str, storm))
    assert set(clusters[0].name.split(", ")) <= {"Rückruf", "Wasserkocher", "Sockel", "schmort"}
    assert all(set(cluster.posts).isdisjoint(clusters[0].posts) for cluster in clusters[1:])
    assert len(clusters) == (3 if hundredths <= 95 else 1)


def test_brands_and_fillers_name_nothing_and_forms_do_not_repeat() -> None:
    texts = [
        "Die Nordbahn und ihre Verspätung: der Zug nach Ulm, die Züge nach Wien, Zugausfall",
        "NORDBAHN-Verspätungen, kein Zug nach Ulm, alle Züge weg, wieder Zugausfall",
    ]
    said = [Said(str(n), texts[n % 2] + f" {'xyz'[n % 3] * 4}", "de", NINE) for n in range(30)]
    said += [Said(f"o{n}", f"Apfelkuchen backen mit {'pqr'[n % 3] * 4} Zimt", "de", NINE) for n in range(30)]
    _, clusters = made(said)
    names = next(cluster.name for cluster in clusters if "0" in cluster.posts).casefold()
    assert "nordbahn" not in names
    assert names.count("zug") + names.count("züge") <= 1


def test_ids_keep_still_when_posts_are_added() -> None:
    said = [one for _, one in posts(400)]
    talk = Talk(nothing=shipped(), brands=["Nordbahn"])
    before: dict[str, str] = {}
    for first in range(0, 400, 100):
        talk.add_batch(said[first : first + 100])
        clusters = talk.clusters(said[first + 99].at)
        now = {id: cluster.id for cluster in clusters for id in cluster.posts}
        assert sum(now.get(id) == cluster for id, cluster in before.items()) >= 0.95 * len(before)
        before = now
    assert len(before) > 350


def test_ids_survive_a_restart() -> None:
    said = [one for _, one in posts(200)]
    talk, clusters = made(said)
    again, same = made(said, assigned=talk.assigned())
    assert same == clusters
    assert again.assigned() == talk.assigned()


def test_the_same_posts_always_give_the_same_clusters_however_batched() -> None:
    said = [one for _, one in posts(200, chatter=0.2)]
    _, whole = made(said)
    parts = Talk(nothing=shipped(), brands=["Nordbahn"])
    for first in range(0, 200, 7):
        parts.add_batch(said[first : first + 7])
    assert parts.clusters(said[-1].at) == whole


def test_growth_needs_something_to_grow_from() -> None:
    talk_of = {theme: " ".join(words) for theme, words in THEMES.items()}
    old = [Said(f"a{n}", talk_of["WLAN"], "de", NINE - timedelta(hours=30)) for n in range(10)]
    new = [Said(f"b{n}", talk_of["WLAN"], "de", NINE) for n in range(30)]
    fresh = [Said(f"c{n}", talk_of["Streik"], "de", NINE) for n in range(20)]
    _, (grown, begun) = made([*old, *new, *fresh])
    assert (grown.size, grown.recent, grown.before, grown.growth) == (40, 30, 10, 3.0)
    assert (begun.size, begun.before, begun.growth) == (20, 0, None)


def test_the_window_slides_and_memory_is_bounded() -> None:
    said = [one for _, one in posts(300)]
    talk, clusters = made(said, most=120)
    assert sum(cluster.size for cluster in clusters) <= 120
    assert len(talk.assigned()) <= 120
    assert talk.clusters(NINE + timedelta(days=30)) == []


def test_an_erased_post_is_gone_at_once() -> None:
    said = [one for _, one in posts(100)]
    talk, _ = made(said)
    talk.forget("5")
    assert all("5" not in cluster.posts for cluster in talk.clusters(said[-1].at))


def test_compounds_stay_whole() -> None:
    found = terms("Der Bahn-Chef und die Fahrgastinformation im Zug #Zugausfall", shipped())
    assert [term.written for term in found] == ["Bahn-Chef", "Fahrgastinformation", "Zug", "Zugausfall"]


@pytest.mark.parametrize(("one", "other"), [("Züge", "Zug"), ("Bahnhöfe", "Bahnhof"), ("delays", "delay")])
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


HOSTILE = {
    "long": "Verspätung Zugausfall Streik " * 35_000,
    "one word": "a" * 1_000_000,
    "zalgo": "".join(letter + "\u0301\u0336\u0489" * 300 for letter in "Verspätung am Morgen"),
    "right to left": "\u202eالقطار متأخر مرة أخرى اليوم\u202c" * 100,
    "emoji": "😡🚂" * 5_000,
    "NUL": "Verspätung\0Zugausfall\0" * 1_000,
    "half a pair": "Verspätung \ud83d Zugausfall",
    "hyphens": "a-" * 500_000,
    "empty": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_posts_take_no_time(text: str) -> None:
    said = [one for _, one in posts(60)] + [Said(f"h{n}", text, "", NINE) for n in range(20)]
    began = time.process_time()
    made(said)
    assert time.process_time() - began < 3


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=15))
def test_no_text_is_refused(texts: list[str]) -> None:
    said = [Said(str(n), text, "", NINE) for n, text in enumerate(texts)]
    talk = Talk(nothing=shipped())
    talk.add_batch(said)
    assert sum(cluster.size for cluster in talk.clusters(NINE)) <= len(texts)
