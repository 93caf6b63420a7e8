"""Posts that want to do harm, and texts no language has."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.core.query.folding import fold, plain
from sturmwarte.core.understand.campaign import Campaigns, Heard
from sturmwarte.core.understand.campaign.words import _cut, _kept, words

NINE = datetime(2026, 5, 4, 9, tzinfo=UTC)
HOSTILE = {
    "long": "Bahn fährt nie " * 70_000,
    "one word": "a" * 1_000_000,
    "zalgo": "".join(
        letter + "\u0301\u0336\u0489" * 300 for letter in "Nie wieder Nordbahn fahren, sage ich euch"
    ),
    "right to left": "\u202eشركة القطارات لا تجيب على رسائلنا منذ أسبوع \u202c" * 50,
    "emoji": "😡🚂" * 5_000,
    "flags": "👨‍👩‍👧‍👦🇩🇪" * 2_000,
    "NUL": "Nie\0wieder\0Nordbahn\0sage\0ich\0heute\0allen\0" * 100,
    "half a pair": "Nie wieder Nordbahn \ud83d sage ich heute allen Leuten hier",
    "at signs": "@" * 100_000,
    "links": "https://" * 20_000,
    "empty": "",
    "blank": " \n\t ",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_post_takes_no_time_and_comes_back_as_a_copy_or_nothing(text: str) -> None:
    campaigns = Campaigns()
    began = time.process_time()
    said = campaigns.add_batch([Heard(("x", str(n)), text, str(n), NINE) for n in range(6)])
    campaigns.campaigns()
    assert time.process_time() - began < 1
    assert said[0] is None
    assert all((one is None) == (len(set(words(text))) < 2) for one in said[5:])


def test_a_flood_of_variations_stays_fast() -> None:
    text = "Die Nordbahn streicht heimlich die Nachtzüge nach Wien, schreibt alle an den Vorstand"
    flood = [
        Heard(("x", str(n)), f"{text} v{chr(97 + n % 26)}{'z' * (n // 26)}", str(n), NINE)
        for n in range(2_000)
    ]
    campaigns = Campaigns()
    began = time.process_time()
    said = campaigns.add_batch(flood)
    assert time.process_time() - began < 3
    assert len({one.campaign for one in said if one}) == 1


@settings(max_examples=200, deadline=None)
@given(st.text("aBc ÄöüßẞUuRrTt09_-–„“…😡@./:hHwW\n#é", max_size=60))
def test_easy_text_is_cut_as_any_other(text: str) -> None:
    assert list(words(text)) == _cut(_kept(fold(plain(text))))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=12))
def test_no_text_is_refused(texts: list[str]) -> None:
    said = Campaigns().add_batch([Heard(("x", str(n)), text, str(n), NINE) for n, text in enumerate(texts)])
    assert len(said) == len(texts)
