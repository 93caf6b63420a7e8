"""What people decide about waves: every action by every role, by strangers, by who may see a part."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from sturmwarte.core.foresee.budget import DEFAULT
from sturmwarte.core.foresee.calendar import Calendar
from sturmwarte.core.foresee.signal import SeriesKey
from sturmwarte.core.foresee.watch import Watch
from sturmwarte.core.foresee.wave import Proposal
from sturmwarte.core.foresee.wave import Wave as Told
from sturmwarte.engine.foresight.feedback import Feedback
from sturmwarte.engine.foresight.rules import rules
from sturmwarte.station.foresee.actions.bring import bring, file_of, forget_storm, settled, storms, sweep
from sturmwarte.station.foresee.actions.give import give, given, take_back
from sturmwarte.station.foresee.actions.judge import judge, undo_judgement
from sturmwarte.station.foresee.actions.mute import mute, muted, unmute
from sturmwarte.station.foresee.actions.step_down import step_down
from sturmwarte.station.foresee.errors import NotAllowed, WaveError
from sturmwarte.station.foresee.models import Storm, Wave
from sturmwarte.station.foresee.record import Found, record
from sturmwarte.station.foresee.roles import BRING, JUDGE, STEP_DOWN
from sturmwarte.station.frame.uploads import Uploads
from sturmwarte.station.ledger.models import AuditEntry, Change, Job
from sturmwarte.station.people.models import Role
from sturmwarte.station.people.permissions import NOBODY, Held, Permissions

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOPIC = "marke"
ROLES = [*Role.values, None]


def who(role: str | None, channel: str = "", topic: str = "") -> Permissions:
    return Permissions(7, held=(Held(role, channel, topic),)) if role else NOBODY


def told(level: str = "red", id: str = "w1", at: datetime = NOW) -> Told:
    return Told(
        id=id, topic=TOPIC, topics=(TOPIC,), view="spike", direction="up", phase="growth", started=at,
        detected=at, updated=at, proposal=Proposal(level=level),
    )  # fmt: skip


def kept(wave: Told, **what) -> Wave:
    record("live", [Found(told=wave, channels=["mastodon"], **what)], None, wave.updated, wave.updated)
    return Wave.objects.get(wave=wave.id)


def acts(person: Permissions):
    """Each action once, by name: whether this person could do it."""
    kept(told())
    day = [(NOW - DAY + hour * HOUR, 3.0) for hour in range(20)]
    asked = {
        "judge": lambda: judge(person, "w1", True, NOW),
        "mute": lambda: mute(person, TOPIC, NOW + DAY, "fair", NOW),
        "step_down": lambda: step_down(person, "w1", "yellow", "it is over", NOW),
        "give": lambda: give(person, TOPIC, day, NOW),
        "bring": lambda: bring(person, "x", [b"a,b\n"], NOW),
    }
    done = set()
    for name, act in asked.items():
        with suppress(WaveError):
            act()
            done.add(name)
    return done


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_is_its_own(role):
    allowed = {"judge": JUDGE, "mute": STEP_DOWN, "step_down": STEP_DOWN, "give": BRING, "bring": BRING}
    wanted = {name for name, roles in allowed.items() if role in roles}
    assert acts(who(role)) == wanted
    assert AuditEntry.objects.count() == len(wanted)
    assert Job.objects.filter(kind="judge-storm").exists() == ("bring" in wanted)


@pytest.mark.parametrize(
    ("person", "can"),
    [
        (who(Role.LEAD, topic=TOPIC), {"judge", "mute", "step_down", "give", "bring"}),
        (who(Role.LEAD, topic="ruf"), {"bring"}),
        (who(Role.LEAD, channel="mastodon"), {"judge", "step_down", "bring"}),
        (who(Role.LEAD, channel="mail"), {"bring"}),
        (Permissions(7, held=(Held(Role.READER), Held(Role.LEAD, topic="ruf"))), {"bring"}),
    ],
)
def test_a_limited_grant_reaches_as_far_as_it_says(person, can):
    assert acts(person) == can


def test_a_wave_of_private_messages_is_not_there_for_others():
    kept(told(), private=True)
    with pytest.raises(WaveError):
        judge(who(Role.OWNER), "w1", True, NOW)
    assert judge(who(Role.MEMBER, channel="mastodon"), "w1", True, NOW).real is True


def test_judging_is_told_undone_and_moves_the_budget(listening):
    watch = Watch(Calendar())
    watch.warm(SeriesKey(TOPIC), [(int(NOW.timestamp() // 60) - 60 * hour, 2.0) for hour in range(60 * 24)])
    lead, feedback = who(Role.LEAD), Feedback("live")
    for n in range(6):
        kept(told(id=f"w{n}", at=NOW - (50 - 8 * n) * DAY))
        judge(lead, f"w{n}", False, NOW, why="nobody spoke of us")
        judge(lead, f"w{n}", False, NOW)
    assert AuditEntry.objects.count() == 6, "the same word twice is one"
    feedback.read(rules(listening.plan, NOW.date()), watch, NOW)
    stricter = feedback.budget(TOPIC)
    assert stricter < DEFAULT
    for n in range(6):
        assert undo_judgement(lead, f"w{n}", NOW).real is None
    with pytest.raises(WaveError):
        undo_judgement(lead, "w1", NOW)
    feedback.read(rules(listening.plan, NOW.date()), watch, NOW)
    assert feedback.budget(TOPIC) > stricter
    assert Change.objects.filter(kind="wave", ref="w1").count() >= 3


def test_a_topic_is_muted_until_its_end_or_before():
    lead = who(Role.DUTY)
    for until, reason in ((NOW - HOUR, "x"), (NOW + 91 * DAY, "x"), (NOW + DAY, " ")):
        with pytest.raises(WaveError):
            mute(lead, TOPIC, until, reason, NOW)
    mute(lead, TOPIC, NOW + DAY, "trade fair", NOW)
    assert muted(NOW) == {TOPIC}
    assert muted(NOW + DAY) == frozenset()
    unmute(lead, TOPIC, NOW + HOUR)
    assert muted(NOW) == frozenset()
    with pytest.raises(WaveError):
        unmute(lead, TOPIC, NOW)


def test_only_a_person_lowers_and_the_engine_raises_for_what_is_new():
    lead = who(Role.LEAD)
    assert kept(told("orange")).level == "orange"
    assert kept(told("green")).level == "orange", "calm is not declared by a machine"
    for level, why in (("red", "x"), ("orange", "x"), ("purple", "x"), ("green", "")):
        with pytest.raises(WaveError):
            step_down(lead, "w1", level, why, NOW)
    kept(told("orange"))
    row = step_down(lead, "w1", "yellow", "the report was retracted", NOW)
    assert (row.level, row.stepped_down_from, row.stepped_down_by) == ("yellow", "orange", "user:7")
    assert kept(told("orange")).level == "yellow", "what the person had seen raises nothing"
    assert kept(told("red")).level == "red", "worse than that does"
    step_down(lead, "w1", "blue", "aftercare", NOW)
    assert kept(told("red")).level == "blue"
    kept(told("green"))
    assert kept(told("yellow")).level == "yellow", "it had calmed, and rises anew"
    step_down(lead, "w1", "green", "done", NOW)
    assert Wave.objects.get().told["levels"][-1]["level"] == "red"


def test_counts_of_another_tool_are_given_by_the_hour():
    lead = who(Role.LEAD)
    halves = [(NOW - DAY + minutes * timedelta(minutes=30), 2.0) for minutes in range(48)]
    assert give(lead, TOPIC, halves, NOW) == 24
    assert given(TOPIC)[0] == (NOW - DAY, 4.0)
    assert give(lead, TOPIC, [(NOW - DAY, 9.0)], NOW) == 1
    assert given(TOPIC)[0] == (NOW - DAY, 9.0)
    wrong = [[], [(NOW, 3.0)], [(NOW - DAY, -1.0)], [(datetime(2026, 1, 1), 1.0)]]  # noqa: DTZ001
    for counts in wrong:
        with pytest.raises(WaveError):
            give(lead, TOPIC, counts, NOW)
    assert take_back(lead, TOPIC, NOW) == 24
    with pytest.raises(WaveError):
        take_back(lead, TOPIC, NOW)


def test_a_recording_is_bounded_and_gone_when_it_is_judged(monkeypatch, django_capture_on_commit_callbacks):
    small = Uploads("storms", 10)
    monkeypatch.setattr("sturmwarte.station.foresee.actions.bring.FILES", small)
    owner = who(Role.OWNER)
    for parts in ([b"x" * 6, b"y" * 6], []):
        with pytest.raises(WaveError):
            bring(owner, "too much", parts, NOW)
    assert not Storm.objects.exists()
    row = bring(owner, "last year", [b"a,1\n"], NOW)
    assert file_of(row.pk).read_bytes() == b"a,1\n"
    sweep(NOW + 900 * DAY)
    assert file_of(row.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        settled(row.pk, NOW, why="no time in it")
    assert not file_of(row.pk).exists()
    assert [(one.state, one.why) for one in storms(owner)] == [("failed", "no time in it")]
    forget_storm(owner, row.pk, NOW)
    with pytest.raises(NotAllowed):
        storms(who(Role.MEMBER))
    for _ in range(5):
        bring(owner, "x", [b"a"], NOW)
    with pytest.raises(WaveError):
        bring(owner, "one more", [b"a"], NOW)


def test_saying_the_same_again_writes_nothing():
    first = kept(told())
    before = Change.objects.count()
    assert kept(told()).told == first.told
    assert Change.objects.count() == before
    assert msgspec.convert(first.told, Told).level == "red"
