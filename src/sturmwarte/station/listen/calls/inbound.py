"""`POST /in/<channel>`: others hand in posts. What was accepted is on disk before we answer."""

import time
from datetime import datetime

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from sturmwarte.core.listen.jsonlines import LineError, parse_line
from sturmwarte.core.post import Post
from sturmwarte.station.frame.access import call
from sturmwarte.station.listen import inbox, limits, measures, tokens
from sturmwarte.station.listen.body import JSON, JSON_LINES, MAX_BODY, MAX_LINES, BodyError, lines_of

calls = limits.Limits(limits.CALLS_PER_S, limits.CALLS_AT_ONCE, time.monotonic)
amounts = limits.Limits(limits.LINES_PER_S, limits.LINES_AT_ONCE, time.monotonic)


class Refusal(Exception):
    """An answer that takes in nothing. `wait` seconds before trying again helps; 0: it does not."""

    def __init__(self, status: int, why: str, wait: int = 0) -> None:
        super().__init__(why)
        self.status, self.why, self.wait = status, why, wait


@csrf_exempt  # the token is the proof, and no browser sends it by itself
@call(None, strangers="the channel's token stands for the login")
def inbound(request: HttpRequest, channel: str) -> HttpResponse:
    """202 {"accepted": n, "rejected": [{"line", "why"}]}; 400 when nothing was accepted.

    Sending the same posts again is safe: a post's identity decides, not the call.
    """
    try:
        _may(request, channel)
        lines = _lines(request)
        if wait := amounts.wait(channel, len(lines)):
            raise Refusal(429, f"more than {limits.LINES_PER_S:.0f} lines a second: send them later", wait)
        answer = _take(lines, channel, timezone.now())
    except Refusal as refusal:
        measures.REFUSED.labels(str(refusal.status)).inc()
        headers = {"Retry-After": str(refusal.wait)} if refusal.wait else {}
        if refusal.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return JsonResponse({"error": refusal.why}, status=refusal.status, headers=headers)
    return JsonResponse(answer, status=202 if answer["accepted"] else 400)


def _may(request: HttpRequest, channel: str) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else request.headers.get("X-Sturmwarte-Token", "")
    if not token:
        raise Refusal(401, "send the channel's token: Authorization: Bearer sw_...")
    known = tokens.channel_of(token)
    if known is None:
        raise Refusal(401, "this token is unknown or revoked: make a new one (sturmwarte channel-token)")
    if known != channel:
        raise Refusal(403, "this token is for another channel")
    if wait := calls.wait(channel):
        raise Refusal(429, "too many calls: send more posts in each", wait)


def _lines(request: HttpRequest) -> list[tuple[int, bytes]]:
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Refusal(415, "send the body as it is, not compressed")
    media_type = request.content_type or ""
    if media_type not in JSON | JSON_LINES:
        raise Refusal(415, "send application/json or application/x-ndjson")
    body = request.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise Refusal(413, f"more than {MAX_BODY // 2**20} MB: send the posts in several calls")
    try:
        lines = lines_of(body, media_type)
    except BodyError as error:
        raise Refusal(400, str(error)) from None
    if len(lines) > MAX_LINES:
        raise Refusal(413, f"more than {MAX_LINES} posts: send them in several calls")
    return lines


def _take(lines: list[tuple[int, bytes]], channel: str, now: datetime) -> dict[str, object]:
    good: list[inbox.Line] = []
    rejected: list[dict[str, object]] = []
    for number, line in lines:
        try:
            _check(parse_line(line, received_at=now, channel=channel), channel)
            good.append(inbox.Line(line, number))
        except LineError as error:
            rejected.append({"line": number, "why": str(error)})
    try:
        if good and inbox.backlog() > inbox.FULL:
            raise Refusal(503, "too many posts are waiting to be read: send them again later", 10)
        inbox.put(good, channel, now)
    except DatabaseError:
        measures.log.exception("the inbox cannot be written")
        raise Refusal(503, "the station cannot store posts now: send them again later", 30) from None
    measures.ACCEPTED.inc(len(good))
    measures.REJECTED.inc(len(rejected))
    return {"accepted": len(good), "rejected": rejected}


def _check(post: Post, channel: str) -> None:
    """A token opens one channel of one network: it must not change the posts of another."""
    if post.channel != channel:
        raise LineError(f"`channel` is {post.channel}, but this token is for {channel}: leave it out")
    if post.identity[0] != channel.partition(":")[0]:
        raise LineError(f"`network` is {post.network}, but {channel} is another: leave it out")
