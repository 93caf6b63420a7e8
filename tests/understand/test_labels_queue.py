"""The queue: its mix, who sees what, and that looking changes nothing."""

from collections import Counter

import pytest

from sturmwarte.core.post import Post
from sturmwarte.core.query.document import Document, index_tokens
from sturmwarte.core.understand.reading import Kind, Reading, Sentiment
from sturmwarte.station.archive import Archive, Entry
from sturmwarte.station.people.models import Role
from sturmwarte.station.people.permissions import NOBODY
from sturmwarte.station.understand import queue
from sturmwarte.station.understand.actions.confirm import confirm
from sturmwarte.station.understand.actions.skip import skip
from sturmwarte.station.understand.errors import LabelError, NotAllowed
from sturmwarte.station.understand.models import Label, Skipped
from sturmwarte.station.understand.queue import next_to_label
from sturmwarte.station.understand.tickets import issue, redeem
from tests.understand.people import NOW, person

pytestmark = pytest.mark.django_db
KINDS = ["question"] * 12 + ["complaint"] * 6 + ["praise"] * 2 + ["danger"]


def fill(n, channel="mastodon", **fields):
    Archive().write([_entry(number, channel, fields) for number in range(n)], NOW)


def _entry(number, channel, fields):
    post = Post(id=f"{channel}-{number}", channel=channel, text=f"Beitrag {number} über den Zeisig hier",
                created_at=NOW, received_at=NOW, **fields)  # fmt: skip
    kind = KINDS[number % len(KINDS)]
    unsure = ("sentiment",) if number % 3 == 0 else ("heat",) if number % 3 == 1 else ()
    reading = Reading(lang="de", sentiment=Sentiment("neutral", 0.5), kinds=(Kind(kind, 0.6),), unsure=unsure)
    return Entry(post, index_tokens(Document(post)), "de", ("marke",), reading)


def deal(who, drawn):
    return confirm(who, drawn.ticket, {"sentiment": ["neutral"]}, NOW)


def test_half_comes_by_chance_and_the_rest_unsure_or_rare(monkeypatch):
    monkeypatch.setattr(queue, "AGAIN", 0.0)
    fill(240)
    who, drawn, kinds = person(), Counter(), Counter()
    for _ in range(80):
        one = next_to_label(who, NOW)
        drawn[one.drawn] += 1
        kinds[one.drawn, one.post.reading.best_kind] += 1
        if one.drawn == "unsure":
            assert one.post.reading.unsure
        deal(who, one)
    assert 26 <= drawn["chance"] <= 56
    assert 8 <= drawn["unsure"] <= 34
    assert drawn["rare"] >= 7
    assert {kind for why, kind in kinds if why == "rare"} <= {"praise", "danger"}
    assert Label.objects.count() == len(set(Label.objects.values_list("post", flat=True))) == 80
    assert set(Label.objects.values_list("source", flat=True)) == {"queue"}


def test_looking_changes_nothing_and_gives_the_same_post():
    fill(50)
    who = person()
    first, again = next_to_label(who, NOW), next_to_label(who, NOW)
    assert first.post.post.id == again.post.post.id
    assert not Label.objects.exists()
    skip(who, first.ticket, NOW)
    assert Skipped.objects.get().post == first.post.post.id
    assert next_to_label(who, NOW).post.post.id != first.post.post.id


def test_one_in_ten_was_labelled_by_somebody_else():
    fill(200)
    one, two = person(name="a"), person(name="b")
    for _ in range(20):
        deal(one, next_to_label(one, NOW))
    told = []
    for _ in range(40):
        drawn = next_to_label(two, NOW)
        told.append(drawn.again)
        others = Label.objects.filter(post=drawn.post.post.id).exclude(by=f"user:{two.user}").exists()
        assert others == drawn.again
        deal(two, drawn)
    assert sum(told) <= 14


def test_the_queue_ends_with_what_others_labelled_and_then_with_nothing():
    fill(6)
    one, two = person(name="a"), person(name="b")
    for who in (one, two):
        seen = set()
        while drawn := next_to_label(who, NOW):
            assert drawn.post.post.id not in seen
            seen.add(drawn.post.post.id)
            deal(who, drawn)
        assert len(seen) == 6


def test_a_dimension_can_be_asked_for():
    fill(60)
    who, wanted = person(), 0
    for _ in range(20):
        drawn = next_to_label(who, NOW, "heat")
        if drawn.drawn == "unsure":
            assert "heat" in drawn.post.reading.unsure
            wanted += 1
        deal(who, drawn)
    assert wanted


def test_everyone_gets_only_what_they_may_see():
    fill(8, "mastodon")
    fill(8, "reviews")
    fill(8, "mail", visibility="private")
    member = person(Role.MEMBER, "reviews", channel="reviews")
    assert _all(member) == {f"reviews-{n}" for n in range(8)}
    # Without a grant for the very channel nobody gets its private messages.
    anyone = person(Role.MEMBER, "all")
    assert not any(id.startswith("mail") for id in _all(anyone))
    postal = person(Role.MEMBER, "mail", channel="mail")
    assert _all(postal) == {f"mail-{n}" for n in range(8)}


def test_no_own_posts_no_unread_ones_and_no_deleted_ones():
    fill(3)
    fill(3, "own", own=True)
    post = Post(id="unread", channel="x", text="nichts gelesen", created_at=NOW, received_at=NOW)
    Archive().write([Entry(post, index_tokens(Document(post)))], NOW)
    Archive().delete("mastodon", "mastodon-1", "asked", NOW)
    assert _all(person()) == {"mastodon-0", "mastodon-2"}


def test_strangers_and_readers_get_nothing():
    fill(3)
    for who in (NOBODY, person(Role.READER), person(Role.WORKS_COUNCIL), person(Role.AGENCY)):
        with pytest.raises(NotAllowed):
            next_to_label(who, NOW)


def test_a_ticket_is_for_one_person_and_cannot_be_made_up():
    fill(3)
    one, two = person(name="a"), person(name="b")
    ticket = next_to_label(one, NOW).ticket
    assert redeem(one, ticket)[1].post.channel == "mastodon"
    for who, given in ((two, ticket), (one, ticket[:-2] + "xx"), (one, ""), (one, "a:b:c")):
        with pytest.raises(LabelError):
            confirm(who, given, {"sentiment": ["neutral"]}, NOW)
    narrow = person(Role.MEMBER, "narrow", channel="reviews")
    foreign = issue(narrow, Archive().get("mastodon", "mastodon-0", may=one.may_read()), "chance")
    with pytest.raises(LabelError, match="no longer here"):
        confirm(narrow, foreign, {"sentiment": ["neutral"]}, NOW)
    assert not Label.objects.exists()


def _all(who):
    seen = set()
    while drawn := next_to_label(who, NOW):
        seen.add(drawn.post.post.id)
        skip(who, drawn.ticket, NOW)
    return seen
