"""docs/plan.md against the models: nothing undocumented, nothing invented, every example loads."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from sturmwarte.core.plan.load import load
from sturmwarte.core.plan.reserved import RESERVED
from sturmwarte.core.sections import SECTIONS
from sturmwarte.packs.starter import TRADES

TEXT = Path(__file__).parents[2].joinpath("docs", "plan.md").read_text("utf-8")
PARTS = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^### |\Z)", TEXT, re.S | re.M))
ELSEWHERE = {"triage"}
"""Sections whose inner entries have a page of their own."""


def fields(shape: Any, deep: bool, seen: set[type]) -> set[str]:
    """The names of all fields of the models in `shape`; only those of the first when not `deep`."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        if shape in seen:
            return set()
        seen.add(shape)
        own = {field.alias or name for name, field in shape.model_fields.items()}
        inner = (fields(field.annotation, deep, seen) for field in shape.model_fields.values() if deep)
        return own.union(*inner)
    return set().union(*(fields(arm, deep, seen) for arm in get_args(shape)))


def test_every_section_is_documented_in_its_order():
    assert list(PARTS) == [section.name for section in SECTIONS]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_every_field_is_documented_and_no_other(section):
    documented = set(re.findall(r"^\| `(\w+)`(?: \*)? \|", PARTS[section.name], re.M))
    assert documented == fields(section.model, section.name not in ELSEWHERE, set())


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_every_example_loads_and_uses_its_section(section):
    (example,) = re.findall(r"```yaml\n(.*?)```", PARTS[section.name], re.S)
    loaded = load({"example.yaml": example}, SECTIONS)
    assert loaded.errors == ()
    assert section.name not in loaded.plan.gaps


def test_reserved_names_and_trades_are_named():
    for name in (*RESERVED, *TRADES):
        assert f"`{name}`" in TEXT
