"""The generated documents: true to the schema, to the plan and to the language; never more than a draft."""

import pytest
from django.apps import apps
from ruamel.yaml import YAML

from sturmwarte.core.plan.load import load
from sturmwarte.core.sections import SECTIONS
from sturmwarte.packs import folder, text
from sturmwarte.station.archive.privacy.documents import documents, drafted
from sturmwarte.station.archive.privacy.stored import about, stored
from sturmwarte.station.archive.retention import DEFAULT
from tests.archive.scene import NOON

CATALOGUE = YAML(typ="safe", pure=True).load(text("privacy", "stored.yaml"))
COMPANY = """
company: {name: "Muster <b>& Söhne</b> | GmbH"}
topics:
  - {id: bahn, name: Bahn, query: bahn, purpose: "Störungen | erkennen", legal_basis: "Art. 6"}
"""


def test_every_table_of_the_schema_is_described_and_no_other() -> None:
    assert {model._meta.label for model in apps.get_models()} == set(CATALOGUE)
    assert all(entry["de"] and entry["en"] for entry in CATALOGUE.values())


def test_every_table_that_points_at_a_login_is_staff_data() -> None:
    pointing = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model and field.related_model._meta.label == "people.User"
    }
    assert pointing
    assert pointing <= {row.table for row in about("staff", stored("de"))}


@pytest.mark.parametrize("lang", ["de", "en"])
def test_what_the_plan_says_is_in_it_and_what_it_does_not_say_is_marked(lang: str) -> None:
    loaded = load({"plan.yaml": COMPANY}, SECTIONS)
    assert loaded.plan is not None, loaded.errors
    made = drafted(loaded.plan, stored(lang), lang, NOON, DEFAULT)
    assert len(made) == 4
    for name, draft in made.items():
        assert "2026" in draft, name
        assert "$" not in draft, name
    record = next(draft for name, draft in made.items() if name in {"verzeichnis.md", "processing-record.md"})
    assert "Störungen \\| erkennen" in record
    assert "Muster \\<b\\>& Söhne\\</b\\> \\| GmbH" in record
    assert "730" in record
    assert {"de": "fehlt", "en": "missing"}[lang] in record


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["de", "en"])
def test_without_a_plan_and_as_html(lang: str) -> None:
    for name, page in documents(lang, NOON, "html").items():
        assert name.endswith(".html")
        assert page.startswith(f'<!doctype html><html lang="{lang}">')
        assert "<h2>" in page


def test_both_languages_have_the_same_documents_with_the_same_places() -> None:
    counts = [
        sorted(
            (file.read_text("utf-8").count("$missing"), file.read_text("utf-8").count("## "))
            for file in folder("privacy", lang).iterdir()
        )
        for lang in ("de", "en")
    ]
    assert counts[0] == counts[1]
