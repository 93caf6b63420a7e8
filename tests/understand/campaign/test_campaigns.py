"""Campaigns by their face: what belongs together, what does not, and what is told of it."""

import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from sturmwarte.core.post import Author, Post
from sturmwarte.core.understand.campaign import Campaigns, Heard, Joined, State, StateUnreadable, heard

NINE = datetime(2026, 5, 4, 9, tzinfo=UTC)
CALL = "Die Nordbahn streicht heimlich die Nachtzüge nach Wien, schreibt alle an den Vorstand"
SPUN = "Die Nordbahn streicht heimlich alle Nachtzüge nach Wien, schreibt jetzt an den Vorstand"
OTHER = "Heute war der Schaffner im Zug nach Kassel richtig freundlich und hat mir sehr geholfen"


def post(name: str, text: str, *, minutes: float = 0, author: str = "", age_days: int | None = None) -> Heard:
    age = None if age_days is None else timedelta(days=age_days)
    return Heard(("x", name), text, author or name, NINE + timedelta(minutes=minutes), age)


def crowd(count: int, seed: int = 1) -> list[Heard]:
    """Twelve originals with edited copies among posts of words of their own."""
    chance = random.Random(seed)  # noqa: S311
    vocabulary = [
        f"{a}{b}{c}" for a in ("ka", "lo", "mi", "ra") for b in ("te", "vo", "zu") for c in "abcdefg"
    ]
    originals = [chance.choices(vocabulary, k=16) for _ in range(12)]
    posts = []
    for number in range(count):
        words = list(chance.choice(originals)) if chance.random() < 0.5 else chance.choices(vocabulary, k=14)
        words[chance.randrange(len(words))] = chance.choice(vocabulary)
        posts.append(post(str(number), " ".join(words), minutes=number * 3 + chance.uniform(-90, 90)))
    return posts


def test_copies_and_spun_copies_are_one_campaign_and_strangers_none() -> None:
    campaigns = Campaigns()
    one, other, two, three = campaigns.add_batch(
        [post("1", CALL), post("2", OTHER), post("3", CALL.upper() + "!!"), post("4", SPUN)]
    )
    assert one is None
    assert other is None
    assert two is not None
    assert three is not None
    assert two.began == (("x", "1"),)
    assert (two.similarity, two.why.key) == (1.0, "understand.campaign.exact")
    assert three.campaign == two.campaign
    assert 0.5 <= three.similarity < 1
    assert three.nearest == ("x", "1")
    assert three.why.key == "understand.campaign.edited"
    assert campaigns.of(("x", "1")) == two.campaign
    assert campaigns.of(("x", "2")) is None


@pytest.mark.parametrize(
    "copy",
    [
        f"@vorstand {CALL} https://kurz.example/a1",
        f"{CALL} #Nordbahn https://kurz.example/zz9",
        CALL.replace("ü", "ue").replace(",", " –"),
        CALL.replace(" ", "\u00a0") + " 🚂🚂🚂",
        f"RT @wer: {CALL}",
    ],
)
def test_what_costs_nothing_to_change_does_not_part_copies(copy: str) -> None:
    _, joined = Campaigns().add_batch([post("1", CALL), post("2", copy)])
    assert joined is not None


def test_short_texts_are_copies_only_when_they_come_in_a_burst() -> None:
    steady = [post(f"s{n}", "Vielen Dank!", minutes=40 * n) for n in range(60)]
    call = [post(f"c{n}", "Nordbahn boykottieren!", minutes=5 * n) for n in range(6)]
    word = [post(f"w{n}", "Danke!", minutes=n) for n in range(20)]
    same = [post(f"a{n}", "Bahn boykottieren!", minutes=n, author="one") for n in range(20)]
    campaigns = Campaigns()
    assert campaigns.add_batch([*steady, *word, *same]) == [None] * 100
    joined = campaigns.add_batch(call)
    assert joined[:4] == [None] * 4
    assert joined[4] is not None
    assert joined[4].why.key == "understand.campaign.burst"
    assert joined[4].began == tuple(one.identity for one in call[:4])
    assert joined[5] is not None


