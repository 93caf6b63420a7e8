import re
from datetime import date

import pytest

from sturmwarte import packs
from sturmwarte.core.overview import overview
from sturmwarte.core.plan.load import load
from sturmwarte.core.sections import SECTIONS
from sturmwarte.packs.starter import SIZES, Answers, starter

TODAY = date(2026, 3, 2)


def page(files, lang="de"):
    return overview(load(files, SECTIONS).plan, packs.texts(lang), lang, TODAY)


@pytest.mark.parametrize("lang", packs.LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_every_section_is_on_the_page_and_nothing_comes_from_outside(lang, size):
    html = page(starter(Answers("Nordbahn", (), lang, "transport", size), TODAY), lang)
    assert f'<html lang="{lang}">' in html
    for section in (
        "goals",
        "never",
        "channels",
        "kinds",
        "deadlines",
        "levels",
        "authority",
        "people",
        "topics",
    ):
        assert packs.texts(lang)[f"plan.section.{section}"] in html
    assert not re.search(r"https?:|//|<script|<link|<img|@import|url\(", html)


def test_the_plans_own_text_is_only_text():
    files = {
        "a.yaml": "company: {name: '<script>alert(1)</script>', brands: ['<b>']}\n"
        "never: [{id: x, text: '<img src=x onerror=alert(1)>'}]\n"
    }
    html = page(files)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_an_empty_plan_has_a_page_that_lists_what_is_missing():
    html = page({})
    assert packs.texts("de")["plan.section.topics"] in html
    assert packs.texts("de")["plan.overview.gaps"] in html
