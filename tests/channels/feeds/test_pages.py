"""Whole articles are read where that is allowed, and nowhere else."""

import json
import time
from datetime import timedelta

import pytest

from sturmwarte.channels.feeds.pages import article as read_article
from sturmwarte.channels.feeds.rights import reserved_by_file
from tests.channels.feeds.conftest import NOON
from tests.channels.servers.feeds import Page, item

BODY = "".join(
    f"<p>Absatz {n}: Die Stadtwerke haben am Sonntag erklärt, was geschehen ist.</p>" for n in range(8)
)


def article(head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body><article>{BODY}</article></body></html>".encode()


def page(body: bytes, **headers: str) -> Page:
    return Page(
        body, type="text/html; charset=utf-8", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def hear(site, ear, full_text=True):
    site.rss("/feed", [item(site.url, 1, NOON - timedelta(hours=1))])
    (post,) = ear("/feed", full_text=full_text).hear()
    return post


def test_the_page_is_left_alone_unless_it_was_asked_for(site, ear):
    site.pages["/a/1"] = page(article())
    assert hear(site, ear, full_text=False).text == "Text der Meldung 1."
    assert {asked.path for asked in site.asked} == {"/robots.txt", "/feed"}


def test_the_page_gives_the_whole_text(site, ear):
    site.pages["/a/1"] = page(article())
    post = hear(site, ear)
    assert "Absatz 7" in post.text
    assert post.raw["text_from"] == "page"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (page(article('<meta name="tdm-reservation" content="1">')), "tdm"),
        (page(article(), tdm_reservation="1"), "tdm"),
        (page(article('<meta name="robots" content="index, noai">')), "robots"),
        (page(article(), X_Robots_Tag="Sturmwarte: noindex"), "robots"),
        (
            page(article('<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>')),
            "wall",
        ),
        (
            page(
                b"",
            ),
            "nothing",
        ),
        (Page(b"%PDF", type="application/pdf"), "nothing"),
        (Page(status=403), "unreachable"),
    ],
)
def test_reserved_pages_leave_the_feeds_own_words(site, ear, answer, why):
    site.pages["/a/1"] = answer
    post = hear(site, ear)
    assert post.text == "Text der Meldung 1."
    assert post.raw["text_from"] == why


def test_a_site_may_reserve_all_its_pages(site, ear):
    rules = [{"location": "/a/*", "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 0}]
    site.pages["/.well-known/tdmrep.json"] = Page(json.dumps(rules).encode(), type="application/json")
    site.pages["/a/1"] = page(article())
    assert hear(site, ear).raw["text_from"] == "tdm"
    assert site.asked_for("/a/1") == []


def test_robots_txt_holds_for_pages(site, ear):
    site.pages["/robots.txt"] = Page(b"User-agent: Sturmwarte\nDisallow: /a/\n", type="text/plain")
    site.pages["/a/1"] = page(article())
    assert hear(site, ear).raw["text_from"] == "robots"
    assert site.asked_for("/a/1") == []


@pytest.mark.parametrize(
    ("location", "path", "covered"),
    [
        ("/a", "/a/1", True),
        ("/a/*.html", "/a/b/1.html?x=1", True),
        ("/a/*.html$", "/a/1.html", True),
        ("/a/*.html$", "/a/1.html?x=1", False),
        ("/a$", "/a/1", False),
        ("*", "/", True),
        ("/b", "/a", False),
        ("/*a*a*a*a$", "/" + "a" * 5000 + "b", False),
    ],
)
def test_a_tdm_file_covers_paths_as_robots_txt_does(location, path, covered):
    body = json.dumps([{"location": location, "tdm-reservation": 1}]).encode()
    assert reserved_by_file(body, f"https://x.example{path}") is covered


@pytest.mark.parametrize("body", [b"oops", b"{}", b"[" * 100_000])
def test_a_tdm_file_nobody_can_read_reserves(body):
    assert reserved_by_file(body, "https://x.example/")


def test_pages_that_are_mostly_script_or_mostly_tags_are_read_in_time():
    script = "<SCRIPT>var a = '<p>nicht dies</p>';" * 3 + "x" * 600_000 + "</script>"
    body = "".join(f"<p>Absatz {n}: Die Stadtwerke erklären, was geschehen ist.</p>" for n in range(20))
    text = read_article(f"<html><head>{script}</head><body><article>{body}</article>{script}</body></html>")
    assert "Absatz 19" in text
    assert "nicht dies" not in text
    for hostile in ("<a href=x>" * 50_000, "<script>" * 100_000):
        begun = time.thread_time()
        read_article(f"<html><body>{hostile}")
        assert time.thread_time() - begun < 1.5