def test_a_campaign_tells_size_accounts_age_and_spread() -> None:
    posts = [
        post("1", CALL, author="a", age_days=900),
        post("2", CALL, minutes=2, author="b", age_days=3),
        post("3", CALL, minutes=4, author="b", age_days=3),
        post("4", SPUN, minutes=300, author="c"),
    ]
    campaigns = Campaigns(nothing={"die", "alle", "nach", "den"})
    campaigns.add_batch([*posts, post("9", OTHER)])
    (found,) = campaigns.campaigns()
    assert found.posts == tuple(one.identity for one in posts)
    assert (found.size, found.accounts, found.texts, found.exact) == (4, 3, 2, 0.75)
    assert (found.age_known, found.new_accounts) == (2, 0.5)
    assert (found.first_seen, found.last_seen) == (NINE, NINE + timedelta(minutes=300))
    assert found.spread.per_hour == ((NINE, 3), (NINE + timedelta(hours=5), 1))
    assert found.spread.half_within == timedelta(minutes=2)
    assert "Nachtzüge" in found.name
    assert 2 <= len(found.name.split()) <= 5


def test_age_is_told_as_unknown_where_nobody_knows_it() -> None:
    campaigns = Campaigns()
    campaigns.add_batch([post("1", CALL), post("2", CALL)])
    assert campaigns.campaigns()[0].new_accounts is None


def test_two_campaigns_that_a_post_connects_become_the_older_one() -> None:
    words = [f"wort{letter}" for letter in "abcdefghijklmnopqrst"]
    left, right = words[:14], words[6:]
    campaigns = Campaigns()
    joined = campaigns.add_batch(
        [post(str(n), " ".join(text), minutes=n) for n, text in enumerate([left, left, right, right])]
    )
    old, young = joined[1], joined[3]
    assert old is not None
    assert young is not None
    assert old.campaign != young.campaign
    (bridge,) = campaigns.add_batch([post("5", " ".join(words[3:17]), minutes=9)])
    assert bridge is not None
    assert (bridge.campaign, bridge.merged) == (old.campaign, (young.campaign,))
    assert campaigns.campaign(young.campaign) == campaigns.campaign(old.campaign)
    (again,) = campaigns.add_batch([post("3", "heard before")])
    assert again is not None
    assert again.campaign == old.campaign


def test_small_steps_do_not_lead_anywhere() -> None:
    words = [f"w{a}{b}" for a in "abcdefgh" for b in "abcdefgh"]
    campaigns = Campaigns()
    campaigns.add_batch([post(str(n), " ".join(words[n : n + 12]), minutes=n) for n in range(40)])
    assert campaigns.of(("x", "0")) != campaigns.of(("x", "39"))


def test_the_window_slides_with_the_posts_and_allows_late_ones() -> None:
    campaigns = Campaigns(timedelta(hours=10))
    assert campaigns.add_batch([post("1", CALL), post("2", OTHER, minutes=500)]) == [None, None]
    late = campaigns.add_batch([post("3", CALL, minutes=60)])
    assert late[0] is not None
    far, too_late, fresh = campaigns.add_batch(
        [
            post("4", OTHER + " wirklich", minutes=1000),
            post("5", CALL, minutes=10),
            post("6", CALL, minutes=999),
        ]
    )
    assert far is not None
    assert too_late is None
    assert fresh is None
    assert campaigns.campaign(late[0].campaign) is None


def test_memory_is_bounded_and_forgets_the_earliest() -> None:
    campaigns = Campaigns(most=50)
    campaigns.add_batch(crowd(400))
    state = campaigns.state()
    assert len(state.posts) == 50
    assert {one.text for one in state.posts} == {one.number for one in state.texts}


