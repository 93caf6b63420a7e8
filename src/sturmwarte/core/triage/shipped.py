"""The rules that ship with Sturmwarte: packs/triage/default.yaml."""

from functools import cache

from pydantic import TypeAdapter

from sturmwarte import packs
from sturmwarte.core.triage.rule import Rule

VERSION = "default-1"
"""Stands in every verdict these rules have a part in; raised when a shipped rule changes its meaning."""


@cache
def default_rules() -> tuple[Rule, ...]:
    """The shipped rules in their order. The file is ours: an error in it is a defect, not a wrong input."""
    data = packs.data("triage", "default.yaml")
    return tuple(TypeAdapter(list[Rule]).validate_python(data["rules"]))
