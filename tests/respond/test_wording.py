"""Words to avoid are found as people write them, and nothing else is."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.respond.wording import breaches


def broken(text, *avoid):
    return [one.avoid for one in breaches(text, [SimpleNamespace(avoid=word) for word in avoid])]


@pytest.mark.parametrize(
    ("text", "avoid"),
    [
        ("Leider dauert es.", "leider"),
        ("LEIDER!", "leider"),
        ("Das tut uns sehr leid.", "sehr leid"),
        ("Wir bitten die Unannehmlichkeiten zu entschuldigen", "Unannehmlichkeit*"),
        ("Müller sagt", "mueller"),
        ("Muellers Büro", "müller*"),
    ],
)
def test_what_is_found(text, avoid):
    assert broken(text, avoid) == [avoid]


@pytest.mark.parametrize(
    ("text", "avoid"),
    [("Beleidigend", "leid"), ("leid, sehr", "sehr leid"), ("", "leider"), ("alles gut", ""), ("gut", "*")],
)
def test_what_is_not(text, avoid):
    assert broken(text, avoid) == []


@settings(deadline=None)
@given(st.text(), st.text())
def test_it_never_fails(text, avoid):
    broken(text, avoid)
