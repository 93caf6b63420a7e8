"""Rows of a model written without making an object of each: for the tables that every batch of posts fills.

An object with twenty fields costs the ORM half a millisecond, the row itself twenty microseconds. Values
take the same way to the database as an object's would, on SQLite and PostgreSQL alike.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from django.db import connection, models

_PLAIN = frozenset({str, int, bool, type(None)})
_AS_THEY_ARE = (models.CharField, models.IntegerField, models.BooleanField, models.ForeignKey)
"""Fields that give such values to the database unchanged."""


_AT_ONCE = 10_000
"""Values a statement: well below what SQLite and PostgreSQL take."""


class _Into(NamedTuple):
    """`given` prepare the values of their fields, each with whether it changes none; `usual` is what the
    other fields hold."""

    statement: str
    given: tuple[tuple[Callable[[Any], Any], bool], ...]
    usual: tuple[Any, ...]
    columns: tuple[str, ...]
    key: str

    @property
    def places(self) -> str:
        return f"({', '.join(['%s'] * (len(self.given) + len(self.usual)))})"

    def row(self, values: Sequence[Any]) -> tuple[Any, ...]:
        pairs = zip(self.given, values, strict=True)
        ready = [
            value if plain and type(value) in _PLAIN else prepared(value)
            for (prepared, plain), value in pairs
        ]
        return (*ready, *self.usual)


def insert(
    model: type[models.Model], names: tuple[str, ...], rows: Iterable[Sequence[Any]], then: str = ""
) -> None:
    """`rows` hold a value for each of `names` (a foreign key's is the id); the rest gets its default.

    `then` says what is to happen on a conflict: `ON CONFLICT DO NOTHING`.
    """
    into = _into(connection.vendor, model, names)
    ready = [into.row(values) for values in rows]
    if ready:
        with connection.cursor() as cursor:
            cursor.executemany(f"{into.statement} {into.places} {then}", ready)


def insert_told(
    model: type[models.Model], names: tuple[str, ...], rows: Sequence[Sequence[Any]], by: str
) -> dict[Any, int]:
    """As `insert`; returns the id of each row by its value of `by`, which no two rows share."""
    into = _into(connection.vendor, model, names)
    quote = connection.ops.quote_name
    told = f"RETURNING {quote(into.columns[names.index(by)])}, {into.key}"
    size = _AT_ONCE // (len(into.given) + len(into.usual))
    made: dict[Any, int] = {}
    with connection.cursor() as cursor:
        for at in range(0, len(rows), size):
            some = rows[at : at + size]
            values = [value for row in some for value in into.row(row)]
            cursor.execute(f"{into.statement} {', '.join([into.places] * len(some))} {told}", values)
            made.update(cursor.fetchall())
    return made


@cache
def _into(_vendor: str, model: type[models.Model], names: tuple[str, ...]) -> _Into:
    quote = connection.ops.quote_name
    given: tuple[Any, ...] = tuple(model._meta.get_field(name) for name in names)
    others = [f for f in model._meta.concrete_fields if f not in given and not f.primary_key]
    usual = tuple(_usual(field) for field in others)
    columns = tuple(str(field.column) for field in (*given, *others))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) VALUES"
    told = tuple((_preparation(field), isinstance(field, _AS_THEY_ARE)) for field in given)
    return _Into(statement, told, usual, columns, quote(str(model._meta.pk.column)))


def _preparation(field: Any) -> Callable[[Any], Any]:
    prepared = partial(field.get_db_prep_save, connection=connection)
    # Moments repeat: a batch has one `now`, and its posts were received within a second or two.
    return lru_cache(maxsize=1_000)(prepared) if isinstance(field, models.DateTimeField) else prepared


def _usual(field: Any) -> Any:
    """The default, which is made once for all rows: one that differs from row to row must be given."""
    usual = field.get_default()
    if usual != field.get_default():
        raise TypeError(f"{field} has a new default each time: name it and give a value")
    return field.get_db_prep_save(usual, connection)
