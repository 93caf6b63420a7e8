"""A feed over time: what is new, edited, moved, closed, fallen out; nothing twice, nothing lost."""

from datetime import timedelta

import pytest

from sturmwarte.wire.errors import Gone, Limited, Missing, Unreachable, Unreadable, Wrong
from tests.channels.feeds.conftest import NOON
from tests.channels.servers.feeds import Page, item, rss


def at(**back):
    return NOON - timedelta(**back)


def test_first_time_only_what_is_recent_then_only_what_is_new(site, ear, clock):
    ear = ear()
    old, new = item(site.url, 1, at(days=30)), item(site.url, 2, at(hours=3))
    site.rss("/feed", [new, old])
    heard = ear.hear()
    assert [(p.id, p.network, p.form, p.channel, p.source) for p in heard] == [
        (f"{site.url}/a/2", "feed", "article", "feeds:presse", "presse")
    ]
    assert heard[0].created_at == at(hours=3)
    assert heard[0].text == "Text der Meldung 2."

    clock.on(minutes=16)
    assert ear.hear() == []
    site.rss("/feed", [item(site.url, 4, at(minutes=-14)), item(site.url, 3, at(minutes=-5)), new])
    clock.on(minutes=16)
    assert [p.title for p in ear.hear()] == ["Meldung 3", "Meldung 4"]


def test_an_unchanged_feed_is_not_sent_again_but_counts_as_heard(site, ear, clock):
    ear = ear()
    site.rss("/feed", [item(site.url, 1, at(hours=1))])
    ear.hear()
    clock.on(minutes=16)
    assert ear.hear() == []
    assert [step.asked for step in ear.steps] == [True]
    assert "if-none-match" in site.asked_for("/feed")[-1].headers


def test_once_a_day_it_is_asked_for_without_condition(site, ear, clock):
    ear = ear()
    site.rss("/feed", [item(site.url, 1, at(hours=1))])
    ear.hear()
    clock.on(hours=25)
    ear.hear()
    assert "if-none-match" not in site.asked_for("/feed")[-1].headers


def test_it_is_not_asked_before_its_time(site, ear, clock):
    ear = ear()
    site.rss("/feed", [item(site.url, 1, at(hours=1))], headers={"Cache-Control": "max-age=3600"})
    ear.hear()
    clock.on(minutes=30)
    assert ear.hear() == []
    assert [step.asked for step in ear.steps] == [False]
    assert len(site.asked_for("/feed")) == 1
    clock.on(minutes=31)
    ear.hear()
    assert len(site.asked_for("/feed")) == 2


def test_an_edit_keeps_the_identity_and_says_when(site, ear, clock):
    ear = ear()
    site.rss("/feed", [item(site.url, 1, at(hours=1))])
    ear.hear()
    clock.on(minutes=20)
    site.rss("/feed", [item(site.url, 1, at(hours=1), text="Korrigiert: Es waren drei Stunden.")])
    (edited,) = ear.hear()
    assert edited.id == f"{site.url}/a/1"
    assert edited.edited_at == clock.now()
    assert edited.text == "Korrigiert: Es waren drei Stunden."


def test_an_id_given_twice_counts_once(site, ear, clock):
    ear = ear()
    twice = [item(site.url, 1, at(hours=1), text=text) for text in ("neu", "alt")]
    site.rss("/feed", twice)
    assert [p.text for p in ear.hear()] == ["neu"]
    clock.on(minutes=16)
    site.rss("/feed", [*twice, item(site.url, 2, at(hours=2))])
    assert [p.title for p in ear.hear()] == ["Meldung 2"]


def test_what_stays_in_the_feed_stays_known(site, ear, clock):
    ear = ear()
    pinned = item(site.url, 1, at(hours=1))
    for start in range(2, 500, 60):
        site.rss("/feed", [pinned, *(item(site.url, n, at(minutes=-n)) for n in range(start, start + 60))])
        titles = [p.title for p in ear.hear()]
        assert ("Meldung 1" in titles) == (start == 2)
        clock.on(minutes=16)


