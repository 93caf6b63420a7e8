"""Everything that can be typed into a search: operators, fields in both languages, and their values here."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sturmwarte.core.query.fields import KINDS, FieldKind
from sturmwarte.station.archive.pages.naming import FORMS, language_name
from sturmwarte.station.archive.pages.narrowing import term
from sturmwarte.station.frame.access import page
from sturmwarte.station.people.permissions import POSTS
from sturmwarte.station.plan.pages.active import ActivePlan, active_plan
from sturmwarte.station.respond import words

_ASKS: dict[str, "str | Promise"] = {
    "lang": _("Language"),
    "channel": _("Channel, or all of a network"),
    "source": _("Where it was heard"),
    "form": _("Kind of post"),
    "author": _("Account name, name or id"),
    "site": _("Web site of the post"),
    "country": _("Country, two letters"),
    "followers": _("Followers of the author"),
    "rating": _("Stars given"),
    "is": _("What it is"),
    "has": _("What is in it"),
    "kind": _("Request"),
    "sentiment": _("Sentiment"),
    "topic": _("Topic"),
}
_IS: dict[str, "str | Promise"] = {
    "reply": _("an answer to another post"),
    "repost": _("a shared post"),
    "ad": _("an advertisement"),
    "own": _("ours"),
}
_HAS: dict[str, "str | Promise"] = {
    "image": _("a picture"),
    "video": _("a film"),
    "audio": _("sound"),
    "media": _("a picture, film or sound"),
    "link": _("a link"),
    "rating": _("stars"),
    "place": _("a place"),
}
_OPERATORS: tuple[tuple[str, str, "str | Promise"], ...] = (
    ("AND", "UND", _("both (a blank means the same)")),
    ("OR", "ODER", _("one of them")),
    ("NOT", "NICHT", _("without")),
    ("NEAR/5", "NAHE/5", _("at most five words apart")),
    ("ONEAR/5", "ONAHE/5", _("the same, in this order")),
)
_LANGUAGES = ("de", "en", "fr", "it", "es", "nl", "pl", "tr", "ru", "uk", "ar")
_SYNTAX: tuple[tuple[str, str, "str | Promise"], ...] = (
    ('"too late"', '"zu spät"', _("words in a row")),
    ("train*", "bahn*", _("words that begin so")),
    ("*insurance", "*versicherung", _("words that end so")),
    ("{Apple}", "{Apple}", _("with exactly these capitals")),
    ("#train", "#bahn", _("only as a hashtag")),
    ("@name", "@name", _("only as an account name")),
)


@page(POSTS)
def vocabulary(request: HttpRequest) -> HttpResponse:
    """One JSON object: `operators`, `syntax` and `fields`, each field with its names and values."""
    del request
    german = (get_language() or "de").startswith("de")
    plan = active_plan()
    answer = JsonResponse(
        {
            "operators": [_said(de if german else en, what) for en, de, what in _OPERATORS],
            "syntax": [_said(de if german else en, what) for en, de, what in _SYNTAX],
            "fields": [_field(kind, german, plan) for kind in KINDS],
        }
    )
    answer["Cache-Control"] = "private, max-age=60"
    return answer


def _said(text: str, what: "str | Promise") -> dict[str, str]:
    return {"text": text, "says": str(what)}


def _field(kind: FieldKind, german: bool, plan: ActivePlan) -> dict[str, Any]:
    name = kind.aliases[0] if german and kind.aliases else kind.name
    sign = ">" if kind.number else ":"
    return {
        "name": name,
        "names": [kind.name, *kind.aliases],
        "sign": sign,
        "says": str(_ASKS[kind.name]),
        "example": kind.example.replace(kind.name, name, 1),
        "reading": kind.reading,
        "values": [
            {"text": term("x", _written(kind, value, german))[2:], "says": str(says)}
            for value, says in _values(kind.name, plan)
        ],
    }


def _written(kind: FieldKind, value: str, german: bool) -> str:
    """A value as one types it: in German by its German name, where the language has one."""
    others = (name for name, meant in (kind.known or {}).items() if meant == value and name != value)
    return next(others, value) if german else value


def _values(field: str, plan: ActivePlan) -> Iterator[tuple[str, "str | Promise"]]:
    """Values of a field with what they are called; none where any text fits."""
    match field:
        case "topic" | "channel":
            yield from ((id, plan.name(id, f"{field}s")) for id in plan.ids(f"{field}s"))
        case "kind":
            own = {id: plan.name(id, "kinds") for id in plan.ids("kinds")}
            yield from (own | dict(words.KINDS)).items()
        case "sentiment":
            yield from words.SENTIMENTS.items()
        case "form":
            yield from FORMS.items()
        case "is":
            yield from _IS.items()
        case "has":
            yield from _HAS.items()
        case "lang":
            yield from ((code, language_name(code)) for code in _LANGUAGES)
