"""What the API can do, as a page: made from the same description that programs read."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sturmwarte.station.api.build import api
from sturmwarte.station.api.scopes import MAKE
from sturmwarte.station.frame.access import page


@dataclass(frozen=True)
class Place:
    """A value an operation takes: where it stands, what it is, whether it must be there."""

    name: str
    kind: str
    needed: bool
    says: str


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    title: str
    says: str
    scope: str
    places: list[Place]
    body: list[Place]


@page(MAKE)
def reference(request: HttpRequest) -> HttpResponse:
    words = {
        "here": "tokens",
        "root": f"{settings.PUBLIC_URL}/api/v1",
        "groups": groups(api.get_openapi_schema(path_prefix="")),
    }
    return render(request, "api/reference.html", words)


def groups(schema: dict[str, Any]) -> dict[str, list[Operation]]:
    """The operations by tag, in the order of the schema."""
    found: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            one = _operation(schema, path, method, said)
            found.setdefault(said["tags"][0], []).append(one)
    return found


def _operation(schema: dict[str, Any], path: str, method: str, said: dict[str, Any]) -> Operation:
    places = [
        _place(schema, one["name"], one["schema"], bool(one.get("required")))
        for one in said.get("parameters", ())
    ]
    content = said.get("requestBody", {}).get("content", {}).get("application/json", {})
    body = _resolved(schema, content.get("schema", {}))
    needed = set(body.get("required", ()))
    return Operation(
        method=method.upper(),
        path=path,
        title=said["summary"],
        says=said.get("description", ""),
        scope=said.get("x-scope", ""),
        places=places,
        body=[_place(schema, name, of, name in needed) for name, of in body.get("properties", {}).items()],
    )


def _place(schema: dict[str, Any], name: str, of: dict[str, Any], needed: bool) -> Place:
    return Place(name, _kind(schema, of), needed, of.get("description", ""))


def _kind(schema: dict[str, Any], of: dict[str, Any]) -> str:
    of = _resolved(schema, of)
    if "anyOf" in of:
        return " | ".join(_kind(schema, one) for one in of["anyOf"])
    if "enum" in of:
        return " | ".join(map(str, of["enum"]))
    kind = str(of.get("format") or of.get("type") or "any")
    return f"{_kind(schema, of['items'])}[]" if kind == "array" and "items" in of else kind


def _resolved(schema: dict[str, Any], of: dict[str, Any]) -> dict[str, Any]:
    name = of.get("$ref", "").rpartition("/")[2]
    return schema["components"]["schemas"][name] if name else of
