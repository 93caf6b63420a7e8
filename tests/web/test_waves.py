"""The pages of waves without a browser: who sees what, what they say, what people decide, at what price."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from sturmwarte.core.foresee.outlook import Expected
from sturmwarte.station.archive.records import Interval
from sturmwarte.station.foresee.models import Muted, Storm, Wave
from sturmwarte.station.foresee.pages import saying
from sturmwarte.station.foresee.pages.course import HOUR, Course, Mark, Point, binned, gaps
from sturmwarte.station.foresee.pages.plot import drawn
from sturmwarte.station.foresee.pages.told import Seen
from tests.web import scene as scenes
from tests.web import waves_scene, waves_told

WAVES = ("storm", "begin", "fade", "silent", "fresh", "past0")
PAGES = (
    "/lage/", "/waves/", "/waves/?view=down", "/waves/?view=past", "/waves/signs/", "/storms/",
    *(f"/waves/{id}/" for id in WAVES),
)  # fmt: skip


@pytest.fixture(scope="module")
def waves(django_db_setup, django_db_blocker):
    """People of every role and a wave of each sort; no plan, so topics are called by their ids."""
    with django_db_blocker.unblock(), transaction.atomic():
        now = timezone.now()
        people = scenes.people(now)
        waves_scene.fill("normal", now)
        yield SimpleNamespace(now=now, people=people)
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


def _as(waves, role: str, language: str = "de") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(waves.people[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _get(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_shows_every_sort_of_wave(waves, language):
    client = _as(waves, "owner", language)
    for url in PAGES:
        assert f'lang="{language}"' in _get(client, url), url


def test_the_list_says_what_moves(waves):
    shown = _get(_as(waves, "reader"), "/waves/")
    assert "486 je Stunde, üblich 2,4" in shown
    assert "so war es bei 8 von 10 ähnlichen" in shown
    assert "Die Hälfte der Beiträge stammt von 3 Konten" in shown
    assert "noch ohne Grundlinie" in shown
    listed = shown[shown.index('id="waves"') :]
    assert listed.index("/waves/fade/") > listed.index("/waves/fresh/"), "muted waves come last"
    assert "verstummt" in _get(_as(waves, "reader"), "/waves/?view=down")
    assert "Fehlalarm" in _get(_as(waves, "reader"), "/waves/?view=past")


def test_a_wave_tells_its_level_story_forecast_and_staff(waves):
    shown = _get(_as(waves, "reader"), "/waves/storm/")
    for words in (
        "Hinweise auf Gefahr für Menschen",
        "verdoppelt sich in den nächsten 6 Stunden",
        "einfache Regel",
        "aus der Sammlung",
        "Personalbedarf",
        "#schmorkocher",
        "aus eigenem Erleben",
        "üblich 18",
        "Nachsorge",
    ):
        assert words in shown, words
    assert 'class="verbs"' in shown
    assert 'data-act="lower"' not in shown, "a reader decides nothing"
    assert 'data-act="lower"' in _get(_as(waves, "duty"), "/waves/storm/")


def test_the_strip_says_level_and_forecast_on_every_page(waves):
    shown = _get(_as(waves, "reader"), "/archive/")
    strip = shown[shown.index('id="strip"') : shown.index("</header>")]
    assert "level-red" in strip
    assert "so war es bei 8 von 10 ähnlichen" in strip
    assert "moving" not in _get(_as(waves, "data_protection"), "/archive/")


def test_limits_and_private_waves(waves):
    """The member's grant names mastodon: waves heard there, and private ones of that channel alone."""
    member, owner = _as(waves, "member"), _as(waves, "owner")
    assert member.get("/waves/storm/").status_code == 200
    hidden = waves_told.unknown(waves.now)[0]
    waves_scene.put(hidden, wave="mail-only", channels=["mail"], private=True)
    assert member.get("/waves/mail-only/").status_code == 404
    assert owner.get("/waves/mail-only/").status_code == 404
    assert member.post("/waves/mail-only/judge/", {"real": "1"}).status_code == 404
    assert _as(waves, "reader").post("/waves/storm/judge/", {"real": "1"}).status_code == 403


def test_a_wave_is_judged_and_the_judgement_taken_back(waves):
    client = _as(waves, "duty")
    client.post("/waves/begin/judge/", {"real": "0"})
    assert Wave.objects.get(wave="begin").real is False
    assert "Fehlalarm</b>, sagt Svea Lorenz" in _get(client, "/waves/begin/")
    client.post("/waves/begin/judge/undo/")
    assert Wave.objects.get(wave="begin").real is None


def test_lowering_a_level_takes_a_reason(waves):
    client = _as(waves, "lead")
    refused = client.post("/waves/storm/step-down/", {"level": "orange", "reason": " "}, follow=True)
    assert "Nennen Sie den Grund" in refused.content.decode()
    assert Wave.objects.get(wave="storm").level == "red"
    client.post("/waves/storm/step-down/", {"level": "orange", "reason": "Rückruf läuft <b>gut</b>"})
    assert Wave.objects.get(wave="storm").level == "orange"
    assert "Rückruf läuft &lt;b&gt;gut&lt;/b&gt;" in _get(client, "/waves/storm/")


