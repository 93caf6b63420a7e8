"""Foreign HTML becomes plain text or safe HTML, and never takes long."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sturmwarte.wire.html import clean, plain

MASTODON = (
    '<p><span class="h-card"><a href="https://x.example/@rad" class="u">@<span>radwerk</span></a></span> '
    "Bremse kaputt &amp; keine Antwort<br>Seit Montag!</p><p>Mehr: "
    '<a href="https://x.example/ab"><span class="invisible">https://</span><span>x.example/ab</span></a></p>'
)


def test_a_post_reads_as_it_was_written():
    assert (
        plain(MASTODON)
        == "@radwerk Bremse kaputt & keine Antwort\nSeit Montag!\n\nMehr: https://x.example/ab"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("nur Text", "nur Text"),
        ("a < b &amp; c &lt;b&gt;", "a < b & c <b>"),
        ("<div><div><p>eins</p></div></div><div>zwei</div>", "eins\n\nzwei"),
        ("<div>eins</div><div>zwei</div>", "eins\nzwei"),
        ("a<br><br><br><br>b", "a\n\nb"),
        ("<ul><li>a</li><li> b </li></ul>c", "a\nb\n\nc"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1\t2\n3"),
        ("<b>fett</b>er  \n  Text", "fetter Text"),
        ("x<script>alert(1)</script><style>p{}</style><!-- weg -->y", "xy"),
        ("a\x00b\x01c\u202ed", "abcd"),
        ("<title>T</title>Text", "Text"),
        ("halb \ud83d weg", "halb ? weg"),
    ],
)
def test_plain_text(html, text):
    assert plain(html) == text


def test_safe_html_keeps_what_helps_reading_and_loads_nothing():
    shown = clean(
        '<p onclick="x()" style="a" class="b">Hallo <b>Sie</b><img src="http://a/x.gif">'
        '<a href="javascript:x">k</a>'
        '<a href="https://a.example/" target="_top">l</a><iframe src="//a"></iframe><svg onload=x></svg></p>'
    )
    assert shown == (
        '<p>Hallo <b>Sie</b><a rel="noopener noreferrer nofollow">k</a>'
        '<a href="https://a.example/" rel="noopener noreferrer nofollow">l</a></p>'
    )


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.sampled_from("<>/&;!-\"'= \nabpdivscript#x0\x00"), max_size=200))
def test_no_markup_is_left_whatever_comes(html):
    assert not re.search(r"<(script|style|iframe|img|svg)", clean(html))
    assert plain(plain(html).replace("&", "").replace("<", "")) is not None


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<b><p>", "<ul><li>", "<table><tr><td>", "&", "&#", "<", "<a href=x>", '<a href="', "<!--",
     "<td></td>", "<svg><math>", "\t", "<br>", "<p>", "<select><option>", "&lt;", "</p>", "<a x=1",
     "<template>"],
)  # fmt: skip
def test_no_input_takes_long(piece):
    html = piece * (1_000_000 // len(piece))
    begun = time.process_time()
    plain(html)
    clean(html)
    assert time.process_time() - begun < 1
