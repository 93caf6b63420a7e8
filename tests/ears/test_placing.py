"""From a row to a place: how far back, which values, what a new plan changes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sturmwarte.channels.contract import Sought
from sturmwarte.station.listen.models import Inbox, Source, Subscription
from sturmwarte.station.listen.placing import SHIPPED, place_of, since
from sturmwarte.wire.errors import Wrong
from tests.ears.channel import CATALOGUE, KIND
from tests.ears.conftest import add, until
from tests.ears.platform import TOKEN

DAY = timedelta(days=1)


@pytest.mark.django_db
def test_how_far_back(platform):
    now = timezone.now()
    source = add(platform)
    three, never = (KIND.model_copy(update={"backfill_days": days}) for days in (3, 0))
    assert since(source, three, now) == now - 3 * DAY
    assert since(source, never, now) == now
    Subscription.objects.create(source=source, name="a", started_at=now - 2 * DAY)
    # Two days ago it began, and has heard nothing since: what came in an outage must not be lost.
    assert since(source, three, now) == now - 5 * DAY
    assert since(source, never, now) == now - 2 * DAY
    Subscription.objects.update(started_at=now - 400 * DAY)
    assert since(source, three, now) == since(source, never, now) == now - 7 * DAY
    assert since(Source(id="new"), three, now) == now - 3 * DAY


@pytest.mark.django_db
def test_a_place_has_defaults_secrets_and_its_own_client(platform):
    source = add(platform)
    del source.values["every"]
    place = place_of(source, catalogue=CATALOGUE)
    assert place.values["token"] == TOKEN
    assert place.values["every"] == 1
    assert (place.source, place.channel) == ("harbour", "harbour:harbour")
    place.keep({"token": "another-one-1234", "session": "s-1"})
    again = place_of(Source.objects.get(), catalogue=CATALOGUE)
    assert (again.values["token"], again.values["session"]) == ("another-one-1234", "s-1")
    del source.values["address"]
    with pytest.raises(Wrong) as told:
        place_of(source, catalogue=CATALOGUE)
    assert told.value.reason.args == {"fields": ["address"]}
    place.client.close()
    again.client.close()


@pytest.mark.parametrize("kind", ["nothing", "../wire", "contract", ""])
def test_a_kind_that_is_not_there(kind):
    with pytest.raises(Wrong):
        SHIPPED.kind(kind)


def test_a_new_plan_asks_anew_and_loses_nothing(source, platform, listening, monkeypatch):
    asked = [()]
    monkeypatch.setattr("sturmwarte.engine.ears.team.sought_now", lambda: asked[0])
    platform.say("vorher")
    ears = listening()
    until(Inbox.objects.exists)
    before = ears.team.line("harbour")
    asked[0] = (Sought("bahn", ("bahn",)),)
    until(lambda: ears.team.line("harbour") not in {None, before})
    assert ears.team.line("harbour").sought == asked[0]
    platform.say("nachher")
    until(lambda: Inbox.objects.count() == 2)
