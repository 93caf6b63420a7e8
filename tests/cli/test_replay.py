"""`sturmwarte replay`: the whole chain, in a run and a time of its own."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sturmwarte.station.ledger.models import Run
from sturmwarte.station.respond.models import Case

PLAN = Path(__file__).parent.parent.parent / "src/sturmwarte/packs/demo/plan"
FIRE = "Mein Zeisig Flott hat gebrannt, die Steckdose ist schwarz"
START = datetime(2026, 3, 3, 9, tzinfo=UTC)


def posts(path, *texts, step=timedelta(hours=8)):
    lines = [
        {"id": n, "channel": "mastodon", "text": text, "created_at": (START + n * step).isoformat()}
        for n, text in enumerate(texts)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def test_a_replay_sorts_posts_opens_cases_and_lets_deadlines_pass(call, tmp_path):
    file = posts(tmp_path / "p.jsonl", FIRE, "Heute scheint die Sonne", FIRE, "Sonne")
    done = call("replay", file, "--speed", "max", "--plan", PLAN, "--id", "a", "--json")
    told = json.loads(done.stdout)
    assert (told["run"], told["posts"], told["matched"], told["cases"]) == ("replay:a", 4, 2, 2)
    assert told["overdue"] == 2, "eight hours passed between the posts"
    cases = Case.objects.filter(run="replay:a")
    assert cases.count() == 2
    assert not Case.objects.exclude(run="replay:a").exists()
    first = cases.order_by("opened_at").first()
    assert first.opened_at == START, "the story's time, not ours"
    assert START < first.deadline < START + timedelta(hours=8)
    run = Run.objects.get(pk="replay:a")
    assert run.story_at(datetime.now(UTC)) == START + 3 * timedelta(hours=8)


def test_it_keeps_pace_with_its_clock(call, tmp_path):
    file = posts(tmp_path / "p.jsonl", FIRE, FIRE, step=timedelta(minutes=10))
    before = datetime.now(UTC)
    call("replay", file, "--speed", "1200", "--plan", PLAN, "--id", "b")
    assert datetime.now(UTC) - before >= timedelta(seconds=0.5)
    opened = Case.objects.filter(run="replay:b").order_by("opened_at").values_list("opened_at", flat=True)
    assert opened[1] - opened[0] >= timedelta(minutes=9)


def test_what_cannot_be_replayed_is_told(call, tmp_path):
    file = tmp_path / "p.jsonl"
    file.write_text('{"id": 1, "channel": "x", "text": "a"}\n')
    assert "no created_at" in call("replay", file, "--plan", PLAN, code=2).stderr
    good = posts(tmp_path / "q.jsonl", "Sonne")
    assert "no plan is active" in call("replay", good, code=2).stderr
    assert "no such folder" in call("replay", good, "--plan", tmp_path / "nope", code=2).stderr
    assert "--speed fast" in call("replay", good, "--speed", "fast", code=2).stderr
    call("replay", good, "--plan", PLAN, "--speed", "max", "--id", "a")
    twice = call("replay", good, "--plan", PLAN, "--speed", "max", "--id", "a", code=2)
    assert "there is a run replay:a already" in twice.stderr
