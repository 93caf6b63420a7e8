"""Whatever a server does with paging, nothing that it lists is left out, and it comes oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.channels.mastodon.pages import Listing, Mark, walk
from sturmwarte.channels.mastodon.server import Server

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HABITS = (
    "documented",
    "no min_id",
    "no min_id, short pages",
    "ignores since_id and min_id",
    "ignores everything",
)


@dataclass
class Listed:
    """A server's listing, newest first; its `habit` is how it takes the parameters."""

    habit: str
    items: list[dict[str, Any]] = field(default_factory=list)
    now_at: datetime = START
    asked: int = 0

    @property
    def place(self) -> Any:
        return SimpleNamespace(now=lambda: self.now_at, rest=lambda _: False)

    @property
    def host(self) -> str:
        return "social.example"

    def server(self) -> Server:
        return Server(mastodon=(4, 5) if self.habit == "documented" else (0, 0))

    def add(self, count: int) -> None:
        for _ in range(count):
            self.now_at += timedelta(seconds=1)
            number = len(self.items) + 1
            self.items.insert(0, {"id": f"{number}", "created_at": self.now_at.isoformat()})

    def json(self, _: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.asked += 1
        rows = list(self.items)
        limit = min(params["limit"], 20 if "short" in self.habit else 40)
        if self.habit == "ignores everything":
            return rows[:limit]
        if "max_id" in params:
            rows = [row for row in rows if int(row["id"]) < int(params["max_id"])]
        if self.habit == "documented" and "min_id" in params:
            return [row for row in rows if int(row["id"]) > int(params["min_id"])][-limit:]
        if not self.habit.startswith("ignores") and "since_id" in params:
            rows = [row for row in rows if int(row["id"]) > int(params["since_id"])]
        return rows[:limit]


def read(listed: Listed, mark: Mark, since: datetime = START) -> tuple[list[str], Mark]:
    """A whole round; each page's mark counts as soon as its items are kept."""
    found: list[str] = []
    for page in walk(listed, Listing("/x"), mark, since=since):  # type: ignore[arg-type]
        found += [item["id"] for item in page.items]
        mark = page.mark or mark
    return found, mark


@pytest.mark.parametrize("habit", HABITS[:4])
@settings(max_examples=25, deadline=None)
@given(rounds=st.lists(st.integers(0, 130), min_size=1, max_size=5))
def test_nothing_is_left_out(habit: str, rounds: list[int]) -> None:
    listed, mark, found = Listed(habit), {}, []
    for count in rounds:
        listed.add(count)
        new, mark = read(listed, mark)
        assert new == sorted(new, key=int)
        found += new
    assert sorted(set(found), key=int) == [str(number) for number in range(1, sum(rounds) + 1)]
    assert len(found) == len(set(found))


@settings(max_examples=25, deadline=None)
@given(rounds=st.lists(st.integers(0, 30), min_size=1, max_size=5))
def test_a_server_without_any_paging_is_heard_as_far_as_it_goes(rounds: list[int]) -> None:
    listed, mark, found = Listed("ignores everything"), {}, []
    for count in rounds:
        listed.add(count)
        before = listed.asked
        new, mark = read(listed, mark)
        assert listed.asked - before < 6  # it does not go round in circles
        found += new
    assert sorted(set(found), key=int) == [str(number) for number in range(1, sum(rounds) + 1)]


@pytest.mark.parametrize("habit", HABITS)
def test_the_newest_was_deleted_and_reading_goes_on(habit: str) -> None:
    listed = Listed(habit)
    listed.add(30)
    _, mark = read(listed, {})
    del listed.items[0]
    listed.items[0]["id"] = "29"
    listed.now_at += timedelta(seconds=1)
    listed.items.insert(0, {"id": "31", "created_at": listed.now_at.isoformat()})
    found, mark = read(listed, mark)
    assert "31" in found
    assert read(listed, mark)[0] == []


def test_what_cannot_be_reached_is_told_with_its_time() -> None:
    listed = Listed("no min_id")
    listed.add(10)
    _, mark = read(listed, {})
    left = listed.now_at
    listed.add(2000)
    lost = [page.lost for page in walk(listed, Listing("/x"), mark, since=START) if page.lost]  # type: ignore[arg-type]
    ((since, until),) = lost
    assert since <= left < until < listed.now_at


def test_a_mark_that_is_damaged_starts_anew() -> None:
    listed = Listed("documented")
    listed.add(5)
    for mark in ({"id": "", "at": 7, "back": [["x", 1]]}, {"id": "3", "at": None, "back": [], "swept": "?"}):
        found, _ = read(listed, mark)
        assert found