def test_a_page_that_changes_at_every_look_stops_being_edited(site, ear, clock, monkeypatch):
    monkeypatch.setattr("sturmwarte.channels.feeds.reading.MOST_EDITS", 3)
    ear = ear()
    heard = 0
    for number in range(7):
        site.rss("/feed", [item(site.url, 1, at(hours=1), text=f"Stand {number}")])
        heard += len(ear.hear())
        clock.on(minutes=16)
    assert heard == 4


def test_a_kill_between_two_steps_repeats_but_loses_nothing(site, ear):
    ear = ear()
    site.rss("/feed", [item(site.url, n, at(minutes=n)) for n in range(1, 301)])
    first = ear.hear(most_steps=1)
    rest = ear.hear()
    assert 0 < len(first) < 300
    assert sorted(p.id for p in first + rest) == sorted(f"{site.url}/a/{n}" for n in range(1, 301))
    assert first[0].created_at < first[-1].created_at < rest[-1].created_at


def test_what_fell_out_in_an_outage_is_a_gap(site, ear, clock):
    ear = ear()
    site.rss("/feed", [item(site.url, 1, at(hours=1))])
    ear.hear()
    fetched = clock.now()
    site.pages["/feed"] = Page(status=502)
    clock.on(hours=5)
    with pytest.raises(Unreachable):
        ear.hear()
    site.rss("/feed", [item(site.url, 9, at(hours=-4)), item(site.url, 8, at(hours=-3))])
    assert [p.title for p in ear.hear()] == ["Meldung 8", "Meldung 9"]
    (gap,) = ear.gaps
    assert (gap.since, gap.until, gap.why.key) == (fetched, at(hours=-3), "channel.feeds.fell_out")
    clock.on(minutes=16)
    ear.hear()
    assert ear.gaps == []


def test_older_pages_close_the_gap(site, ear, clock):
    ear = ear()
    link = f'<link xmlns="http://www.w3.org/2005/Atom" rel="next" href="{site.url}/feed2"/>'
    site.rss("/feed", [item(site.url, 1, at(hours=1))])
    ear.hear()
    clock.on(hours=5)
    site.rss("/feed", [item(site.url, 3, at(hours=-4))], extra=link)
    site.rss("/feed2", [item(site.url, 2, at(hours=-2)), item(site.url, 1, at(hours=1))])
    assert [p.title for p in ear.hear()] == ["Meldung 2", "Meldung 3"]
    assert ear.gaps == []


def test_renamed_items_are_not_told_twice(site, ear, clock):
    ear = ear()
    old = [item(site.url, n, at(days=n)) for n in range(1, 6)]
    site.rss("/feed", old)
    assert len(ear.hear()) == 5
    clock.on(minutes=20)
    renamed = [i | {"guid": f"neu-{n}", "link": f"{site.url}/neu/{n}"} for n, i in enumerate(old)]
    site.rss("/feed", [item(site.url, 9, at(minutes=-10)), *renamed])
    titles = [p.title for p in ear.hear()]
    assert "Meldung 9" in titles
    assert not {"Meldung 3", "Meldung 4", "Meldung 5"} & set(titles)


def test_items_without_a_date_are_told_from_the_second_time_on(site, ear, clock):
    ear = ear()
    site.rss("/feed", [item(site.url, 1, None)])
    assert ear.hear() == []
    clock.on(minutes=20)
    site.rss("/feed", [item(site.url, 3, None), item(site.url, 2, None), item(site.url, 1, None)])
    heard = ear.hear()
    assert [(p.title, p.created_at) for p in heard] == [("Meldung 2", None), ("Meldung 3", None)]


