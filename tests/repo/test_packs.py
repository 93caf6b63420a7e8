"""Shipped files are read by libyaml; what it reads must be what the standard says."""

from importlib.resources.abc import Traversable

import pytest
from ruamel.yaml import YAML

from sturmwarte import packs

OF_PLANS = ("demo", "plan")
"""Plans and what they are made of are read by the plan's own reader."""


def _files(folder: Traversable, *names: str) -> list[tuple[str, ...]]:
    found = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            found += _files(entry, *names, entry.name)
        elif entry.name.endswith(".yaml"):
            found.append((*names, entry.name))
    return found


FILES = [names for names in _files(packs.folder()) if names[0] not in OF_PLANS or len(names) == 2]


@pytest.mark.parametrize("names", FILES, ids="/".join)
def test_both_readers_agree(names):
    assert packs.data(*names) == YAML(typ="safe", pure=True).load(packs.text(*names))
