"""What the station really stores about people: the real tables, each with what it holds and whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.apps import apps

from sturmwarte.packs import data

Whose = Literal["authors", "staff", "both", "none"]


@dataclass(frozen=True, slots=True)
class Stored:
    """One table: its name in the code, what it holds, in the reader's language."""

    table: str
    whose: Whose
    what: str


def stored(lang: str) -> list[Stored]:
    """Every table of the schema. One the catalogue does not know is shown by name, as everybody's: no gap."""
    known = data("privacy", "stored.yaml")
    found = []
    for model in apps.get_models():
        entry = known.get(model._meta.label, {"whose": "both", lang: model._meta.label})
        found.append(Stored(model._meta.label, entry["whose"], entry[lang]))
    return found


def about(who: Whose, rows: Iterable[Stored]) -> list[Stored]:
    return [row for row in rows if row.whose in {who, "both"}]
