"""The documents of data protection, drafted from the plan and the real tables: to read, print, download."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

from sturmwarte.station.archive.privacy.documents import documents as drafted
from sturmwarte.station.frame.access import page
from sturmwarte.station.frame.texts import language
from sturmwarte.station.people.permissions import Permissions, of
from sturmwarte.station.privacy.pages.words import tabs
from sturmwarte.station.privacy.roles import DOCUMENTS, PERSONS

LANGUAGES = ("de", "en")


@dataclass(frozen=True)
class Document:
    """A document by the same id in both languages, and the name of its file in each."""

    id: str
    name: "str | Promise"
    about: "str | Promise"
    files: dict[str, str]
    roles: frozenset[str]


ALL = (
    Document(
        "record",
        _("Record of processing"),
        _("What is processed, why, how long (Article 30 GDPR)."),
        {"de": "verzeichnis.md", "en": "processing-record.md"},
        PERSONS,
    ),
    Document(
        "notice",
        _("Notice to the people who write"),
        _("What they are told whose data did not come from themselves (Article 14 GDPR)."),
        {"de": "informationspflicht.md", "en": "article-14-notice.md"},
        PERSONS,
    ),
    Document(
        "assessment",
        _("Impact assessment, draft"),
        _("Risks for those concerned, and what is done about them (Article 35 GDPR)."),
        {"de": "folgenabschaetzung.md", "en": "dpia-draft.md"},
        PERSONS,
    ),
    Document(
        "staff",
        _("List of staff data"),
        _("Every table that holds something about people who work here, for the works council."),
        {"de": "beschaeftigtendaten.md", "en": "staff-data.md"},
        DOCUMENTS,
    ),
)


@page(DOCUMENTS)
def documents(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/documents.html", _frame(request) | {"documents": _open_to(of(request))})


@page(DOCUMENTS)
def document(request: HttpRequest, kind: str) -> HttpResponse:
    """To read and print; with `form` md or html as a file."""
    one = next((one for one in _open_to(of(request)) if one.id == kind), None)
    lang, form = request.GET.get("lang", language()), request.GET.get("form", "")
    if one is None or lang not in LANGUAGES or form not in {"", "md", "html"}:
        raise Http404
    name = one.files[lang] if form != "html" else one.files[lang].removesuffix(".md") + ".html"
    text = drafted(lang, timezone.now(), form or "md")[name]
    if form:
        answer = HttpResponse(
            text, content_type=f"text/{'html' if form == 'html' else 'markdown'}; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    words = _frame(request) | {"one": one, "lang": lang, "languages": LANGUAGES, "body": _html(text)}
    return render(request, "privacy/document.html", words)


def _open_to(who: Permissions) -> list[Document]:
    return [one for one in ALL if who.has(one.roles)]


def _frame(request: HttpRequest) -> dict[str, Any]:
    return {"here": "privacy", "room": "documents", "tabs": tabs(of(request)), "now": timezone.now()}


def _html(markdown: str) -> SafeString:
    """HTML inside the draft stays text; what the plan says was escaped when it was put in."""
    made: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    return mark_safe(made)  # noqa: S308 - see above
