"""The briefing's page: what it tells whom, when it counts as read, what it costs."""

import re
from html import unescape

import pytest

pytestmark = pytest.mark.django_db


def text(answer):
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.content.decode())).split())


def test_smoke(reads, late):
    for role in ("owner", "reader"):
        for language in ("en", "de"):
            print(role, text(reads(role, language).get("/brief/"))[:6000])
    assert 0
