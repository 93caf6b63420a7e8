from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from sturmwarte.engine.clock import real_now
from sturmwarte.engine.measures import Measures
from sturmwarte.station.listen import tokens

pytestmark = pytest.mark.django_db


def test_web_and_engine_are_told_together():
    measures = Measures()
    with measures.stage("parse", 3):
        pass
    measures.write(Path(settings.DATA))
    text = Client().get("/metrics").content.decode()
    assert 'sturmwarte_stage_posts_total{stage="parse"} 3.0' in text
    assert "sturmwarte_engine_up 1.0" in text


def test_strangers_need_the_token():
    far = Client(REMOTE_ADDR="192.0.2.7")
    assert far.get("/metrics").status_code == 401
    assert Client().get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 401
    token = tokens.make_token("metrics", "Ada", real_now())
    assert far.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code == 200
