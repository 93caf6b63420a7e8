"""The keyboard, in one table: keys.js binds it and the help sheet lists it.

`does` is what happens: `go` follows `target`; `press` clicks the visible element with that data-act;
`focus` puts the cursor there; `move` steps through the list; `palette` opens the command palette;
`help`, `leave` and `submit` are keys.js's own.
"""

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Key:
    keys: str
    does: str
    target: str
    label: "str | Promise"
    group: "str | Promise"


_EVERYWHERE, _GO, _LIST, _CASE = _("Everywhere"), _("Go to"), _("Lists"), _("On a case")
_READING, _QUEUE, _WAVE = _("How a post is read"), _("Label posts"), _("On a wave")

KEYS = (
    Key("Control+k", "palette", "", _("Go anywhere, do anything"), _EVERYWHERE),
    Key("?", "help", "", _("Show the keys"), _EVERYWHERE),
    Key("/", "focus", "search", _("Search"), _EVERYWHERE),
    Key("Escape", "leave", "", _("Close or go back to the list"), _EVERYWHERE),
    Key("g b", "go", "brief", _("Briefing"), _GO),
    Key("g o", "go", "lage", _("Situation"), _GO),
    Key("g w", "go", "waves", _("Waves"), _GO),
    Key("g d", "go", "desk", _("Cases"), _GO),
    Key("g a", "go", "archive", _("Archive"), _GO),
    Key("g c", "go", "campaigns", _("Campaigns"), _GO),
    Key("g q", "go", "queue", _("Label posts"), _GO),
    Key("g l", "go", "learning", _("What was learned"), _GO),
    Key("g h", "go", "sources", _("Sources"), _GO),
    Key("g p", "go", "plan", _("Plan"), _GO),
    Key("g s", "go", "station", _("Station"), _GO),
    Key("j", "move", "1", _("Next row"), _LIST),
    Key("k", "move", "-1", _("Row before"), _LIST),
    Key("Enter", "press", "open", _("Open the row"), _LIST),
    Key("n", "press", "next", _("Next page"), _LIST),
    Key("t", "press", "take", _("Take"), _CASE),
    Key("c", "press", "close", pgettext_lazy("case", "Close"), _CASE),
    Key("Control+Enter", "submit", "", _("Send the open form"), _CASE),
    Key("u", "press", "undo", _("Undo"), _CASE),
    Key("m", "focus", "note", _("Write a note"), _CASE),
    Key("s", "focus", "answer", _("Write an answer"), _CASE),
    Key("z", "press", "postpone", _("Postpone"), _CASE),
    Key("f", "press", "assign", _("Assign"), _CASE),
    Key("q", "press", "ignore", _("Ignore"), _CASE),
    Key("p", "press", "promise", _("Note a promise"), _CASE),
    Key("x", "press", "stop", _("Stop the answer"), _CASE),
    Key("x", "press", "select", _("Select the row"), _LIST),
    Key("X", "press", "select-range", _("Select all rows up to here"), _LIST),
    Key("*", "press", "select-all", _("Select all rows"), _LIST),
    Key("l", "press", "filter", _("Filter the list"), _LIST),
    Key("w", "press", "why", _("Why?"), _CASE),
    Key("e", "press", "read-brief", _("The briefing is read"), _("In the briefing")),
    Key("v", "press", "real", _("It was real"), _WAVE),
    Key("f", "press", "false-alarm", _("It was a false alarm"), _WAVE),
    Key("q", "press", "mute", _("Mute the topic, or unmute it"), _WAVE),
    Key("z", "press", "lower", _("Lower the level"), _WAVE),
    Key("p", "press", "posts", _("Open the posts"), _WAVE),
    Key("b", "press", "table", _("The chart as a table"), _WAVE),
    Key("-", "press", "read-negative", _("Sentiment: negative"), _READING),
    Key("0", "press", "read-neutral", _("Sentiment: neutral"), _READING),
    Key("+", "press", "read-positive", _("Sentiment: positive"), _READING),
    Key("i", "press", "read-kinds", _("Choose the request"), _READING),
    Key("h", "press", "read-heat", _("Choose the heat"), _READING),
    Key("e", "press", "read-emotion", _("Choose the emotion"), _READING),
    Key("r", "press", "read-relevant", _("About us: yes or no"), _READING),
    Key("a", "press", "read-answer", _("Worth an answer: yes or no"), _READING),
    Key("d", "press", "read-urgency", _("Urgent: yes or no"), _READING),
    Key("o", "press", "read-offensive", _("Offensive: yes or no"), _READING),
    Key("y", "press", "voices", _("Who says so?"), _READING),
    Key("Enter", "press", "right", _("Right as it is, next"), _QUEUE),
    Key("s", "press", "skip", _("Skip"), _QUEUE),
)

_NAMES = {"Control+Enter": _("Ctrl+Enter"), "Control+k": _("Ctrl+K"), "Escape": _("Esc"), "-": "−"}
"""What is printed on the keys, where that is not what the browser calls them."""


def table(places: dict[str, str]) -> list[dict[str, Any]]:
    """The keys that lead somewhere for this reader, ready for JSON: `places` are their pages' addresses."""
    rows = []
    for key in KEYS:
        target = places.get(key.target, "") if key.does == "go" else key.target
        if key.does != "go" or target:
            words = {
                "label": str(key.label),
                "group": str(key.group),
                "name": str(_NAMES.get(key.keys, key.keys)),
            }
            rows.append(asdict(key) | words | {"target": target})
    return rows


def sheet(places: dict[str, str]) -> SafeString:
    """The table for keys.js and the sheet of help: it stands on every page and never changes for a reader."""
    return _drawn(tuple(places.items()), get_language() or "")


@lru_cache(maxsize=64)
def _drawn(places: tuple[tuple[str, str], ...], _language: str) -> SafeString:
    return render_to_string("frame/keys_sheet.html", {"table": table(dict(places))})