def test_a_permanent_redirect_moves_the_address_a_temporary_one_does_not(site, ear, clock):
    ear = ear()
    site.rss("/new", [item(site.url, 1, at(hours=1))])
    site.redirect("/feed", "/new", 302)
    assert len(ear.hear()) == 1
    clock.on(minutes=16)
    site.redirect("/feed", "/new", 301)
    ear.hear()
    clock.on(minutes=16)
    ear.hear()
    assert [a.path for a in site.asked if a.path != "/robots.txt"][-2:] == ["/new", "/new"]
    assert len(site.asked_for("/feed")) == 2


def test_where_the_new_address_fails_the_first_one_is_asked_again(site, ear, clock):
    ear = ear()
    site.rss("/new", [item(site.url, 1, at(hours=1))])
    site.redirect("/feed", "/new")
    ear.hear()
    del site.pages["/new"]
    site.rss("/feed", [item(site.url, 1, at(hours=1)), item(site.url, 2, at(minutes=1))])
    clock.on(minutes=16)
    assert [p.title for p in ear.hear()] == ["Meldung 2"]


@pytest.mark.parametrize(
    ("page", "trouble"),
    [
        (Page(status=410), Gone),
        (Page(status=404), Missing),
        (Page(status=500), Unreachable),
        (Page(status=429, headers={"Retry-After": "120"}), Limited),
        (Page(b"<html><body>Wartung</body></html>", type="text/html"), Wrong),
        (Page(b"\x00\xff rubbish <<<", type="application/rss+xml"), Unreadable),
        (Page(b"", type="application/rss+xml"), Unreadable),
        (Page(rss("", []), breaks=True), Unreachable),
    ],
)
def test_trouble_is_told_and_the_cursor_stays(site, ear, clock, page, trouble):
    ear = ear()
    site.rss("/feed", [item(site.url, 1, at(hours=1))])
    ear.hear()
    before = dict(ear.cursor)
    site.pages["/feed"] = page
    clock.on(minutes=16)
    with pytest.raises(trouble):
        ear.hear()
    assert ear.cursor == before
    site.rss("/feed", [item(site.url, 2, at(minutes=-1)), item(site.url, 1, at(hours=1))])
    clock.on(minutes=16)
    assert [p.title for p in ear.hear()] == ["Meldung 2"]


def test_a_page_leads_to_its_feed(site, ear, clock):
    ear = ear("/")
    head = '<link rel=alternate type="application/rss+xml" href="/c.xml" title="Kommentare">'
    head += "<link rel='alternate' type='application/rss+xml' href='/feed?a=1&amp;b=2'>"
    site.pages["/"] = Page(f"<!DOCTYPE html><html><head>{head}".encode(), type="text/html")
    site.rss("/feed?a=1&b=2", [item(site.url, 1, at(hours=1))])
    assert [p.title for p in ear.hear()] == ["Meldung 1"]
    clock.on(minutes=16)
    ear.hear()
    assert len(site.asked_for("/")) == 1


def test_robots_txt_is_minded(site, ear):
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /feed\n", type="text/plain")
    site.rss("/feed", [item(site.url, 1, at(hours=1))])
    with pytest.raises(Wrong) as trouble:
        ear().hear()
    assert trouble.value.reason.key == "channel.feeds.robots"
    assert site.asked_for("/feed") == []


def test_a_robots_txt_that_cannot_be_had_is_not_called_a_prohibition(site, ear):
    site.pages["/robots.txt"] = Page(status=503, type="text/plain")
    with pytest.raises(Unreachable):
        ear().hear()


def test_one_request_at_a_time_to_a_host_with_the_pause_it_asks_for(site, ear, source, clock):
    site.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 7\n", type="text/plain")
    paths = [f"/feed{n}" for n in range(4)]
    for path in paths:
        site.rss(path, [item(site.url, 1, at(hours=1))])
    connection = source(*paths)
    for subscription in connection.subscriptions():
        list(subscription.listen({}))
    assert clock.rested.count(7.0) == 3
    assert site.most_at_once == 1
