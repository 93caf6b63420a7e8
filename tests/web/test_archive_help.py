"""Help while a query is typed, facets that add and remove, saved searches, and what becomes of them."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.parse import parse
from sturmwarte.station.archive import Archive, Search
from sturmwarte.station.archive.pages.asking import parsed
from sturmwarte.station.archive.pages.narrowing import added, has, removed
from sturmwarte.station.ledger.models import AuditEntry
from sturmwarte.station.people.permissions import permissions
from sturmwarte.station.plan.models import Draft
from sturmwarte.station.respond.words import VERDICTS
from sturmwarte.station.searches.models import Look, SavedSearch
from tests.web import scene as scenes

FRAGMENT = {"HX-Request": "true", "Accept-Language": "en"}


def _as(scene, role="lead", **headers) -> Client:
    client = Client(headers={"Accept-Language": "en"} | headers)
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(scene.people[role], backend=backend)
    return client


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("(bahn OR zug", "(bahn OR zug)"),
        ("bahn AND", "bahn"),
        ("OR bahn", "bahn"),
        ("bahn & zug", "bahn AND zug"),
        ("bahn -zug", "bahn NOT zug"),
        ("lnag:de bahn", "lang:de bahn"),
        ("foo:bar", '"foo:bar"'),
        ('"bahn fährt', '"bahn fährt"'),
        ("zug NEAR bus", "zug NEAR/5 bus"),
        ("zug NEAR/9999 bus", "zug NEAR/250 bus"),
        ("stimmung:negtiv bahn", "stimmung:negativ bahn"),
        ("bahn () zug", "bahn zug"),
        ("((bahn AND", "((bahn))"),
        ("{Bahn", "{Bahn}"),
        ("bahn)", "bahn"),
        ("*", ""),
    ],
)
def test_a_mistake_is_offered_with_its_mend(text, mended):
    assert parsed(text)[1].mended == mended


@given(
    st.lists(
        st.sampled_from(
            [
                "(",
                ")",
                '"',
                "{",
                "}",
                "AND",
                "OR",
                "NOT",
                "NEAR/3",
                "NEAR",
                "lang:",
                "lnag:de",
                "is:x",
                "*",
                "-a",
                "&",
                "bahn",
                "zug,",
                " ",
            ]
        ),
        max_size=9,
    )
)
def test_what_is_offered_always_parses(pieces):
    text = " ".join(pieces).strip()
    wrong = parsed(text)[1]
    if wrong and wrong.mended:
        assert parse(wrong.mended)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bahn",
        "bahn OR zug",
        'bahn AND "zu spät"',
        "kanal:mail bahn UND zug",
        "NOT bahn",
        "bahn lang:(de OR en)",
    ],
)
def test_a_facet_is_added_and_removed_and_the_rest_stays_as_written(text):
    node = parse(text) if text else None
    more = added(text, node, "sentiment", "negative")
    assert has(parse(more), "sentiment", "negative")
    less = removed(more, parse(more), "sentiment", "negative")
    assert (parse(less) if less else None) == node
    if "OR zug" not in text:
        assert less == text


def test_a_facet_is_cut_out_of_the_middle():
    for text in (
        "bahn AND lang:de AND zug",
        "bahn lang:de zug",
        "lang:de AND bahn zug",
        "bahn zug UND sprache:de",
    ):
        assert parse(removed(text, parse(text), "lang", "de")) == parse("bahn zug")


@pytest.mark.django_db
def test_the_vocabulary_speaks_both_languages_and_names_what_is_here(scene):
    english = _as(scene).get("/archive/vocabulary/").json()
    german = _as(scene, **{"Accept-Language": "de"}).get("/archive/vocabulary/").json()
    fields = {one["names"][0]: one for one in german["fields"]}
    assert fields["lang"]["name"] == "sprache"
    assert {"text": "bild", "says": "ein Bild"} in fields["has"]["values"] or fields["has"]["values"]
    assert "marke" in [one["text"] for one in fields["topic"]["values"]]
    assert english["operators"][0]["text"] == "AND"
    assert german["operators"][0]["text"] == "UND"
    for kind in (*english["fields"], *german["fields"]):
        for value in kind["values"]:
            parse(f"{kind['name']}:{value['text']}")


@pytest.mark.django_db
def test_the_preview_counts_what_this_reader_may_see_or_says_what_is_wrong(scene):
    lead = _as(scene)
    assert lead.get("/archive/preview/?q=zeisig").json()["count"] == "2 posts"
    wrong = lead.get("/archive/preview/?q=zeisig+AND").json()["wrong"]
    assert (wrong["column"], wrong["mended"], wrong["before"]) == (8, "zeisig", "zeisig ")
    warned = lead.get("/archive/preview/?q=zeisig+und+toaster").json()["warnings"]
    assert "UND" in warned[0]["text"]
    early = lead.get("/archive/preview/?q=kind:complaint&topic=1").json()["warnings"]
    assert early[0]["severity"] == "error"


@pytest.mark.django_db
def test_a_recommendation_narrows_beside_the_text(scene):
    lead = _as(scene)
    verdicts = {
        found.verdict.verdict: found.post.id
        for found in Archive()
        .search(Search(may=permissions(scene.people["lead"], scene.now).may_read()))
        .posts
        if found.verdict
    }
    assert verdicts
    for verdict in VERDICTS:
        listed = lead.get(f"/archive/?verdict={verdict}").content.decode()
        assert ("data-row" in listed) is (verdict in verdicts)
        assert "all recommendations" in listed
        beside = lead.get(f"/archive/beside/?verdict={verdict}&q=zeisig").content.decode()
        if verdict in verdicts:
            assert re.search(r'href="/archive/\?q=zeisig" aria-current="true"', beside), (
                "a click takes it away"
            )


@pytest.mark.django_db
def test_words_found_are_marked_in_the_list_and_nothing_else_is(scene):
    page = _as(scene).get("/archive/?q=toaster").content.decode()
    assert 'Zeisig <mark class="sought">Toaster</mark>' in page
    assert (
        "mark"
        not in re.sub(
            r"marke|<head>.*?</head>", "", _as(scene).get("/archive/").content.decode(), flags=re.S
        ).split("data-list")[1]
    )


@pytest.mark.django_db
def test_a_saved_search_counts_what_is_new_until_one_looks(scene):
    lead = _as(scene)
    kept = lead.post(
        "/archive/saved/keep/", {"q": "zeisig", "name": "Zeisig heute", "shared": ""}, headers=FRAGMENT
    )
    assert "Zeisig heute" in kept.content.decode()
    assert "new</span>" not in kept.content.decode()
    later = scene.now + timedelta(seconds=30)
    Look.objects.update(at=scene.now)
    scenes.posts(
        [(later, {"id": "n1", "channel": "bluesky", "text": "Zeisig?", "created_at": later.isoformat()})]
    )
    assert "1 new" in lead.get("/archive/saved/", headers=FRAGMENT).content.decode()
    row = SavedSearch.objects.get()
    listed = lead.get(f"/archive/saved/?saved={row.pk}", headers=FRAGMENT).content.decode()
    assert f'hx-post="/archive/saved/{row.pk}/look/"' in listed, "opening it is looking at it"
    assert lead.post(f"/archive/saved/{row.pk}/look/").status_code == 204
    Look.objects.update(at=later + timedelta(seconds=1))
    assert "new</span>" not in lead.get("/archive/saved/", headers=FRAGMENT).content.decode()


@pytest.mark.django_db
def test_a_search_is_shared_renamed_removed_and_brought_back(scene):
    lead, reader, other = _as(scene), _as(scene, "reader"), _as(scene, "member")
    lead.post(
        "/archive/saved/keep/",
        {"q": "toaster", "order": "reach", "name": "Geräte", "shared": ""},
        headers=FRAGMENT,
    )
    row = SavedSearch.objects.get()
    assert "Geräte" not in reader.get("/archive/saved/").content.decode(), "one's own is for oneself"
    assert reader.post(f"/archive/saved/{row.pk}/change/", {"name": "x"}).status_code == 404
    lead.post(f"/archive/saved/{row.pk}/change/", {"name": "Alle Geräte", "shared": "*"}, headers=FRAGMENT)
    assert (
        f"/archive/?q=toaster&amp;order=reach&amp;saved={row.pk}"
        in reader.get("/archive/saved/").content.decode()
    )
    refused = reader.post(f"/archive/saved/{row.pk}/remove/", headers=FRAGMENT)
    assert "Only who made a search" in refused.content.decode()
    gone = lead.post(f"/archive/saved/{row.pk}/remove/", headers=FRAGMENT).content.decode()
    assert "“Alle Geräte” removed" in gone
    assert "Alle Geräte" not in other.get("/archive/saved/").content.decode()
    assert (
        f"/archive/saved/{row.pk}/change/"
        in lead.post(f"/archive/saved/{row.pk}/restore/", headers=FRAGMENT).content.decode()
    )
    steps = list(
        AuditEntry.objects.filter(subject=f"search:{row.pk}").order_by("pk").values_list("action", flat=True)
    )
    assert steps == ["search.keep", "search.change", "search.remove", "search.restore"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"q": "zeisig", "name": " "}, "Give the search a name"),
        ({"q": "zeisig (", "name": "x"}, "has a mistake"),
        ({"q": "zeisig", "name": "y" * 121}, "too long"),
        ({"q": "zeisig", "name": "x", "shared": "foreign-team"}, "a team of yours"),
    ],
)
def test_what_stands_against_saving_is_said_and_the_name_stays(scene, given, says):
    answer = _as(scene).post("/archive/saved/keep/", given, headers=FRAGMENT).content.decode()
    assert says in answer
    if "zeisig (" not in given["q"]:
        assert f'value="{given["name"][:60]}' in answer
    assert not SavedSearch.objects.exists()


@pytest.mark.django_db
def test_a_saved_search_becomes_a_topic_when_a_topic_may_ask_for_it(scene):
    lead = _as(scene)
    lead.post("/archive/saved/keep/", {"q": "toaster kind:complaint", "name": "Toaster", "shared": ""})
    row = SavedSearch.objects.get()
    page = lead.get(f"/archive/saved/{row.pk}/topic/").content.decode()
    assert "known only after a post was read" in page
    assert "Check again" in page
    address = f"/archive/saved/{row.pk}/topic/"
    refused = lead.post(address, {"name": "Toaster", "query": "toaster kind:complaint"})
    assert refused.status_code == 200
    done = lead.post(address, {"name": "Toaster brennt", "query": "toaster*"})
    assert done.status_code == 302
    assert "Toaster brennt" in json.dumps(Draft.objects.get().files, ensure_ascii=False)
    assert _as(scene, "reader").get(address).status_code == 403


@pytest.mark.django_db
def test_a_mistake_is_shown_under_its_column_with_the_mended_search_to_take(scene):
    page = _as(scene).get("/archive/?q=zeisig+AND+(kocher").content.decode()
    assert re.search(r"zeisig AND \(kocher\n<span class=\"caret\"> {11}▲", page)
    assert 'href="/archive/?q=zeisig+AND+%28kocher%29"' in page


def test_a_query_error_far_to_the_right_shows_its_surroundings():
    text = "wort " * 100 + "AND"
    wrong = parsed(text)[1]
    assert wrong.before.startswith("…")
    assert len(wrong.before) < 60
    with pytest.raises(QueryError):
        parse(text)
