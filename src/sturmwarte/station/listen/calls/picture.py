"""`GET /picture/<id>/`: a secured picture, for who may read its post. Nothing is fetched from outside.

What is sent is the copy we made ourselves of the decoded picture: no metadata, nothing else in it.
"""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from sturmwarte.station.frame.access import call
from sturmwarte.station.listen.evidence import files
from sturmwarte.station.listen.evidence.showing import may_see
from sturmwarte.station.listen.models import Evidence
from sturmwarte.station.people.permissions import POSTS, of

FRESH_S = 600
"""A browser forgets an erased picture after ten minutes at the latest."""


@call(POSTS, methods=("GET", "HEAD"))
def picture(request: HttpRequest, id: int) -> HttpResponse:
    """404 alike for one that is not there and one that this reader may not see."""
    row = Evidence.objects.filter(pk=id, state=Evidence.State.SECURED).exclude(sha256="").first()
    if row is None or not may_see(row, of(request)):
        raise Http404
    try:
        body = files.copy_of(Path(settings.DATA), row.sha256).read_bytes()
    except FileNotFoundError:  # a film, or lost with a disk: the page says so
        raise Http404 from None
    return HttpResponse(
        body,
        content_type="image/webp",
        headers={
            "Cache-Control": f"private, max-age={FRESH_S}",
            "Content-Disposition": f'inline; filename="picture-{row.pk}.webp"',
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Vary": "Cookie",
        },
    )
