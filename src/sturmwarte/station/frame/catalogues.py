"""The German and English words of the pages.

    python -m sturmwarte.station.frame.catalogues extract|update|compile|check

English stands in the source. `update` extracts and merges into locale/de; `compile` makes the .mo files the
pages read (git ignores them); `check` fails when a German sentence is missing, doubtful or has other places
than the English one. Needs Babel only, no GNU gettext.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from django.utils.translation.template import templatize

STATION = Path(__file__).parents[1]
LOCALE = STATION / "locale"
PO, MO = LOCALE / "de" / "LC_MESSAGES" / "django.po", LOCALE / "de" / "LC_MESSAGES" / "django.mo"

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]")


def extracted() -> Catalog:
    """All sentences of the station's Python files and templates, with where they stand."""
    catalogue = Catalog(domain="django", project="Sturmwarte", charset="utf-8", fuzzy=False)
    for path in sorted([*STATION.rglob("*.py"), *STATION.rglob("*.html")]):
        where = path.relative_to(STATION).as_posix()
        source = path.read_text(encoding="utf-8")
        for message, context in _found(source, path.suffix == ".html"):
            # File only: line numbers would change the catalogue with every edit.
            catalogue.add(message, locations=[(where, 0)], context=context)
    return catalogue


def _found(source: str, template: bool) -> Iterator[tuple[Any, str | None]]:
    text = _as_python(source) if template else source
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        yield message, context


def _as_python(source: str) -> str:
    """A template as the calls it makes. Line by line, or its indentation would be Python's."""
    calls = templatize(source)
    return "\n".join(line.strip() for line in calls.splitlines()) + "\n"


def update() -> None:
    """Brings the German catalogue up to date; new sentences wait for their words."""
    old = _read() if PO.exists() else Catalog(locale="de", domain="django")
    fresh = extracted()
    old.update(fresh, no_fuzzy_matching=True)
    old.obsolete.clear()
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as stream:
        pofile.write_po(stream, old, width=100, sort_output=True, omit_header=False, include_lineno=False)


def compile_all(force: bool = False) -> bool:
    """Makes the .mo file; True when there was something to do."""
    if not force and MO.exists() and MO.stat().st_mtime >= PO.stat().st_mtime:
        return False
    with MO.open("wb") as stream:
        write_mo(stream, _read())
    return True


def problems() -> list[str]:
    """What is wrong with the German catalogue; empty when it is complete."""
    german = _read()
    wrong: list[str] = []
    for message in extracted():
        if message.id:
            wrong += _problems_of(message, german.get(_id(message), message.context))
    return wrong


def _problems_of(english: Message, german: Message | None) -> Iterator[str]:
    name = _id(english)
    words = german.string if german else ""
    forms = [words] if isinstance(words, str) else list(words or ())
    if german is None or german.fuzzy or not all(forms):
        yield f"no German for {name!r} ({english.locations[0][0]})"
        return
    wanted = set(_PLACE.findall(english.id if isinstance(english.id, str) else english.id[1]))
    for form in forms:
        # A singular may leave out its number: "ein Beitrag".
        if not set(_PLACE.findall(form)) <= wanted or (
            form is forms[-1] and set(_PLACE.findall(form)) != wanted
        ):
            yield f"other places than in English: {form!r} for {name!r}"


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def _read() -> Catalog:
    with PO.open("rb") as stream:
        return pofile.read_po(stream, locale="de", domain="django")


def main(command: str) -> int:
    if command == "extract":
        pofile.write_po(sys.stdout.buffer, extracted(), include_lineno=False)
    elif command == "update":
        update()
    elif command == "compile":
        print("catalogues compiled" if compile_all() else "catalogues are up to date")
    elif command == "check":
        found = problems()
        print("\n".join(found) or "the German catalogue is complete")
        return 1 if found else 0
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
