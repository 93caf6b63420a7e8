"""Access data: sealed on disk, opened by the right key, hidden everywhere else."""

import stat

import pytest
from django.conf import settings

from sturmwarte.core.reason import Reason
from sturmwarte.station.listen import secrets
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.words import as_row, hidden
from sturmwarte.station.options import SettingError
from sturmwarte.wire.errors import Wrong

GIVEN = {"token": "abc-123-geheim", "password": "pass wörd"}


@pytest.fixture
def keyed(monkeypatch, tmp_path):
    """Another key for each call; empty: the folder's own."""
    monkeypatch.setattr(settings, "CONFIG", tmp_path)

    def use(*keys):
        monkeypatch.setattr(settings, "CONNECTIONS_KEY", " ".join(keys))

    use()
    return use


def test_sealed_and_opened_again(keyed, tmp_path):
    sealed = secrets.seal(GIVEN)
    assert b"geheim" not in sealed
    assert secrets.unseal(sealed) == GIVEN
    assert secrets.seal({}) == b""
    assert secrets.unseal(b"") == {}
    assert stat.S_IMODE((tmp_path / secrets.FILE).stat().st_mode) == 0o600


def test_another_key_opens_nothing_and_says_so(keyed):
    keyed("a" * 40)
    sealed = secrets.seal(GIVEN)
    keyed("b" * 40)
    with pytest.raises(Wrong) as told:
        secrets.unseal(sealed)
    assert told.value.reason.key == "trouble.sealed_otherwise"
    keyed("b" * 40, "a" * 40)
    assert secrets.unseal(sealed) == GIVEN
    with pytest.raises(Wrong):
        secrets.unseal(b"damaged")


def test_a_key_that_could_be_guessed_is_refused(keyed):
    keyed("secret")
    with pytest.raises(SettingError, match="could be guessed"):
        secrets.seal(GIVEN)


def test_no_row_and_no_log_shows_a_secret():
    reason = Reason(
        "x", {"url": "https://api.example/botabc-123-geheim/get", "n": 3, "list": ["abc-123-geheim"]}
    )
    assert "geheim" not in str(as_row(reason, GIVEN.values()))
    assert hidden("token=abc-123-geheim", GIVEN.values()) == "token=…"
    assert "geheim" not in repr(Source(secrets=secrets.seal(GIVEN)))
