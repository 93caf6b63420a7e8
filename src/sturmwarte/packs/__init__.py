"""Shipped content: data files in German and English, and the one place that finds them in the package."""

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from ruamel.yaml import YAML

LANGUAGES = ("de", "en")


def folder(*names: str) -> Traversable:
    """A folder or file of the packs, as in `folder("plan", "trades")`."""
    found = resources.files(__name__)
    for name in names:
        found = found.joinpath(name)
    return found


def text(*names: str) -> str:
    """The text of a shipped file."""
    return folder(*names).read_text("utf-8")


def data(*names: str) -> Any:
    """What a shipped YAML file holds, as in `data("triage", "default.yaml")`.

    Read by libyaml, six times as fast as in Python: every start waits for it. Plans are not read here: their
    mistakes need a place and a mend.
    """
    return YAML(typ="safe").load(text(*names))


@cache
def texts(lang: str) -> MappingProxyType[str, str]:
    """All sentences of a language: reason key -> template, from packs/texts/*.LANG.yaml.

    Raises `KeyError` for a language that is not shipped, and `ValueError` for a key in two files.
    """
    if lang not in LANGUAGES:
        raise KeyError(lang)
    merged: dict[str, str] = {}
    for file in sorted(folder("texts").iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(f".{lang}.yaml"):
            continue
        sentences = data("texts", file.name) or {}
        if twice := merged.keys() & sentences.keys():
            raise ValueError(
                f"packs/texts/{file.name}: {', '.join(sorted(twice))} stands in another file too"
            )
        merged |= sentences
    return MappingProxyType(merged)
