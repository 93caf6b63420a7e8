"""A first plan for a company: complete, commented, and passing its own tests."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ruamel.yaml import YAML

from sturmwarte.core.plan.template import compose
from sturmwarte.packs import folder, text

TRADES = ("general", "transport", "b2b", "retail", "finance", "software", "public")
SIZES = (1, 5, 30)

_GENERAL = {"de": "allgemein", "en": "general"}
SCHEMA_FILE = "plan.schema.json"
"""Written beside the plan, so that editors complete and underline without a network."""


class StarterError(ValueError):
    """An answer cannot be used. `str()` is one line with the mend."""


@dataclass(frozen=True)
class Answers:
    """What `plan init` asks. `size` is the number of people who answer, one of `SIZES`."""

    name: str
    brands: tuple[str, ...] = ()
    lang: str = "de"
    trade: str = "general"
    size: int = 5


def starter(answers: Answers, today: date) -> dict[str, str]:
    """{file name: text} of a plan for these answers, dated from `today`."""
    brands = [_clean(brand) for brand in answers.brands or (answers.name,)]
    size = _read("sizes", answers.lang, f"{answers.size}.yaml")
    trade = {} if answers.trade == "general" else _read("trades", answers.lang, f"{answers.trade}.yaml")
    label = trade.pop("label", _GENERAL[answers.lang])
    values: dict[str, str | list[str] | date] = {
        "name": _clean(answers.name),
        "brands": brands,
        "brand": brands[0],
        "brand_query": " OR ".join(map(_as_phrase, brands)),
        "trade": label,
        "end_of_year": date(today.year + (today.month > 9), 12, 31),
        "in_a_year": today + timedelta(days=365),
        **size["roles"],
    }
    files = compose({**_base(answers.lang), **size["files"]}, trade, values)
    return {name: f"# yaml-language-server: $schema={SCHEMA_FILE}\n{files[name]}" for name in sorted(files)}


def _base(lang: str) -> dict[str, str]:
    return {
        file.name: file.read_text("utf-8")
        for file in folder("plan", "base", lang).iterdir()
        if not file.is_dir()
    }


def _read(*names: str) -> dict[str, Any]:
    """Round trip, so that folded texts and flow lists look in the plan as they do in the pack."""
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    loaded: dict[str, Any] = yaml.load(text("plan", *names))
    return loaded


def _clean(name: str) -> str:
    cleaned = " ".join(name.split())
    if not any(character.isalnum() for character in cleaned):
        raise StarterError(f'"{name}": a name needs letters or digits; write it as people do')
    if len(cleaned) > 100 or not cleaned.isprintable():
        raise StarterError("a name has at most 100 printable characters; write it as people do")
    return cleaned


def _as_phrase(brand: str) -> str:
    """A brand in a query: always a phrase, so that `Or & Not` or `a*b` are words and nothing else."""
    words = "".join(character if character.isalnum() or character in " .&+-'" else " " for character in brand)
    return f'"{" ".join(words.split())}"'
