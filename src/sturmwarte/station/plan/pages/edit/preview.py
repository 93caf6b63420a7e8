"""What a query finds in the archive, while it is written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte.core.query.errors import QueryError
from sturmwarte.core.query.parse import parse
from sturmwarte.station.archive import Archive, Search
from sturmwarte.station.archive.pages.hostile import excerpt
from sturmwarte.station.archive.pages.view import author_of, opening
from sturmwarte.station.frame.access import call
from sturmwarte.station.frame.texts import language
from sturmwarte.station.people.permissions import POSTS, of
from sturmwarte.station.plan.roles import EDIT

_SHOWN = 5
_LONGEST = 8000


@call(EDIT & POSTS)
def preview(request: HttpRequest) -> HttpResponse:
    """How many posts it finds and the newest of them, as far as this reader may see them."""
    text = request.POST.get("query", "").strip()[:_LONGEST]
    if not text:
        return render(request, "plan/edit/preview.html", {})
    try:
        node = parse(text)
    except QueryError as error:
        told = {"wrong": error.text(language()), "column": error.column, "text": text}
        return render(request, "plan/edit/preview.html", told)
    asked = Search(query=node, limit=_SHOWN, may=of(request).may_read())
    found = Archive().search(asked)
    lines = [
        (author_of(one.post), excerpt(opening(one.post), 180), one.post.created_at) for one in found.posts
    ]
    return render(
        request, "plan/edit/preview.html", {"count": Archive().count(asked), "lines": lines, "text": text}
    )
