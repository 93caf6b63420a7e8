"""The language's page for users: every example does what it says."""

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sturmwarte.core.post import Author, Post
from sturmwarte.core.query.fields import KINDS
from sturmwarte.query import Document, Percolator, QueryError, lint, matches, parse

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text(encoding="utf-8")


def _rows(*head: str) -> Iterator[list[str]]:
    """The rows of all tables with these column heads; code marks are taken off the first column."""
    inside = False
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells == list(head):
            inside = True
        elif inside and set(line) - set("|- "):
            yield [cells[0].strip("`"), *cells[1:]]


def _post(text: str) -> Post:
    anna = Author(id="7", handle="anna", followers=500)
    return Post(id="1", channel="mastodon:support", text=text, lang="de-AT", author=anna, in_reply_to="0")


EXAMPLES = list(_rows("Query", "Post", "Matches"))
MISTAKES = list(_rows("Query", "Column", "Refused because"))
WARNINGS = list(_rows("Query", "Warning"))


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) > 60
    assert len(MISTAKES) > 5
    assert len(WARNINGS) > 5


@pytest.mark.parametrize(("query", "text", "verdict"), EXAMPLES)
def test_examples(query: str, text: str, verdict: str) -> None:
    assert verdict in {"yes", "no"}
    post = _post(text)
    assert matches(parse(query), Document(post)) == (verdict == "yes")
    assert bool(Percolator({"t": query}).match(post)) == (verdict == "yes")


@pytest.mark.parametrize(("query", "column", "key"), MISTAKES)
def test_mistakes(query: str, column: str, key: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert (str(caught.value.column), caught.value.key) == (column, key)


@pytest.mark.parametrize(("query", "key"), WARNINGS)
def test_warnings(query: str, key: str) -> None:
    assert key in {warning.key for warning in lint(query)}


def test_every_field_is_documented_with_an_example_that_parses() -> None:
    for kind in KINDS:
        for name in (kind.name, *kind.aliases[:1]):
            assert re.search(rf"`{name}[:<>]", PAGE), f"{name} is not on the page"
    for row in _rows("Field", "German", "Asks for", "Example"):
        parse(row[3].strip("`"))


def test_the_python_example_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code, {})  # noqa: S102 our own page
    assert said.getvalue() == "['strike']\n"