def test_a_topic_is_muted_until_a_time_and_heard_again(waves):
    client = _as(waves, "lead")
    client.post("/waves/begin/mute/", {"hours": "8", "reason": "Aktion läuft"})
    row = Muted.objects.get(topic="geraete")
    assert timedelta(hours=7) < row.until - timezone.now() < timedelta(hours=9)
    assert "Aktion läuft" in _get(client, "/waves/begin/")
    client.post("/waves/begin/unmute/")
    assert not Muted.objects.filter(topic="geraete").exists()
    client.post("/waves/begin/mute/", {"hours": "999999", "reason": "x"})
    assert not Muted.objects.filter(topic="geraete").exists()


def test_a_recording_is_brought_and_its_report_deleted(waves, settings, tmp_path):
    settings.DATA = tmp_path
    client = _as(waves, "lead")
    file = SimpleUploadedFile("jahr.csv", b"timestamp,value\n2026-01-01T00:00:00Z,3\n")
    client.post("/storms/bring/", {"file": file, "name": ""})
    brought = Storm.objects.get(name="jahr.csv")
    assert brought.state == "waiting"
    done = Storm.objects.get(state="done")
    shown = _get(client, f"/storms/{done.pk}/")
    assert "2 von 2 Stürmen" in shown
    client.post(f"/storms/{done.pk}/forget/")
    assert client.get(f"/storms/{done.pk}/").status_code == 404


def test_ten_waves_cost_no_more_queries_than_one(waves):
    client = _as(waves, "owner")
    for url, most in (("/waves/", 26), ("/lage/", 50), ("/waves/storm/", 42)):
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as before:
            client.get(url)
        assert len(before) <= most, (url, len(before))
    with CaptureQueriesContext(connection) as before:
        client.get("/waves/")
    for n in range(10):
        waves_scene.put(*waves_told.odd(n, waves.now))
    with CaptureQueriesContext(connection) as after:
        shown = client.get("/waves/").content.decode()
    assert len(after) == len(before)
    assert "<script>x" not in shown


def test_what_nobody_heard_is_a_gap_and_never_a_zero():
    begin = timezone.now().replace(minute=0, second=0, microsecond=0)
    states = [
        Interval("a", "", "hearing", begin - HOUR, begin + HOUR),
        Interval("a", "", "disturbed", begin + HOUR, begin + 2 * HOUR),
        Interval("a", "", "hearing", begin + 2 * HOUR, None),
        Interval("b", "", "disturbed", begin, None),
    ]
    silent = gaps(states, begin, begin + 4 * HOUR)
    assert silent == [(begin + HOUR, begin + 2 * HOUR)]
    points = binned({begin: 3}, {}, silent, begin, begin + 4 * HOUR, HOUR)
    assert [one.value for one in points] == [3, None, 0, 0]
    picture = drawn(Course(HOUR, points, begin + 4 * HOUR), silent)
    assert picture.line.count("M") == 2
    assert picture.silent == [("25.00%", "25.00%")]


_rates = st.one_of(st.none(), st.floats(0, 1e6))


@given(
    st.lists(_rates, min_size=2, max_size=40), st.lists(st.floats(0, 1e6), max_size=20), st.integers(0, 30)
)
def test_no_course_leaves_the_field(values, ahead, marks):
    begin = timezone.now()
    points = tuple(Point(begin + n * HOUR, one, one) for n, one in enumerate(values))
    end = begin + len(points) * HOUR
    course = Course(
        HOUR, points, end,
        tuple(Expected(at=end + n * HOUR, low=0, middle=one, high=one * 3) for n, one in enumerate(ahead)),
        tuple(Mark(begin + n * HOUR / 7, "level", "Gelb", "yellow") for n in range(marks)),
    )  # fmt: skip
    picture = drawn(course)
    for path in (picture.line, picture.area, picture.usual, picture.band, picture.middle):
        numbers = path.replace("M", " ").replace("L", " ").replace("Z", " ").split()
        assert all(-1 <= float(one) <= 1001 for one in numbers), path
    assert len(picture.marks) == marks


def test_the_forecast_in_both_languages(waves):
    now = waves.now.replace(hour=12, minute=0, second=0, microsecond=0)
    row = Wave.objects.get(wave="storm")
    row.forecast |= {"by": (now + 5 * HOUR).isoformat(), "passed_of": [3, 10]}
    with override("de"), timezone.override("UTC"):
        assert (
            saying.outlook(Seen(row), now)
            == "eher nicht vorbei bis 17\u202fUhr: nur 3 von 10 ähnlichen waren es"
        )
    with override("en"), timezone.override("UTC"):
        assert saying.outlook(Seen(row), now) == "probably not over by 17:00: only 3 of 10 similar ones were"
