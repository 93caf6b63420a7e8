"""The demo, as a newcomer starts it: one command, one link, a storm, Ctrl-C."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, Queue

import httpx2
import pytest

from sturmwarte.cli.demo import MARK, sample
from sturmwarte.core.listen.jsonlines import parse_line
from sturmwarte.engine.brain import make, read_plan

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
READY_S, STORM_S = 90, 60
"""Generous, for a machine that runs other tests beside this one; a quiet one needs an eighth."""


def _everything() -> list[sample.Told]:
    return [*sample.history(), *sample.storm()]


def test_the_posts_are_many_and_each_is_its_own():
    told = _everything()
    texts = [one.post["text"] for one in told if "repost_of" not in one.post]
    assert len(list(sample.history())) >= 900
    assert 600 <= len(list(sample.storm())) <= 750
    assert len(set(texts)) == len(texts) >= 1200
    assert len({one.post["id"] for one in told}) == len(told)


def test_the_posts_are_as_varied_as_real_ones():
    posts = [one.post for one in _everything()]
    channels = Counter(post["channel"] for post in posts)
    assert min(channels.values()) >= 20
    assert {"mastodon", "bluesky", "youtube", "reviews", "mail", "press", "forum"} <= set(channels)
    assert sum("in_reply_to" in post for post in posts) >= 200
    assert sum("rating" in post for post in posts) >= 90
    assert sum("repost_of" in post for post in posts) >= 60
    assert len({post["author"]["id"] for post in posts}) >= 500
    lengths = sorted(len(post["text"]) for post in posts)
    assert lengths[len(lengths) // 20] < 40
    assert lengths[-len(lengths) // 20] > 160


def test_every_post_can_be_read_and_names_only_posts_before_it():
    known: set[str] = set()
    for told in _everything():
        post = parse_line(told.line(NOW + told.at), received_at=NOW + told.at)
        assert not post.flags
        assert {post.in_reply_to, post.repost_of} - {""} <= known
        known.add(post.id)


@pytest.mark.parametrize("hour", [0, 5, 9, 12, 18, 23])
def test_whenever_a_demo_begins_the_nights_before_were_quiet(hour: int):
    now = datetime(2026, 3, 3, hour, 20, tzinfo=UTC)
    before = sample.before(now)
    assert len(before) == len(list(sample.history()))
    assert all(-sample.BEFORE <= one.at < timedelta() for one in before)
    hours = Counter((now + one.at).astimezone(sample.ZONE).hour for one in before)
    night, evening = sum(hours[h] for h in range(1, 5)), sum(hours[h] for h in range(18, 22))
    assert 0 < night * 5 < evening

    known: set[str] = set()
    for one in before:
        assert {one.post.get("in_reply_to"), one.post.get("repost_of")} - {None} <= known
        known.add(one.post["id"])


def test_the_storm_swells_and_fades():
    by_hour = Counter(int(one.at / timedelta(hours=1)) for one in sample.storm())
    usual = sum(1 for _ in sample.history()) / (14 * 24)
    assert by_hour[0] > 10 * usual
    assert by_hour[0] < by_hour[2] < by_hour[3]
    assert by_hour[3] > 2 * by_hour[0]
    assert by_hour[4] > by_hour[6] > by_hour[8] > 0


def test_the_storm_jumps_networks_and_is_answered():
    storm = list(sample.storm())
    share = [
        sum(one.post["channel"] == "bluesky" for one in part) / len(part)
        for part in (storm[:60], storm[300:])
    ]
    assert share[0] < share[1]
    assert sum(bool(one.post.get("own")) for one in storm) >= 8
    assert sum("#boykottzeisig" in one.post["text"].casefold() for one in storm) >= 25


def test_the_plan_has_no_problem_and_passes_its_own_tests():
    loaded = read_plan(sample.plan())
    assert loaded.plan is not None, loaded.errors
    done = make(loaded.plan, NOW.date()).rehearse()
    assert done
    assert [(one.test.name, one.misses) for one in done if not one.passed] == []


class Demo:
    """A running demo; `say` holds what it has told so far."""

    def __init__(self, folder: Path, *options: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        self.lines: Queue[str] = Queue()
        self.said = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sturmwarte.cli.main", "demo", "--data", folder, "--port", port, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # so that Ctrl-C reaches all its processes, and nobody else's
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stdout
        with self.process.stdout as said:
            for line in said:
                self.lines.put(line)

    def until(self, pattern: str, patience_s: float) -> str:
        """The first group of `pattern` in what the demo says."""
        end = time.monotonic() + patience_s
        while not (found := re.search(pattern, self.said)):
            try:
                self.said += self.lines.get(timeout=max(0.01, end - time.monotonic()))
            except Empty:
                pytest.fail(f"the demo did not say {pattern!r} in {patience_s:.0f} s; it said:\n{self.said}")
        return found[1]

    def ctrl_c(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=30)

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.listener.join(timeout=10)  # it closes the pipe when all processes have ended


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    running = Demo(tmp_path / "demo", "--lang", "de")
    yield running
    running.kill()


@contextmanager
def _signed_in(link: str) -> Iterator[httpx2.Client]:
    """Opens the one-time link as a browser would: the page behind it asks once more."""
    start = link.partition("/enter/")[0]
    with httpx2.Client(base_url=start, follow_redirects=True, timeout=20) as client:
        door = client.get(link)
        assert door.status_code == 200
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', door.text)
        assert token
        inside = client.post(link, data={"csrfmiddlewaretoken": token[1]}, headers={"Referer": link})
        assert inside.status_code == 200
        yield client


def _cases(client: httpx2.Client) -> set[str]:
    page = client.get("/desk/")
    assert page.status_code == 200
    return set(re.findall(r'href="(/desk/\d+/)', page.text))


def test_a_newcomer_sees_cases_to_work_and_ends_it_with_ctrl_c(demo: Demo, tmp_path: Path):
    link = demo.until(r"(http://127\.0\.0\.1:\d+/enter/\S+)", READY_S)
    with _signed_in(link) as client:
        end = time.monotonic() + STORM_S
        while len(cases := _cases(client)) < 3:
            assert time.monotonic() < end, f"{len(cases)} cases in {STORM_S} s; the demo said:\n{demo.said}"
            time.sleep(0.5)
        assert client.get(sorted(cases)[0]).status_code == 200

    with httpx2.Client(follow_redirects=True) as again:
        assert again.post(link).status_code in {403, 404, 410}, "the link worked twice"
    assert demo.ctrl_c() == 0
    said = demo.said + "".join(demo.lines.queue)
    assert not re.search("Traceback|INFO|WARNING", said), "what the station notes goes to its log"
    log = (tmp_path / "demo" / "demo.log").read_text("utf-8")
    assert " INFO " in log
    assert "Traceback" not in log


def test_a_folder_that_is_no_demos_is_left_alone(tmp_path: Path):
    precious = tmp_path / "sturmwarte.db"
    precious.write_text("do not touch")
    argv = [sys.executable, "-m", "sturmwarte.cli.main", "demo", "--data", tmp_path]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "is not a demo's folder" in done.stderr
    assert done.stderr.count("\n") == 1
    assert precious.read_text() == "do not touch"


def test_the_mark_is_the_one_that_opens_doors():
    """`cli.demo` must know the mark before Django is set up; `first_run` only afterwards."""
    source = Path(__file__).parents[2] / "src/sturmwarte/station/people/first_run.py"
    assert f"DEMO_MARK = {json.dumps(MARK)}" in source.read_text(encoding="utf-8")
