"""The JSON Schema against the shipped plans, and against what the plan itself refuses."""

from datetime import date

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from sturmwarte.core.plan.schema import schema
from sturmwarte.core.sections import SECTIONS
from sturmwarte.packs.starter import Answers, starter

SCHEMA = schema(SECTIONS)


def read(text):
    yaml = YAML(typ="safe", pure=True)
    yaml.constructor.yaml_constructors.pop("tag:yaml.org,2002:timestamp", None)  # editors take dates as text
    yaml.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: node.value)
    return by_text(yaml.load(text))


def by_text(value):
    """Keys as JSON knows them: text."""
    if isinstance(value, dict):
        return {str(key): by_text(inner) for key, inner in value.items()}
    return [by_text(inner) for inner in value] if isinstance(value, list) else value


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == {section.name for section in SECTIONS}


@pytest.mark.parametrize("lang", ["de", "en"])
def test_shipped_plans_satisfy_it(lang):
    for name, text in starter(Answers("Nordbahn", (), lang, "transport", 30), date(2026, 3, 2)).items():
        errors = [error.message for error in Draft202012Validator(SCHEMA).iter_errors(read(text))]
        assert errors == [], name


@pytest.mark.parametrize(
    "text",
    [
        "compny: {}",
        "company: {nam: x}",
        "people: [{name: Anna}]",
        "kinds: [{id: a, priority: 9}]",
        "goals: x",
    ],
)
def test_it_refuses_what_the_plan_refuses(text):
    assert not Draft202012Validator(SCHEMA).is_valid(read(text))


def test_a_reference_says_where_it_leads():
    assert SCHEMA["$defs"]["Channel"]["properties"]["goal"]["x-refers-to"] == ["goals"]


@pytest.mark.parametrize(
    "name", ["Rule", "Condition", "Wire", "Example", "Retention", "Otherwise", "Channel"]
)
def test_an_editor_shows_help_for_every_field(name):
    fields = SCHEMA["$defs"][name]["properties"]
    assert [field for field, shape in fields.items() if not shape.get("description")] == []


@pytest.mark.parametrize("text", ["Strike", "{de: Streik, en: Strike}", "{de: Streik}"])
def test_a_sentence_may_be_plain_or_in_both_languages(text):
    rule = f"triage: {{rules: [{{id: a, verdict: watch, name: {text}, reason: {text}}}]}}"
    assert Draft202012Validator(SCHEMA).is_valid(read(rule))
    assert not Draft202012Validator(SCHEMA).is_valid(read(rule.replace("name: ", "name: 5, nam: ")))
