"""`GET /metrics`: what web and engine have counted, for Prometheus.

The engine is a process of its own. It writes what it has counted to a file every few seconds, and this
call adds that file to the web process's own counts. No second port is opened.
"""

import ipaddress
import time
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from sturmwarte.station.frame.access import call
from sturmwarte.station.listen import measures, tokens

SNAPSHOT = "engine.prom"
STALE_S = 30
TOKEN_CHANNEL = "metrics"  # noqa: S105 - the name under which `channel-token` makes the token


@call(None, methods=("GET",), strangers="for the machine itself, or with the token of `metrics`")
def metrics(request: HttpRequest) -> HttpResponse:
    if not _allowed(request):
        return HttpResponse(
            "send the token of `sturmwarte channel-token metrics` as Authorization: Bearer\n",
            status=401,
            content_type="text/plain; charset=utf-8",
            headers={"WWW-Authenticate": "Bearer"},
        )
    engine = _engine(Path(settings.DATA) / SNAPSHOT)
    measures.ENGINE_UP.set(1 if engine else 0)
    return HttpResponse(generate_latest(measures.REGISTRY) + engine, content_type=CONTENT_TYPE_LATEST)


def _allowed(request: HttpRequest) -> bool:
    _, _, token = request.headers.get("Authorization", "").partition(" ")
    if token and tokens.channel_of(token.strip()) == TOKEN_CHANNEL:
        return True
    # A proxy on this machine calls from loopback too; it names whom it calls for.
    if {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & set(request.headers):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _engine(path: Path) -> bytes:
    try:
        fresh = time.time() - path.stat().st_mtime < STALE_S
        return path.read_bytes() if fresh else b""
    except FileNotFoundError:
        return b""
