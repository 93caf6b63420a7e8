"""Idempotency keys (draft-ietf-httpapi-idempotency-key-header): the same call again does nothing twice.

1. A row for the key is inserted. 2. The action runs. 3. Its answer is written into the row. All three are
one transaction: a crash anywhere leaves nothing, and the caller tries again. Refusals are not remembered.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from pydantic import BaseModel

from sturmwarte.station.api.actions.forget_answers import forget_answers
from sturmwarte.station.api.caller import caller
from sturmwarte.station.api.errors import Problem
from sturmwarte.station.api.models import Answered

HEADER = "Idempotency-Key"


def once(operation: Callable[..., BaseModel]) -> Callable[..., Any]:
    """An operation that changes something: one transaction, and safe to call again with the same key."""

    @wraps(operation)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get(HEADER, "")
        if not key:
            with transaction.atomic():
                return JsonResponse(operation(request, *args, **kwargs).model_dump(mode="json"))
        return _keyed(request, key, lambda: operation(request, *args, **kwargs))

    return run


def _keyed(request: HttpRequest, key: str, work: Callable[[], BaseModel]) -> Any:
    if len(key) > 200 or not key.isascii() or not key.isprintable():
        raise Problem(400, "idempotency-key", f"{HEADER}: at most 200 printable ASCII characters.")
    asked = _fingerprint(request)
    forget_answers(timezone.now())
    try:
        with transaction.atomic():
            row = Answered.objects.create(
                token=caller(request).token, key=key, asked=asked, at=timezone.now()
            )
            row.body = work().model_dump(mode="json")
            row.save(update_fields=["body"])
            return JsonResponse(row.body)
    except IntegrityError:
        known = Answered.objects.filter(token=caller(request).token, key=key).first()
        if known is None:  # the refusal was about something else
            raise
    return _again(known, asked)


def _again(known: Answered, asked: str) -> JsonResponse:
    if known.asked != asked:
        detail = f"{HEADER}: this key was used for another call. Use a new one for each."
        raise Problem(422, "idempotency-key", detail)
    return JsonResponse(known.body, headers={"Idempotency-Replayed": "true"})


def _fingerprint(request: HttpRequest) -> str:
    start = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(start + request.body).hexdigest()
