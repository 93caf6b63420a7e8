"""Recordings somebody brings: posts or counts, judged with the plan's calendar, budgets and levels."""

import json
from datetime import timedelta

import pytest

from sturmwarte.core.query.percolator import Percolator
from sturmwarte.engine.errors import Refused
from sturmwarte.engine.foresight.recorded import judged
from sturmwarte.engine.foresight.rules import rules
from sturmwarte.engine.jobs.recordings import Recordings
from sturmwarte.station.foresee.actions.bring import JUDGE_STORM, bring, file_of
from sturmwarte.station.foresee.models import Storm
from sturmwarte.station.ledger.models import Job
from sturmwarte.station.people.models import Role
from sturmwarte.station.people.permissions import Held, Permissions
from tests.engine.way import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def judge(listening, tmp_path):
    def run(text: str, name="last year"):
        file = tmp_path / "recording"
        file.write_text(text, "utf-8")
        return judged(file, name, rules(listening.plan, NOW.date()), Percolator({"marke": "zeisig"}))

    return run


def test_counts_by_the_hour(judge):
    quiet = [(NOW + hour * HOUR, 4 + hour % 3) for hour in range(14 * 24)]
    storm = [(NOW + (14 * 24 + hour) * HOUR, 400) for hour in range(4)]
    (report,) = judge("zeit;anzahl\n" + "".join(f"{at.isoformat()};{n}\n" for at, n in quiet + storm))
    (found,) = report.storms
    assert found.detected is not None
    assert {"yellow", "orange", "red"} == {one.level for one in found.levels}
    assert report.false_alarms == 0


def test_posts_are_judged_as_a_whole_and_by_topic(judge):
    times = [NOW + n * HOUR / 3 for n in range(3 * 24 * 4)]
    times += [NOW + 4 * 24 * HOUR + n * timedelta(seconds=20) for n in range(300)]
    rows = [{"id": str(n), "text": "Zeisig", "created_at": at.isoformat()} for n, at in enumerate(times)]
    lines = [json.dumps(row) for row in rows] + ["{broken", json.dumps({"id": "x", "text": "no time"})]
    whole, topic = judge("\n".join(lines))
    assert (whole.series, topic.series) == ("last year", "marke")
    assert whole.storms[0].detected is not None
    table = "id,text,created_at\n" + "".join(f"{r['id']},{r['text']},{r['created_at']}\n" for r in rows)
    assert [one.rows for one in judge(table)] == [whole.rows, topic.rows]


@pytest.mark.parametrize("text", ["", "a,b,c\n1,2,3\n", "{}\n", "timestamp,value\nnonsense,1\n"])
def test_what_cannot_be_judged_is_refused_in_one_line(judge, text):
    with pytest.raises(Refused) as refused:
        judge(text)
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith("last year: ")


@pytest.mark.django_db(transaction=True)
def test_the_process_that_judges_is_looked_after(monkeypatch):
    """Its end is the recording's end, however it ended; the file goes."""
    row = bring(Permissions(1, held=(Held(Role.OWNER),)), "x", [b"timestamp,value\n"], NOW)
    job, work = Job.objects.get(kind=JUDGE_STORM), Recordings()
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert work.work(job, NOW) == NOW + timedelta(seconds=1)
    work._child.wait(20)
    assert work.work(job, NOW) is None
    row.refresh_from_db()
    assert (row.state, bool(row.why)) == (Storm.State.FAILED, True)
    assert not file_of(row.pk).exists()
    assert work.work(job, NOW) is None, "there is nothing left to judge"
