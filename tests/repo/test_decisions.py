"""Every decision that would surprise a newcomer says its context, the choice, and what was rejected."""

import re

import pytest

from tests.repo.tree import ROOT

RECORDS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_record_says_context_choice_and_what_was_rejected(record):
    text = record.read_text(encoding="utf-8")
    for heading in ("Context", "Choice", "Rejected"):
        part = re.search(rf"^## {heading}\n(.+?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
        assert part, f"no `## {heading}`"
        assert len(part[1].split()) >= 8, f"`## {heading}` says next to nothing"


def test_every_record_has_a_number_of_its_own_and_is_listed():
    numbers = [record.name[:4] for record in RECORDS]
    assert len(numbers) == len(set(numbers))
    listed = (ROOT / "docs/decisions/index.md").read_text(encoding="utf-8")
    assert [record.name for record in RECORDS if f"({record.name})" not in listed] == []
