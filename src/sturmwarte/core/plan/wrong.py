"""Turns what pydantic reports into our reasons, with the mend a person can type."""

from collections.abc import Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sturmwarte.core.plan.section import Doubt, Path
from sturmwarte.core.plan.suggest import nearest, offer
from sturmwarte.core.reason import Reason

_EXPECTED = {
    "string_type": "text",
    "int_type": "number",
    "int_parsing": "number",
    "int_from_float": "whole_number",
    "float_type": "number",
    "float_parsing": "number",
    "bool_type": "bool",
    "bool_parsing": "bool",
    "list_type": "list",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "mapping_type": "mapping",
    "time_type": "time",
    "time_parsing": "time",
    "time_delta_type": "duration",
    "time_delta_parsing": "duration",
}
_BOUNDS = {
    "greater_than": "more_than",
    "greater_than_equal": "at_least",
    "less_than": "less_than",
    "less_than_equal": "at_most",
    "string_too_long": "at_most_characters",
}


def doubts(name: str, model: Any, raw: Any, error: ValidationError) -> list[Doubt]:
    """Everything pydantic found in section `name`, each at the path of the value it means."""
    found: dict[Path, Doubt] = {}
    for one in error.errors(include_url=False):
        path = (name, *_real_path(raw, one["loc"]))
        found.setdefault(path, _doubt(path, model, dict(one)))  # one line per place: unions report each arm
    meant = {(*path[:-1], key) for path, one in found.items() if (key := _misspelt(one))}
    return [one for path, one in found.items() if path not in meant or one.what.key != "plan.missing_key"]


def _misspelt(doubt: Doubt) -> str | None:
    """The key that was meant: missing because it was misspelt, it is told once, as the misspelling."""
    if doubt.what.key != "plan.unknown_key" or doubt.fix is None:
        return None
    return doubt.fix.args.get("name")


def _real_path(raw: Any, loc: tuple[int | str, ...]) -> Path:
    """Drops what is no key of the data: pydantic also names the arm of a union it tried."""
    path: list[int | str] = []
    for place, step in enumerate(loc):
        last = place == len(loc) - 1
        if isinstance(raw, list) and isinstance(step, int) and step < len(raw):
            path.append(step)
            raw = raw[step]
        elif isinstance(raw, Mapping) and (step in raw or last):
            path.append(step)
            raw = raw.get(step)
    return tuple(path)


def _doubt(path: Path, model: Any, error: dict[str, Any]) -> Doubt:
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown_key(path, model)
    if kind == "missing":
        key = str(path[-1])
        what, fix = Reason("plan.missing_key", {"key": key}), Reason("plan.fix.add_key", {"key": key})
        return Doubt(path[:-1], what, fix)
    if kind == "literal_error":
        return _literal(path, error)
    if kind in _EXPECTED:
        return _wrong_type(path, _EXPECTED[kind], error["input"])
    return _bad_value(path, error)


def _unknown_key(path: Path, model: Any) -> Doubt:
    key, known = str(path[-1]), _keys_at(model, path[1:-1])
    fix = offer(key, known) if known else Reason("plan.fix.remove_key")
    return Doubt(path, Reason("plan.unknown_key", {"key": key}), fix)


def _bad_value(path: Path, error: dict[str, Any]) -> Doubt:
    kind, context = error["type"], error.get("ctx") or {}
    value = {"value": _shown(error["input"])}
    if kind.startswith("date"):
        key = "bad_datetime" if kind.startswith("datetime") else "bad_date"
        return Doubt(path, Reason(f"plan.{key}", value), Reason(f"plan.fix.{key}"))
    if kind == "string_pattern_mismatch":
        return Doubt(path, Reason("plan.bad_id", value), Reason("plan.fix.bad_id"))
    if kind in _BOUNDS:
        limit = {"value": next(iter(context.values()))}
        return Doubt(path, Reason("plan.out_of_range", value), Reason(f"plan.fix.{_BOUNDS[kind]}", limit))
    if kind in ("string_too_short", "too_short"):
        return Doubt(path, Reason("plan.empty"), Reason("plan.fix.fill_in"))
    return Doubt(path, *_raised(context.get("error"), str(error["msg"])))


def _raised(error: object, said: str) -> tuple[Reason, Reason | None]:
    """A validator that raises `ValueError(reason)` or `ValueError(reason, fix)` is taken at its word."""
    args = error.args if isinstance(error, ValueError) else ()
    if args and isinstance(args[0], Reason):
        return args[0], args[1] if len(args) > 1 else None
    return Reason("plan.invalid", {"why": said.removeprefix("Value error, ")}), None


def _literal(path: Path, error: dict[str, Any]) -> Doubt:
    """pydantic gives the choice as prose ("'a', 'b' or 'c'"); we want the words."""
    allowed = [word for word in str((error.get("ctx") or {}).get("expected", "")).split("'")[1::2] if word]
    value = _shown(error["input"])
    what = Reason("plan.not_allowed", {"value": value, "key": str(path[-1])})
    likely = nearest(value, allowed)
    if likely:
        return Doubt(path, what, Reason("plan.fix.meant_of", {"name": likely, "allowed": allowed}))
    return Doubt(path, what, Reason("plan.fix.one_of", {"allowed": allowed}))


def _wrong_type(path: Path, expected: str, value: Any) -> Doubt:
    what = Reason(f"plan.expected_{expected}", {"key": str(path[-1]), "value": _shown(value)})
    if value is None:
        return Doubt(path, Reason("plan.empty_value", {"key": str(path[-1])}), Reason("plan.fix.empty_value"))
    quote = expected == "text" and not isinstance(value, list)
    fix = "plan.fix.quote" if quote else f"plan.fix.{expected}"
    return Doubt(path, what, Reason(fix))


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _keys_at(model: Any, path: Path) -> list[str]:
    """The keys a mapping at `path` below `model` may have; empty when that is not known."""
    for step in path:
        model = _below(model, step)
    model = _plain(model)
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [field.alias or name for name, field in model.model_fields.items()]
    return []


def _below(model: Any, step: str | int) -> Any:
    model = _plain(model)
    if isinstance(model, type) and issubclass(model, BaseModel):
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        return fields[str(step)].annotation if str(step) in fields else None
    args = get_args(model)
    return args[-1] if get_origin(model) in (list, dict) and args else None


def _plain(model: Any) -> Any:
    """Takes `X | None` and `Annotated[X, ...]` off, as far as one model or collection is meant."""
    if get_origin(model) in (list, dict) or isinstance(model, type):
        return model
    for arm in get_args(model):
        inner = _plain(arm)
        if get_origin(inner) in (list, dict) or (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return inner
    return None
