"""Each channel has a page in the documentation, made from what it says of itself."""

import importlib.util

import pytest

from sturmwarte.channels.describe import kinds
from tests.repo.tree import ROOT

_spec = importlib.util.spec_from_file_location("channel_pages", ROOT / "scripts" / "channel_pages.py")
pages = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(pages)


@pytest.mark.parametrize("kind", list(kinds().values()), ids=lambda kind: kind.id)
def test_a_channels_page_says_all_its_description_says(kind):
    written = pages.page(kind)
    for field in kind.fields:
        assert f"`{field.id}`" in written
    for one in (*kind.proven, *kind.limits):
        assert one.what.en in written
    assert str(kind.policy.review_by) in written
    assert f"]({kind.id}.md)" in pages.overview([kind])


def test_every_group_and_ability_has_its_words():
    for kind in kinds().values():
        assert kind.group in pages.GROUPS
        assert kind.abilities <= pages.ABILITIES.keys()
