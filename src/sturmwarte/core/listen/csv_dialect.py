"""Finds out how a table of posts is written: separator, quotes, escapes.

`csv.Sniffer` guesses from letter counts and is wrong on short German texts full of commas; here the
candidates are tried, and the one that cuts the sample into the most even rows wins.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

SEPARATORS = ("\t", ";", ",", "|")
_ROWS = 200


class Dialect(msgspec.Struct, frozen=True):
    """`separator` between cells; `quoted`: cells may stand in double quotes; `escape`: "\\" or none."""

    separator: str
    quoted: bool = True
    escape: str = ""

    def reader(self, lines: Iterator[str]) -> "Iterator[list[str]]":
        """Rows of cells. `csv.Error` for a row that cannot be cut."""
        return csv.reader(lines, **self.options)

    @property
    def options(self) -> dict[str, Any]:
        if not self.quoted:
            return {"delimiter": self.separator, "quoting": csv.QUOTE_NONE, "escapechar": self.escape or None}
        return {
            "delimiter": self.separator,
            "quotechar": '"',
            "doublequote": not self.escape,
            "escapechar": self.escape or None,
        }


def detect(sample: str) -> Dialect | None:
    """The dialect of a table's first lines (header included); None when no separator cuts them.

    >>> detect("id;text\\n1;Hallo, Welt\\n").separator
    ';'
    """
    best, best_score = None, 0.0
    for separator in SEPARATORS:
        for dialect in _ways(sample, separator):
            score = _evenness(sample, dialect)
            if score > best_score:
                best, best_score = dialect, score
    return best


def _ways(sample: str, separator: str) -> Iterator[Dialect]:
    """Candidates, the likelier first, because an equal score does not replace the first."""
    escapes = sample.count('\\"')
    if separator == "\t":
        # Tab-separated exports of databases and corpora escape instead of quoting.
        if escapes or "\\\\" in sample or "\\t" in sample:
            yield Dialect(separator, quoted=False, escape="\\")
        if not any(cell.startswith('"') for line in sample.splitlines() for cell in line.split("\t")):
            yield Dialect(separator, quoted=False)
    if escapes > sample.count('""'):
        yield Dialect(separator, escape="\\")
    yield Dialect(separator)


def _evenness(sample: str, dialect: Dialect) -> float:
    """Share of rows as wide as the first, times a small bonus for width; 0 for a single column."""
    widths: Counter[int] = Counter()
    first = 0
    lines = sample.splitlines(keepends=True)
    if len(lines) > 2 and not lines[-1].endswith("\n"):
        lines.pop()  # the sample may end in the middle of a row
    try:
        for row, cells in enumerate(dialect.reader(iter(lines))):
            if row >= _ROWS:
                break
            if not cells:
                continue
            first = first or len(cells)
            widths[len(cells)] += 1
    except csv.Error:
        return 0.0
    if first < 2:
        return 0.0
    return widths[first] / widths.total() * (1 + min(first, 50) / 1000)
