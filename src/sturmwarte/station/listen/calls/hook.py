"""`/hook/<source>/`: a platform calls us. Its signature is the proof; what it brings is kept, then answered.

Whoever calls without proof learns nothing: a source that is not there, one that is not called at all, a wrong
signature and a fault of ours in reading it all get the same answer.
"""

import time
from datetime import datetime

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from sturmwarte.channels.contract import Call, Receives, Taken
from sturmwarte.channels.describe import Kind, kinds
from sturmwarte.station.frame.access import call
from sturmwarte.station.listen import inbox, limits, measures
from sturmwarte.station.listen.called import keep_called
from sturmwarte.station.listen.keeping import Overtaken
from sturmwarte.station.listen.models import Source
from sturmwarte.station.listen.placing import connected
from sturmwarte.wire.errors import Trouble

MOST_BYTES = 2 * 2**20
DOORS = 4096
"""Buckets of the limit. Names are put into them, known or not, so that a limit tells nobody which exist."""
UNPROVEN = frozenset({401, 403, 404, 405, 410})
"""What a channel answers to a caller without proof."""
_calls = limits.Limits(limits.CALLS_PER_S, limits.CALLS_AT_ONCE, time.monotonic)


@csrf_exempt  # the platform's signature is the proof, and no browser sends it by itself
@call(None, methods=("GET", "POST"), strangers="the platform's signature stands for the login")
def hook(request: HttpRequest, source: str) -> HttpResponse:
    """What the channel answers; 404 to whoever proves nothing, 413, 429 and 503 as they say."""
    if wait := _calls.wait(str(hash(source) % DOORS)):
        return _plain(429, {"Retry-After": str(wait)})
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _plain(413)
    row = Source.objects.filter(pk=source, removed_at=None, resting=False).first()
    kind = kinds().get(row.kind) if row else None
    if row is None or kind is None or "receive" not in kind.abilities:
        return _plain(404)
    return _heard(row, kind, _call(request, body))


def _heard(row: Source, kind: Kind, called: Call) -> HttpResponse:
    if inbox.backlog() > inbox.FULL:
        return _plain(503, {"Retry-After": "10"})
    try:
        return _taken(row, kind, called, timezone.now())
    except (Trouble, Overtaken):
        return _plain(404)
    except DatabaseError:
        measures.log.exception("a call of %s could not be kept", row.pk)
        return _plain(503, {"Retry-After": "30"})


def _call(request: HttpRequest, body: bytes) -> Call:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Call(request.method or "GET", request.GET.dict(), headers, body)


def _taken(row: Source, kind: Kind, called: Call, now: datetime) -> HttpResponse:
    """Kept first, answered then. Who gets no answer calls again, which a post's identity makes harmless."""
    with connected(row) as connection:
        if not isinstance(connection, Receives):
            return _plain(404)
        taken = connection.receive(called)
    if taken.posts or taken.dropped:
        keep_called(row, taken, now, kind=kind)
    return _answer(taken)


def _answer(taken: Taken) -> HttpResponse:
    """A mistake of a caller who has proven himself is named to him; every other refusal sounds alike."""
    if taken.status >= 400:
        measures.REFUSED.labels(str(taken.status)).inc()
    if taken.status in UNPROVEN:
        return _plain(404)
    return HttpResponse(taken.body, status=taken.status, content_type=taken.type)


def _plain(status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    words = {404: "not found", 413: "too large", 429: "too many calls", 503: "try again later"}
    return HttpResponse(
        f"{words[status]}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers
    )
