"""What a file is, is decided by decoding it; what is shown carries nothing along."""

import io
import re
import shutil
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sturmwarte import packs
from sturmwarte.station.listen.evidence import reading
from sturmwarte.station.listen.evidence.errors import Unread, Unsuited
from sturmwarte.station.listen.evidence.looking import Looked, for_reading, look
from tests.listen.pictures.paint import picture


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "WEBP"])
def test_pictures_of_every_format_are_shown_as_one(format):
    looked = look(picture("Hallo", format=format))
    assert (looked.media_type, looked.width, looked.height) == (f"image/{format.lower()}", 640, 240)
    shown = Image.open(io.BytesIO(looked.shown))
    assert (shown.format, shown.size) == ("WEBP", (640, 240))


def test_neither_place_nor_hidden_page_reaches_the_copy():
    exif = Image.Exif()
    exif[0x010E] = "Musterstraße 1"
    exif[0x0112] = 6
    body = (
        picture("Hallo", format="JPEG", exif=exif, comment=b"<script>alert(1)</script>")
        + b"<html>page</html>"
    )
    shown = look(body).shown
    assert b"Musterstra" not in shown
    assert b"script" not in shown
    assert b"html" not in shown
    assert Image.open(io.BytesIO(shown)).size == (240, 640)


@pytest.mark.parametrize(
    "body",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"%PDF-1.4", b"GIF89a", b"BM" + bytes(60),
     picture()[:200], picture(format="JPEG")[:300], b"II*\0" + bytes(100)],
)  # fmt: skip
def test_what_is_no_picture_is_none(body):
    with pytest.raises(Unsuited):
        look(body)


def test_a_picture_that_would_fill_the_memory_is_left_shut():
    header = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    bomb = b"\x89PNG\r\n\x1a\n\0\0\0\r" + header + zlib.crc32(header).to_bytes(4, "big")
    with pytest.raises(Unsuited) as raised:
        look(bomb + picture()[33:])
    assert raised.value.reason.key in ("picture.too_many_pixels", "picture.damaged")


def test_films_are_told_by_their_beginning():
    assert look(b"\0\0\0\x18ftypmp42" + bytes(20)) == Looked("video/mp4")
    assert look(b"\x1aE\xdf\xa3" + bytes(20)) == Looked("video/webm")


GOOD = [picture("x", size=(60, 40), format=format) for format in ("PNG", "JPEG", "GIF", "WEBP")]


@settings(deadline=None)  # the machine may be busy
@given(st.sampled_from(GOOD), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=20))
def test_damage_is_named_and_nothing_else(body, damage):
    spoilt = bytearray(body)
    for at, value in damage:
        spoilt[at % len(spoilt)] = value
    for way in (look, for_reading):
        try:
            way(bytes(spoilt))
        except Unsuited:
            continue


def test_certain_words_are_taken_in_their_lines():
    def row(line, word, sure):
        return "\t".join(["5", "1", "1", "1", str(line), "1", "0", "0", "9", "9", str(sure), word])

    table = "\n".join(
        ["level\tpage", row(1, "Bremse", 96), row(1, "defekt", 91), row(2, "~|", 12), row(2, "seit", 80)]
    )
    assert reading.words_of(table) == "Bremse defekt\nseit"
    assert reading.words_of(row(1, "|~", 99) + "\n" + row(1, "a", 99)) == ""
    assert reading.words_of("nonsense\n\t\t\t") == ""


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract-ocr is not installed")
def test_text_in_a_picture_is_read():
    assert "Bremse defekt" in reading.text_in(
        for_reading(picture("Bremse defekt seit Montag", size=(800, 240)))
    )
    assert reading.text_in(for_reading(picture())) == ""
    assert for_reading(picture(size=(20, 20))) is None


def test_without_the_program_it_says_so(monkeypatch):
    monkeypatch.setattr(reading, "_languages", lambda: "")
    with pytest.raises(Unread) as raised:
        reading.text_in(b"")
    assert raised.value.reason.key == "picture.no_reader"


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract-ocr is not installed")
def test_a_reader_that_fails_or_hangs_is_left_behind(monkeypatch):
    with pytest.raises(Unread, match="reader_failed"):
        reading.text_in(b"no picture")
    monkeypatch.setattr(reading, "WITHIN_S", 0.001)
    with pytest.raises(Unread, match="reader_slow"):
        reading.text_in(for_reading(picture("x")))


def test_every_reason_has_a_sentence_in_both_languages():
    source = Path(reading.__file__).parent
    used = {
        key for file in source.glob("*.py") for key in re.findall(r'"(picture\.[a-z_]+)"', file.read_text())
    }
    assert len(used) > 8
    for lang in packs.LANGUAGES:
        assert used - set(packs.texts(lang)) == set()
