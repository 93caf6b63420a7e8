"""While a query is typed: what is wrong with it and the mend, what to look at again, and how much it would
find."""

from datetime import timedelta
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sturmwarte.core.query.lint import lint
from sturmwarte.station.archive import Archive
from sturmwarte.station.archive.bounded import bounded
from sturmwarte.station.archive.may import May
from sturmwarte.station.archive.pages.asking import Asked, asked, may_of
from sturmwarte.station.archive.records import Count
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.formats import number
from sturmwarte.station.people.permissions import POSTS

PATIENCE = timedelta(milliseconds=700)
PART = 0.25
"""Of the posts looked at for the page itself: the number must follow the typing."""
_MOST_WARNINGS = 3


@page(POSTS)
def preview(request: HttpRequest) -> HttpResponse:
    """`{"wrong": {...}}`, or `{"warnings": [...], "count": "about 1200 posts"}`."""
    wanted = asked(request.GET)
    if wanted.wrong:
        one = wanted.wrong
        wrong = {
            "column": one.column,
            "before": one.before,
            "after": one.after,
            "text": one.text,
            "mended": one.mended,
        }
        return JsonResponse({"wrong": wrong})
    topic = "topic" in request.GET
    return JsonResponse({"warnings": warnings(wanted.text, topic), "count": _count(wanted, may_of(request))})


def warnings(text: str, for_topic: bool = False) -> list[dict[str, Any]]:
    """What will not do what was meant: column, severity and a sentence with the mend."""
    if not text:
        return []
    language = "de" if (get_language() or "de").startswith("de") else "en"
    found = lint(text, for_topic)
    wanted = [
        one for one in found if for_topic or one.key not in {"fields_only", "only_absence", "common_word"}
    ]
    return [
        {"column": one.at.first, "severity": one.severity, "text": one.text(language)}
        for one in wanted[:_MOST_WARNINGS]
    ]


def _count(wanted: Asked, may: May) -> str:
    try:
        with bounded(PATIENCE):
            found = Archive().count(wanted.search(may), PART)
    except OperationalError:
        return _("Too many to count while you type.")
    return said(found)


def said(found: Count) -> str:
    """`12 posts`, or `about 12 000 posts (11 200–12 800)`."""
    words = ngettext("%(n)s post", "%(n)s posts", found.n) % {"n": number(found.n)}
    if found.exact:
        return words
    bounds = {"posts": words, "low": number(found.low), "high": number(found.high)}
    return _("about %(posts)s (%(low)s–%(high)s)") % bounds
