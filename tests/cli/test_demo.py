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
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, Queue

import httpx
import pytest

from sturmwarte.cli.demo import MARK, sample
from sturmwarte.core.listen.jsonlines import parse_line
from sturmwarte.engine.brain import make, read_plan

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
READY_S, STORM_S = 90, 60
"""Generous, for a machine that runs other tests beside this one; a quiet one needs a fifth."""


def test_the_posts_are_many_and_each_is_its_own():
    told = [*sample.history(), *sample.storm()]
    assert len(told) >= 350
    assert len({one.post["text"] for one in told}) == len(told)
    assert len({one.post["id"] for one in told}) == len(told)


def test_the_posts_are_as_varied_as_real_ones():
    posts = [one.post for one in [*sample.history(), *sample.storm()]]
    channels = Counter(post["channel"] for post in posts)
    assert min(channels.values()) >= 10
    assert {"mastodon", "bluesky", "youtube", "reviews", "mail", "press", "forum"} <= set(channels)
    assert sum("in_reply_to" in post for post in posts) >= 40
    assert sum("rating" in post for post in posts) >= 30


def test_every_post_can_be_read_and_replies_have_a_post_before_them():
    known: set[str] = set()
    for told in [*sample.history(), *sample.storm()]:
        post = parse_line(told.line(NOW + told.at), received_at=NOW + told.at)
        assert not post.flags
        assert not post.in_reply_to or post.in_reply_to in known
        known.add(post.id)


def test_the_storm_swells_and_fades():
    by_hour = Counter(int(one.at.total_seconds() // 3600) for one in sample.storm())
    before = sum(1 for _ in sample.history()) / (14 * 24)
    assert by_hour[0] > 20 * before
    assert by_hour[0] > by_hour[2] > by_hour[4]


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
def _signed_in(link: str) -> Iterator[httpx.Client]:
    """Opens the one-time link as a browser would: the page behind it asks once more."""
    start = link.partition("/enter/")[0]
    with httpx.Client(base_url=start, follow_redirects=True, timeout=20) as client:
        door = client.get(link)
        assert door.status_code == 200
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', door.text)
        assert token
        inside = client.post(link, data={"csrfmiddlewaretoken": token[1]}, headers={"Referer": link})
        assert inside.status_code == 200
        yield client


def _cases(client: httpx.Client) -> set[str]:
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

    with httpx.Client(follow_redirects=True) as again:
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
