"""Every reason that listening gives has its sentence, in both languages."""

import re
from pathlib import Path

import pytest

import sturmwarte
from sturmwarte import packs

ROOT = Path(sturmwarte.__file__).parent
KEYS = re.compile(r'"((?:field|trouble|slowed|gap)\.[a-z_]+)"')
FILES = sorted([*(ROOT / "station/listen").glob("*.py"), *(ROOT / "engine/ears").glob("*.py")])


@pytest.mark.parametrize("lang", packs.LANGUAGES)
def test_every_reason_is_said(lang):
    used = {key for file in FILES for key in KEYS.findall(file.read_text("utf-8"))}
    assert len(used) > 10
    assert used - packs.texts(lang).keys() == set()
