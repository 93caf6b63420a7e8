"""Every reason key in the code has its sentence in both languages, and none is left over."""

import re
from pathlib import Path

import pytest

import sturmwarte
from sturmwarte import packs
from sturmwarte.core.triage.checks import _BUILDERS
from sturmwarte.core.triage.shipped import default_rules
from sturmwarte.core.understand.dimensions import DIMENSIONS
from sturmwarte.core.understand.kinds import SERIOUSNESS
from sturmwarte.core.understand.kinds_section import BUILT_IN

SOURCE = Path(sturmwarte.__file__).parent
PLAIN_KEY = re.compile(r"""["']((?:triage|understand)\.[a-z_.]+[a-z_])["']""")
SAID = re.compile(r"""Reason\(\s*["']((?:triage|understand)\.[a-z_.]+[a-z_])["']""")


def written_keys() -> set[str]:
    """Keys that stand in the code as they are."""
    found: set[str] = set()
    for folder in ("core/triage", "core/understand"):
        found |= {
            key for path in (SOURCE / folder).rglob("*.py") for key in PLAIN_KEY.findall(path.read_text())
        }
    for folder in ("engine", "station"):  # elsewhere only what is said to be a reason: actions have keys, too
        found |= {key for path in (SOURCE / folder).rglob("*.py") for key in SAID.findall(path.read_text())}
    return found


SHAPES = ("capitals", "drawn_out", "exclamation", "figures", "own_words", "question", "shared")


def made_keys() -> set[str]:
    """Keys the code puts together."""
    flags = ("own", "ad", "repost", "answered", "unread_media", "own_page", "addressed")
    lists = ("channel", "form", "visibility", "lang", "country", "sentiment")
    ranges = ("reach", "rating", "copies", "author_history")
    return (
        {f"triage.rule.{rule.id}" for rule in default_rules()}
        | {f"triage.{name}.{end}" for name in flags for end in ("yes", "no")}
        | {f"triage.{name}.{end}" for name in lists for end in ("is", "other", "unknown")}
        | {f"triage.{name}.{end}" for name in ranges for end in ("within", "below", "above", "unknown")}
        | {f"triage.thread.{at}" for at in ("start", "reply", "reply_to_us")}
        | {f"triage.time.{now}" for now in ("business", "closed")}
        | {f"triage.owner.{source}" for source in ("kind", "channel")}
        | {f"triage.deadline.{s}.{c}" for s in ("rule", "priority") for c in ("always", "business")}
        | {f"triage.check.{key}" for key in ("span", "span_length")}
        | {f"understand.{voter}{end}" for voter in ("seeds", "team") for end in ("", ".words")}
        | {f"understand.brand.{how}" for how in ("named", "addressed", "other", "unnamed")}
        | {f"understand.refit.{how}" for how in ("better", "first", "forgotten")}
        | {f"understand.tone.{name}" for name in ("answer", "offensive", "urgency")}
        | {f"understand.tone.emotion.{name}" for name in DIMENSIONS["emotion"].labels if name != "none"}
        | {f"understand.tone.heat.{name}" for name in DIMENSIONS["heat"].labels}
        | {f"understand.tone.sentiment.{side}" for side in ("positive", "negative", "turned", "irony")}
        | {f"understand.tone.shape.{name}" for name in SHAPES}
        | {
            f"triage.check.{key}{end}"
            for key in ("window", "beyond_day", "over_night", "never_open", "weekday")
            for end in ("", "_fix")
        }
    )


@pytest.mark.parametrize("lang", packs.LANGUAGES)
def test_every_key_has_a_sentence(lang):
    missing = (written_keys() | made_keys()) - set(packs.texts(lang))
    assert sorted(missing) == []


@pytest.mark.parametrize("lang", packs.LANGUAGES)
def test_no_sentence_is_left_over(lang):
    ours = {key for key in packs.texts(lang) if key.startswith(("triage.", "understand."))}
    assert sorted(ours - written_keys() - made_keys()) == []


def test_both_languages_have_the_same_places():
    german, english = packs.texts("de"), packs.texts("en")
    for key in german:
        if key.startswith(("triage.", "understand.")) and german[key] != "{de}":
            assert set(re.findall(r"{\w+}", german[key])) == set(re.findall(r"{\w+}", english[key])), key


@pytest.mark.parametrize("lang", packs.LANGUAGES)
def test_every_kind_and_verdict_has_a_name(lang):
    verdicts = {rule.verdict for rule in default_rules()}
    assert {f"name.{one}" for one in (*SERIOUSNESS, *verdicts, "none")} <= set(packs.texts(lang))


def test_every_built_in_kind_has_its_rank():
    assert {kind for kind, *_ in BUILT_IN} == set(SERIOUSNESS)


def test_conditions_are_built_under_their_names():
    assert len({build.__name__ for build in _BUILDERS}) == len(_BUILDERS)
