"""Finds the name of every action that the code writes into the audit trail, wherever it is put together.

A name may be written at the call of `record`, or handed down through functions that call it: then all their
callers are asked, as far up as it takes. What cannot be followed is an error, so that no name slips through.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from sturmwarte.station.people.actions.own_changes import WHAT

SOURCE = Path(__file__).parents[2] / "src/sturmwarte"
FROM_OUTSIDE = {"station/people/adapter.py": tuple(WHAT)}
"""Names that a library hands in, and those it is known to."""


@dataclass(frozen=True)
class Place:
    """A function (or the module itself) of one file."""

    file: Path
    function: "ast.FunctionDef | None"
    tree: ast.Module


class Recorded:
    def __init__(self, source: Path = SOURCE) -> None:
        files = {path: ast.parse(path.read_text("utf-8")) for path in sorted(source.rglob("*.py"))}
        self._calls = [
            (Place(path, function, tree), call)
            for path, tree in files.items()
            for function, call in _calls(tree)
        ]
        self._choices = _choices(files.values())
        self._source = source

    def names(self) -> dict[str, str]:
        """{action: where}."""
        found = {}
        for place, call in self._calls:
            if _called(call) == "record" and _imports_record(place.tree):
                action = _argument(call, 1, "action")
                for name in self._values(action, place, 0):
                    found[name] = f"{place.file.relative_to(self._source)}:{call.lineno}"
        return found

    def _values(  # noqa: PLR0911 - a way for each form a name may have
        self, node: ast.expr | None, place: Place, depth: int
    ) -> list[str]:
        if depth > 5 or node is None:
            raise AssertionError(f"{place.file}: an action's name cannot be followed")
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.IfExp(body=yes, orelse=no):
                return self._values(yes, place, depth) + self._values(no, place, depth)
            case ast.JoinedStr(values=parts):
                every = [self._values(_inner(part), place, depth) for part in parts]
                return ["".join(one) for one in product(*every)]
            case ast.Attribute(attr=attr) if attr in self._choices:
                return [self._choices[attr]]
            case ast.Attribute(attr="value" | "name", value=inner):
                return self._values(inner, place, depth)
            case ast.Subscript(value=inner):  # cut to the column's length
                return self._values(inner, place, depth)
            case ast.Name(id=id):
                return self._named(id, place, depth)
        outside = FROM_OUTSIDE.get(str(place.file.relative_to(self._source)))
        assert outside, f"{place.file}:{node.lineno}: {ast.unparse(node)} cannot be followed"
        return list(outside)

    def _named(self, id: str, place: Place, depth: int) -> list[str]:
        for scope in (place.function, place.tree):
            given = [one for one in ast.walk(scope) if _assigns(one, id)] if scope else []
            if given:
                return [name for one in given for name in self._values(one.value, place, depth)]
        function = place.function
        assert function is not None, f"{place.file}: {id}"
        every = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        names = [one.arg for one in every]
        assert id in names, f"{place.file}: nobody says what {id} is in {function.name}"
        found = []
        for caller, call in self._calls:
            if _called(call) == function.name and self._means(caller, place, function.name):
                argument = _argument(call, names.index(id), id)
                found += self._values(argument, caller, depth + 1)
        assert found, f"{place.file}: nobody calls {function.name}"
        return found

    def _means(self, caller: Place, place: Place, name: str) -> bool:
        """Whether `name` in the caller's file is the function of that place."""
        if caller.file == place.file:
            return True
        module = "sturmwarte." + ".".join(place.file.relative_to(self._source).with_suffix("").parts)
        return any(
            isinstance(one, ast.ImportFrom) and one.module == module and name in {n.name for n in one.names}
            for one in ast.walk(caller.tree)
        )


def _calls(tree: ast.Module) -> Iterator[tuple["ast.FunctionDef | None", ast.Call]]:
    def inside(node: ast.AST, function: "ast.FunctionDef | None") -> Iterator:
        for child in ast.iter_child_nodes(node):
            here = child if isinstance(child, ast.FunctionDef) else function
            if isinstance(child, ast.Call):
                yield here, child
            yield from inside(child, here)

    yield from inside(tree, None)


def _choices(trees) -> dict[str, str]:
    """Values of `TextChoices`, by the name they have in the code."""
    found = {}
    for tree in trees:
        for one in ast.walk(tree):
            if isinstance(one, ast.ClassDef) and any("TextChoices" in ast.unparse(b) for b in one.bases):
                for line in one.body:
                    if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
                        found[line.targets[0].id] = line.value.value
    return found


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _imports_record(tree: ast.Module) -> bool:
    return any(
        isinstance(one, ast.ImportFrom) and one.module == "sturmwarte.station.ledger.record"
        for one in ast.walk(tree)
    )


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if place < len(call.args):
        return call.args[place]
    return next((one.value for one in call.keywords if one.arg == name), None)


def _inner(part: ast.expr) -> ast.expr:
    return part.value if isinstance(part, ast.FormattedValue) else part


def _assigns(node: ast.AST, id: str) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(one, ast.Name) and one.id == id for one in node.targets
    )
