"""A station in a folder of its own, and people of one role each."""

import shutil

import pytest
from django.utils import timezone

from sturmwarte.station.people.models import Grant, User
from sturmwarte.station.people.permissions import permissions
from tests.engine.station import Station, free_port


@pytest.fixture(scope="session")
def fresh(tmp_path_factory):
    """A station with its schema, made once: that takes longer than most tests of it."""
    made = Station(tmp_path_factory.mktemp("fresh"), free_port())
    made.call("migrate")
    return made.folder


@pytest.fixture
def station(fresh, tmp_path) -> Station:
    folder = tmp_path / "station"
    shutil.copytree(fresh, folder)
    return Station(folder, free_port())


@pytest.fixture
def who(db):
    """Permissions of somebody with this role, on this channel."""

    def made(role="owner", channel="", topic=""):
        user = User.objects.create(email=f"{role}-{channel}-{topic}@example.org", name=role)
        Grant.objects.create(user=user, role=role, channel=channel, topic=topic)
        return permissions(user, timezone.now())

    return made
