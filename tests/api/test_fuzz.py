"""Every operation with inputs made from its own description by schemathesis: none ends in a fault of ours."""

import json
import os
from urllib.parse import urlencode

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from sturmwarte.station.api.build import api
from tests.api.test_calls import Program, _no_limits, program, token_of  # noqa: F401 - fixtures
from tests.web.conftest import german, scene  # noqa: F401 - the station with its people

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning"),
]
EXAMPLES = int(os.environ.get("STURMWARTE_SOAK_EXAMPLES", "12"))
"""Per operation and mode; `make soak` takes more."""


def _operations():
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1"))
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("operation", _operations(), ids=lambda one: f"{one.method.upper()} {one.path}")
def test_no_input_breaks_it(operation, scene):  # noqa: F811
    calls = Program(token_of(scene.people["owner"]))
    known = scene.cases["p4"].pk if operation.path.startswith("/api/v1/cases/{id}") else 0
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        _try(operation, mode, calls, known)


def _try(operation, mode, calls, known):
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case):
        if known and mode == GenerationMode.POSITIVE:  # a case that is there, or all ends with 404
            case.path_parameters["id"] = known
        with transaction.atomic():
            answer = _sent(case, calls)
            transaction.set_rollback(True)
        assert answer.status_code < 500, (case.as_curl_command(), answer.content[:500])
        if answer.status_code >= 400 and answer.status_code not in {404, 405}:
            assert answer["Content-Type"] == "application/problem+json", case.as_curl_command()

    holds()


def _sent(case, calls):
    query = urlencode(case.query or {}, doseq=True, errors="surrogatepass")
    return calls.client.generic(
        case.method.upper(), f"{case.formatted_path}?{query}", _body(case.body),
        content_type="application/json", headers=calls.headers,
    )  # fmt: skip


def _body(body):
    if isinstance(body, bytes):
        return body
    return "" if isinstance(body, NotSet) else json.dumps(body)
