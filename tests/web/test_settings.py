import pytest

from sturmwarte.station.options import SettingError, port, read


def test_a_port_is_a_number_in_range():
    assert port("8321") == 8321


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.5", "²"])
def test_a_port_that_is_none_is_told_with_the_mend(text):
    with pytest.raises(SettingError, match=r"STURMWARTE_PORT: .* write a number from 1 to 65535"):
        port(text)


def test_a_setting_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text("a key of some length\n")
    assert read({"STURMWARTE_SECRET_KEY_FILE": str(tmp_path / "key")})["STURMWARTE_SECRET_KEY"] == (
        "a key of some length"
    )


def test_a_setting_whose_file_is_missing_says_which():
    with pytest.raises(SettingError, match="STURMWARTE_SECRET_KEY_FILE: cannot read /nowhere"):
        read({"STURMWARTE_SECRET_KEY_FILE": "/nowhere"})
