"""The JSON Schema of a post as one JSON object: what may stand in a line."""

from typing import Any

import msgspec

from sturmwarte.core.post import Post


def post_schema() -> dict[str, Any]:
    """Draft 2020-12. More forgiving readers are described in docs/posts.md, not here."""
    (_,), components = msgspec.json.schema_components([Post], ref_template="#/$defs/{name}")
    post = dict(components.pop("Post"))
    post["properties"] = {name: _field(name, shape) for name, shape in post["properties"].items()}
    return {
        **post,
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A post",
        "description": "One line of a posts file. Unknown keys are passed over.",
        "$defs": {name: _tidy(shape) for name, shape in components.items()},
    }


def _field(name: str, shape: dict[str, Any]) -> dict[str, Any]:
    if name == "id":
        return {"type": ["string", "integer"], "description": "the network's own global id"}
    if name.endswith("_at"):
        return {"type": ["string", "null"], "format": "date-time", "description": "ISO 8601 with a zone"}
    return {**shape, "default": []} if shape.get("default") == () else shape


def _tidy(shape: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in shape.items() if key != "title"}
