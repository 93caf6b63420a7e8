"""Foresight over restarts, crashes and deletions; and who learns of what."""

import msgspec
import pytest
from django.db import connection

from sturmwarte.engine.doctor.foresight import foresight_checks
from sturmwarte.engine.foresight import building
from sturmwarte.engine.foresight.hearing import back_again
from sturmwarte.station.archive import Archive, May, Scope
from sturmwarte.station.foresee.models import Memory, Wave, WavePost
from sturmwarte.station.foresee.sight import under_way, visible
from sturmwarte.station.plan.models import PlanSnapshot
from tests.engine.way import NOW
from tests.engine.weather import DAY, GRACE, HOUR, MINUTE, TOPIC, Model, Watched, post, quiet, spread, store

pytestmark = pytest.mark.django_db(transaction=True)
ODD = "Quittenbaum"


@pytest.fixture(autouse=True)
def _short_play(monkeypatch):
    monkeypatch.setattr(building, "PLAYED_MIN", 120)


def rest_of_story(watched):
    store(*spread(NOW + HOUR, 30, 60, "r"))
    watched.until(NOW + 2 * HOUR)
    (wave,) = Wave.objects.all()
    told = {key: value for key, value in wave.told.items() if key != "story"}
    return wave.wave, wave.level, wave.phase, msgspec.json.encode(told)


def test_after_a_crash_it_goes_on_as_if_nothing_had_been(storm, listening):
    """The second half is told by a process that knows only what was written."""
    memory = Memory.objects.get()
    rows = list(Wave.objects.values()), list(WavePost.objects.values())
    straight = rest_of_story(storm)
    _back_to(memory, *rows)
    assert rest_of_story(Watched(listening, storm_time(memory), forecaster=Model)) == straight


def storm_time(memory):
    return memory.ticked_at


def _back_to(memory, waves, posts):
    """The tables as they were then; the archive has the posts already, as the inbox would."""
    for model, kept in ((Wave, waves), (WavePost, posts)):
        model.objects.all().delete()
        model.objects.bulk_create(model(**row) for row in kept)
    memory.save()


def test_an_unreadable_memory_is_learned_anew(storm, listening):
    Memory.objects.update(state=b"nonsense")
    before = Wave.objects.get()
    watched = Watched(listening, NOW + HOUR + 6 * MINUTE, forecaster=Model)
    assert Wave.objects.get(pk=before.pk).phase == "over", "nobody follows it any more"
    watched.until(NOW + HOUR + 8 * MINUTE)
    assert Memory.objects.get().state != b"nonsense"


def test_the_time_between_two_starts_was_not_heard(storm, listening):
    last, back = Memory.objects.get().ticked_at, NOW + 5 * HOUR
    back_again(Archive(), last, back)
    Watched(listening, back + MINUTE + GRACE, forecaster=Model)
    states = [(one.state, one.since) for one in Archive().coverage("station", "", last, back + HOUR)]
    assert states == [("disturbed", last), ("hearing", back)]
    wave = Wave.objects.get()
    assert wave.phase != "over", "silence of ours is no calm"


def test_a_deleted_post_leaves_the_story(listening):
    quiet(NOW)
    watched = Watched(listening, NOW, forecaster=Model)
    words = f"{ODD} {ODD} https://{ODD}.example/x"
    odd = [post(f"{ODD}{n}", NOW + n * MINUTE, text=words) for n in range(20)]
    store(*odd, *spread(NOW, 60, 100, "s"), now=NOW + HOUR)
    watched.until(NOW + HOUR + GRACE)
    wave = Wave.objects.get()
    assert ODD in str(wave.told), "the test shows nothing"
    for one in odd:
        Archive().delete("mastodon", one.id, "asked for", watched.now)
    assert ODD.lower() not in _bytes().lower()
    assert Wave.objects.get().told["story"] is None
    watched.until(watched.now + 2 * MINUTE)
    again = Wave.objects.get()
    assert again.untold is False
    assert again.told["story"]["read"] == 100
    assert ODD.lower() not in _bytes().lower()


def test_an_erased_author_leaves_a_wave_that_is_long_over(storm):
    storm.until(NOW + 14 * HOUR, step=HOUR)
    assert Wave.objects.get().phase == "over"
    pseudonym = Archive().find_person("a-s3")[0].pseudonym
    Wave.objects.update(told={**Wave.objects.get().told, "why": [{"key": "x", "args": {"by": pseudonym}}]})
    Archive().erase("mastodon", "a-s3", storm.now)
    assert pseudonym not in _bytes()
    storm.until(storm.now + 2 * MINUTE)
    assert Wave.objects.get().told["story"]["read"] == 119
    assert pseudonym not in _bytes()


def _bytes() -> str:
    """All that foresight stores, as text."""
    tables = [name for name in connection.introspection.table_names() if name.startswith("foresee_")]
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            found += [value for row in cursor.fetchall() for value in row]
    return " ".join(v.decode("latin-1") if isinstance(v, bytes | memoryview) else str(v) for v in found)


def test_private_messages_make_a_wave_of_their_own(listening):
    quiet(NOW)
    quiet(NOW, channel="mail", private=True)
    watched = Watched(listening, NOW, forecaster=Model)
    store(*spread(NOW, 60, 60, "s"))
    mails = spread(NOW, 60, 200, "m", channel="mail", form="mail", text=f"{ODD}: mein Toaster brennt")
    store(*mails)
    watched.until(NOW + HOUR + GRACE)
    public = Wave.objects.get(private=False)
    private = Wave.objects.get(private=True)
    assert public.told["posts"] <= 70
    assert public.channels == ["mastodon"]
    assert ODD not in str(public.told)
    assert not WavePost.objects.filter(wave=public.wave, post__startswith="m").exists()
    assert private.channels == ["mail"]
    assert private.told["story"]["read"] == 200
    everybody, postmaster = May((Scope(),)), May((Scope("mail", private=True),))
    assert under_way(everybody) == [public]
    assert under_way(postmaster) == [private]
    assert not visible(private, May((Scope("mastodon", private=True), Scope("mail"))))
    assert not visible(public, May((Scope(topic="ruf"),)))
    assert visible(public, May((Scope(topic=TOPIC),)))
    assert not visible(public, May.nothing())


def test_doctor_says_when_nobody_looks(storm):
    def told(now, running=True):
        (found,) = foresight_checks(now, running)
        return found.state

    assert told(storm.now) == "good"  # no plan is active here
    PlanSnapshot.objects.create(
        version="x", files={}, active=True, activated_by="t", activated_at=NOW, reason=""
    )
    assert told(storm.now) == "good"
    assert told(storm.now + DAY, running=False) == "good"
    assert told(storm.now + 6 * MINUTE) == "wrong"
    back_again(Archive(), storm.now, storm.now + 5 * MINUTE)
    assert told(storm.now + 6 * MINUTE) == "good", "it has only just been started"


def test_one_dangerous_mail_is_counted_in_mails_alone(listening):
    quiet(NOW)
    quiet(NOW, channel="mail", private=True)
    watched = Watched(listening, NOW)
    store(*spread(NOW, 4, 40, "s"))
    store(post("m", NOW + MINUTE, channel="mail", form="mail"), kind="danger")
    watched.until(NOW + 6 * MINUTE + GRACE, MINUTE)
    private = Wave.objects.get(private=True)
    assert private.told["posts"] == 1
    assert private.told["series"] == [{"topic": TOPIC, "by": "channel", "value": "mail"}]
    assert private.told["known"]
