"""Which entries a field may name, with what people call them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sturmwarte.core.plan.references import ids
from sturmwarte.station.plan.forms.shapes import section_named
from sturmwarte.station.respond import words


class Choices:
    """Of one state of a plan's data."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self._known: dict[str, list[tuple[str, str]]] = {}

    def of(self, sections: Sequence[str]) -> list[tuple[str, str]]:
        """(id, name) of every entry of these sections, in the order of the plan."""
        return [one for name in sections for one in self._in(name)]

    def _in(self, name: str) -> list[tuple[str, str]]:
        if name not in self._known:
            section = section_named(name)
            found = ids(section, self._data) if section else []
            self._known[name] = [(id, self._name(name, id)) for id in found]
        return self._known[name]

    def _name(self, section: str, id: str) -> str:
        for entry in self._data.get(section) or ():
            if (
                isinstance(entry, Mapping)
                and str(entry.get("id")) == id
                and isinstance(entry.get("name"), str)
            ):
                return str(entry["name"])
        if section == "kinds" and id in words.KINDS:
            return str(words.KINDS[id])
        return id
