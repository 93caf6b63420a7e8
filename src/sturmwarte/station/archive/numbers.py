"""Numbers a query asks for, held against the database: a twentieth of the work of reading the posts.

They have no index of their own, because followers and ratings would cost every insertion something and are
seldom asked for alone.
"""

from collections.abc import Sequence
from typing import Any

from sturmwarte.core.query.candidates import Filter, candidates
from sturmwarte.core.query.tree import Comparison, Node
from sturmwarte.station.archive.standing import chunks, marks

_COLUMNS = {"followers": "v.followers"}
"""What is a column of a post's version. A rating is part of its body, which only reading tells."""
_SIGNS: dict[Comparison, str] = {">": ">", ">=": ">=", "<": "<", "<=": "<=", "=": "=", ":": "="}


def numbers(node: Node | None) -> list[Filter]:
    """The numbers every match has, as far as the database knows them."""
    return [] if node is None else [one for one in candidates(node).filters if one.field in _COLUMNS]


def with_numbers(cursor: Any, ids: Sequence[int], asked: Sequence[Filter]) -> set[int]:
    """Those of the posts whose newest version has them. What is unknown has none: missing is not zero."""
    where, values = [], list[object]()
    for one in asked:
        where.append(" OR ".join([f"{_COLUMNS[one.field]} {_SIGNS[one.comparison]} %s"] * len(one.values)))
        values += one.values
    condition = " AND ".join(f"({part})" for part in where)
    found: set[int] = set()
    for chunk in chunks(ids):
        cursor.execute(
            "SELECT p.id FROM archive_post p JOIN archive_version v ON v.post = p.id AND v.number = p.version"  # noqa: S608
            f" WHERE p.id IN ({marks(chunk)}) AND {condition}",
            [*chunk, *values],
        )
        found.update(post for (post,) in cursor.fetchall())
    return found
