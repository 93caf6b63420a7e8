"""What is read before somebody opens the first page."""

import gc

import pytest
from django.template.engine import Engine

from sturmwarte import packs
from sturmwarte.station.frame.warm import warm_up


@pytest.mark.django_db(transaction=True)
def test_sentences_and_templates_are_read_before_the_first_page():
    cached = Engine.get_default().template_loaders[0]
    cached.reset()
    packs.texts.cache_clear()
    try:
        warm_up().join()
        assert packs.texts.cache_info().currsize == len(packs.LANGUAGES)
        assert {"frame/base.html", "respond/desk.html"} <= {str(one) for one in cached.get_template_cache}
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