def test_the_same_post_again_is_answered_as_the_first_time() -> None:
    campaigns, posts = Campaigns(), crowd(200)
    assert campaigns.add_batch(posts) == campaigns.add_batch(posts)


def test_batches_may_be_cut_anywhere() -> None:
    posts = crowd(300)
    whole, parts = Campaigns(), Campaigns()
    expected = whole.add_batch(posts)
    said = [one for first in range(0, 300, 7) for one in parts.add_batch(posts[first : first + 7])]
    assert said == expected
    assert parts.state() == whole.state()


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_posts_hardly_changes_the_groups(seed: int) -> None:
    """Tolerance: 99 of 100 pairs of one campaign are of one campaign in any other order too."""
    posts = crowd(300)
    mixed = random.Random(seed).sample(posts, len(posts))  # noqa: S311
    one, other = Campaigns(timedelta(days=30)), Campaigns(timedelta(days=30))
    one.add_batch(posts)
    other.add_batch(mixed)
    pairs, same = _pairs(one, posts), _pairs(other, posts)
    assert len(pairs) > 500
    assert len(pairs & same) >= 0.99 * len(pairs | same)


def _pairs(campaigns: Campaigns, posts: list[Heard]) -> set[tuple[str, str]]:
    of = {one.identity[1]: campaigns.of(one.identity) for one in posts}
    return {(a, b) for a in of for b in of if a < b and of[a] is not None and of[a] == of[b]}


@pytest.mark.parametrize("cut", [0, 1, 57, 150, 299])
def test_a_restart_goes_on_as_if_it_had_not_been(cut: int) -> None:
    posts = crowd(300)
    never, stopped = Campaigns(timedelta(hours=6), most=120), Campaigns(timedelta(hours=6), most=120)
    expected = never.add_batch(posts)[cut:]
    stopped.add_batch(posts[:cut])
    written = msgspec.json.encode(stopped.state())
    resumed = Campaigns.restore(msgspec.json.decode(written, type=State))
    assert resumed.add_batch(posts[cut:]) == expected
    assert resumed.state() == never.state()
    assert resumed.campaigns() == never.campaigns()


def test_a_state_that_does_not_fit_is_refused() -> None:
    campaigns = Campaigns()
    campaigns.add_batch([post("1", CALL), post("2", CALL)])
    good = campaigns.state()
    for bad in (msgspec.structs.replace(good, version=99), msgspec.structs.replace(good, texts=())):
        with pytest.raises(StateUnreadable):
            Campaigns.restore(bad)


def test_an_erased_post_leaves_nothing_of_itself() -> None:
    campaigns = Campaigns()
    campaigns.add_batch([post("1", CALL), post("2", OTHER)])
    assert campaigns.forget(("x", "1"))
    assert not campaigns.forget(("x", "1"))
    assert b"nachtzuege" not in msgspec.json.encode(campaigns.state())
    assert campaigns.add_batch([post("3", CALL)]) == [None]


def test_our_own_posts_and_reposts_are_not_heard() -> None:
    theirs = Post(id="1", channel="x", text=CALL, title="Aufruf", created_at=NINE, author=Author(id="a"))
    taken = heard(theirs, "key")
    assert taken is not None
    assert taken == Heard(("x", "1"), f"Aufruf\n{CALL}", "key", NINE)
    assert heard(msgspec.structs.replace(theirs, own=True), "key") is None
    assert heard(msgspec.structs.replace(theirs, repost_of="0"), "key") is None
    assert heard(msgspec.structs.replace(theirs, created_at=None), "key") is None


def test_nonsense_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="window"):
        Campaigns(timedelta(0))
    with pytest.raises(ValueError, match="room"):
        Campaigns(most=0)


def test_what_is_said_is_plain_data() -> None:
    campaigns = Campaigns()
    campaigns.add_batch([post("1", CALL)])
    (joined,) = campaigns.add_batch([post("2", SPUN)])
    assert msgspec.json.decode(msgspec.json.encode(joined), type=Joined) == joined
