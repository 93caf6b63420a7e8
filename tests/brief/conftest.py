"""People of every role, the sample plan, posts and cases, waves: what a briefing tells of."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from sturmwarte.station.foresee.pages import habit
from sturmwarte.station.frame.catalogues import compile_all
from sturmwarte.station.respond.models import Case
from tests.web import scene as scenes
from tests.web import waves_scene

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(scope="session", autouse=True)
def german() -> None:
    compile_all()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    habit.forget()


@pytest.fixture(scope="module")
def day(django_db_setup, django_db_blocker):
    """A day of the sample company with a wave of each sort."""
    with django_db_blocker.unblock(), transaction.atomic():
        now = timezone.now()
        people = scenes.people(now)
        scenes.plan(now)
        scenes.posts(scenes.demo_posts(now, 120))
        waves_scene.fill("normal", now)
        yield SimpleNamespace(now=now, people=people)
        transaction.set_rollback(True)


@pytest.fixture
def reads(day):
    """Opens pages as one of the people."""

    def client(role: str, language: str = "de") -> Client:
        found = Client(headers={"accept-language": language})
        found.force_login(day.people[role], backend=BACKEND)
        return found

    return client


@pytest.fixture
def late(day):
    """A case of the owner that is late, and one that was promised."""
    first, second = Case.objects.exclude(state="closed").order_by("pk")[:2]
    owner = day.people["owner"]
    Case.objects.filter(pk=first.pk).update(
        taken_by=owner, state="taken", deadline=day.now - timedelta(hours=3)
    )
    Case.objects.filter(pk=second.pk).update(
        taken_by=owner, state="taken", promised_until=day.now + timedelta(hours=2)
    )
    return first, second
