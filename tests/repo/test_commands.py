"""Documentation and product say the same: every command and setting is written down, and nothing else is."""

import re

import pytest

from sturmwarte.cli.main import sturmwarte
from sturmwarte.station.options import OPTIONS
from tests.repo.tree import ROOT, documents

DOCS = "\n".join(path.read_text(encoding="utf-8") for path in documents())
SETTINGS = ROOT / "docs/settings.md"


def commands() -> list[str]:
    """`plan check`, `import`, ...: groups are told by their commands."""
    names = []
    for name in sturmwarte.list_commands(None):
        command = sturmwarte.get_command(None, name)
        inner = command.list_commands(None) if hasattr(command, "list_commands") else []
        names += [f"{name} {one}" for one in inner] or [name]
    return names


def test_every_command_is_documented():
    known = commands()
    assert known
    assert [name for name in known if f"sturmwarte {name}" not in DOCS] == []


def test_no_command_is_documented_that_does_not_exist():
    known = {name.split()[0] for name in commands()}
    written = set(re.findall(r"^(?:\$ )?sturmwarte ([a-z][a-z-]+)", DOCS, re.MULTILINE))
    assert written <= known


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_setting_is_documented_with_its_default(option):
    row = next((line for line in SETTINGS.read_text("utf-8").splitlines() if f"`{option.name}`" in line), "")
    assert row, f"docs/settings.md has no row for {option.name}"
    assert not option.default or option.default in row


def test_no_setting_is_documented_that_does_not_exist():
    known = {option.name for option in OPTIONS} | {f"{option.name}_FILE" for option in OPTIONS}
    known |= {"STURMWARTE_BENCH_DATA", "STURMWARTE_YARDSTICK"} | {
        f"STURMWARTE_SOAK_{one}" for one in ("INPUTS", "KILLS", "SECONDS")
    }
    assert set(re.findall(r"\bSTURMWARTE_[A-Z_]*[A-Z]\b", DOCS)) <= known
