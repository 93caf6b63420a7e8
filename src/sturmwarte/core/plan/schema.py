"""The plan as JSON Schema, so that editors complete keys and underline mistakes while typing."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from sturmwarte.core.plan.section import Section

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(sections: Sequence[Section[Any]]) -> dict[str, Any]:
    """One schema for every file of a plan: each may hold any of the sections, none is required."""
    inputs: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]]
    inputs = [(section.name, "validation", TypeAdapter(section.model)) for section in sections]
    by_name, definitions = TypeAdapter.json_schemas(inputs)
    return {
        "$schema": DIALECT,
        "title": "Sturmwarte plan",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _or_nothing(by_name[(name, "validation")]) for name, _, _ in inputs},
        **definitions,
    }


def _or_nothing(shape: Mapping[str, Any]) -> dict[str, Any]:
    """A section whose entries are all commented out is null to YAML, and a gap to us."""
    return {"anyOf": [dict(shape), {"type": "null"}]}
