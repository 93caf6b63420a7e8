"""A source is tried before it is saved: bounded, stored nowhere, and it never breaks the page."""

import threading
import time

import pytest
from django.conf import settings

from sturmwarte.station.listen.models import Inbox, Source, Subscription
from sturmwarte.station.listen.placing import Unsaved
from sturmwarte.station.listen.secrets import unseal
from sturmwarte.station.listen.trying import check, preview
from tests.ears.channel import CATALOGUE
from tests.ears.conftest import add
from tests.ears.platform import TOKEN


def unsaved(platform, token=TOKEN, **values):
    return Unsaved("harbour", {"address": platform.url, "way": "poll", **values}, {"token": token})


def tried(source, **more):
    return preview(source, catalogue=CATALOGUE, **more)


@pytest.mark.django_db(transaction=True)
def test_what_would_come_newest_first_and_nothing_is_stored(platform):
    for n in range(5):
        platform.say(f"Wort {n}")
    found = tried(unsaved(platform))
    assert [post.id for post in found.posts] == ["p5", "p4", "p3", "p2", "p1"]
    assert found.account.name == "corp"
    assert found.trouble is None
    assert found.in_time
    assert not Inbox.objects.exists()
    assert not Subscription.objects.exists()


def test_from_its_cursor_or_anew(source, platform):
    for n in range(5):
        platform.say(f"Wort {n}")
    Subscription.objects.create(source=source, name="poll", cursor={"n": 4}, started_at=source.made_at)
    assert [post.id for post in tried(source).posts] == ["p5"]
    assert len(tried(source, anew=True).posts) == 5
    assert Subscription.objects.get().cursor == {"n": 4}


@pytest.mark.django_db(transaction=True)
def test_a_stream_ends_in_time(platform):
    platform.say("eins")
    begun = time.monotonic()
    found = tried(unsaved(platform, way="stream"), seconds=1.0, limit=5)
    assert time.monotonic() - begun < 3
    assert [post.id for post in found.posts] == ["p1"]


@pytest.mark.django_db(transaction=True)
def test_a_platform_that_hangs_costs_the_time_that_was_given(platform):
    platform.moods.hang = threading.Event()
    found = tried(unsaved(platform), seconds=0.5)
    assert not found.in_time
    platform.moods.hang.set()


@pytest.mark.django_db(transaction=True)
def test_what_is_wrong_is_told_not_raised(platform, monkeypatch):
    assert check(unsaved(platform, token="old-one-1234"), catalogue=CATALOGUE).trouble.reason.key
    assert type(tried(unsaved(platform, token="old-one-1234")).trouble).__name__ == "Refused"
    assert tried(unsaved(platform, way="broken")).trouble.reason.key == "trouble.fault"
    assert tried(Unsaved("harbour", {}, {})).trouble.reason.key == "trouble.wrong_settings"
    monkeypatch.setattr(settings, "ALLOW", [])
    assert type(tried(unsaved(platform)).trouble).__name__ in {"Blocked", "Wrong"}


def test_a_secret_renewed_while_trying_is_not_lost(platform, transactional_db):
    platform.moods.token = "renew-me-please"
    source = add(platform, token="renew-me-please")
    assert check(source, catalogue=CATALOGUE).renewed == {"token": TOKEN}
    assert unseal(Source.objects.get().secrets)["token"] == TOKEN
    assert check(unsaved(platform, token="renew-me-please"), catalogue=CATALOGUE).renewed == {"token": TOKEN}
