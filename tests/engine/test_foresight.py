"""A story of waves on the way from counters to the table, in time travel."""

from datetime import timedelta

import pytest

from sturmwarte.station.foresee.models import Wave
from tests.engine.way import NOW
from tests.engine.weather import HOUR, MINUTE, pass_time, posts, quiet, watching

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_storm_is_told_while_it_rises(context):
    quiet(NOW)
    foresight = watching(context, NOW)
    assert not Wave.objects.exists()
    posts(context, NOW, 60, 120, "s")
    pass_time(foresight, NOW + HOUR + MINUTE)
    for w in Wave.objects.all():
        print(w.wave, w.topic, w.phase, w.level, w.started, w.detected, w.told)
    assert Wave.objects.count() == 1
