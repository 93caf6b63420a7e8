"""People with a role each, and posts as they have them before them."""

from datetime import UTC, datetime

from sturmwarte.core.post import Post
from sturmwarte.core.understand.reading import Kind, Reading, Sentiment
from sturmwarte.station.archive import Found
from sturmwarte.station.people.models import Grant, Role, User
from sturmwarte.station.people.permissions import permissions

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
READING = Reading(
    lang="de",
    sentiment=Sentiment("neutral", 0.6),
    kinds=(Kind("question", 0.7),),
    unsure=("sentiment",),
    made_by={"understand": "1"},
)


def person(role=Role.MEMBER, name="", **scope):
    """The permissions of somebody with this one role."""
    user, _ = User.objects.get_or_create(email=f"{name or role}@example.org", name=name or role)
    Grant.objects.get_or_create(user=user, role=role, **scope)
    return permissions(user, NOW)


def post(id="1", text="Wo bleibt mein Paket aus der Filiale heute?", run="live", **state):
    return Found(
        post=Post(id=id, channel="mastodon", text=text, run=run), lang="de", reading=READING, **state
    )
