"""Malformed inputs for every reader of foreign bytes: a few hundred here, 100,000 in tests/soak."""

import contextlib
import time
import urllib.request

import pytest

from tests.channels.fuzz.campaign import LONGEST_S, Result, baited, campaign, swelling, watched
from tests.channels.fuzz.hooks import hooks
from tests.channels.fuzz.readers import Reader, readers


def test_every_channel_is_among_the_readers():
    families = {reader.family for reader in readers()}
    assert {"xml", "html", "eml", "json"} <= families
    assert len(readers()) > 12


def test_malformed_inputs_crash_nothing_and_reach_nobody():
    result = campaign([*readers(), *hooks()], seed=1, number=600)
    assert result.failed == []
    assert sum(result.inputs.values()) == 600
    assert sum(result.refused.values()) > 50


def test_every_trap_for_every_reader():
    with watched() as watch:
        traps = baited(watch)
    for reader in readers():
        with watched() as watch:
            for trap in traps:
                try:
                    reader.read(trap)
                except reader.allowed:
                    continue
        assert watch.tried == [], reader.name


def test_no_pattern_of_a_reader_swells():
    for reader in readers():
        if reader.family in ("xml", "html", "eml"):
            for body in swelling():
                begun = time.thread_time()
                with contextlib.suppress(*reader.allowed):
                    reader.read(body)
                assert time.thread_time() - begun < LONGEST_S, (reader.name, body[:60])


def _fetching(body):
    with contextlib.suppress(OSError):
        urllib.request.urlopen("http://127.0.0.1:9/", timeout=0.1)


def _failing(body):
    return {}[body]


def _spinning(body):
    begun = time.thread_time()
    while time.thread_time() - begun < 1.05:
        pass


@pytest.mark.parametrize(
    ("read", "says"), [(_fetching, "connect"), (_failing, "KeyError"), (_spinning, " s for ")]
)
def test_the_watch_sees_what_it_watches_for(read, says):
    result = campaign([Reader("bad", "json", read, (b"{}",))], seed=1, number=1)
    assert isinstance(result, Result)
    assert any(says in failure for failure in result.failed), result.failed
