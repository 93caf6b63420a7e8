"""Rows of a model written without making an object of each: for the tables that every batch of posts fills.

An object with twenty fields costs the ORM half a millisecond, the row itself twenty microseconds. Values
take the same way to the database as an object's would, on SQLite and PostgreSQL alike.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models

_PLAIN = frozenset({str, int, bool, type(None)})
_AS_THEY_ARE = (models.CharField, models.IntegerField, models.BooleanField, models.ForeignKey)
"""Fields that give such values to the database unchanged."""


class _Into(NamedTuple):
    """`given` are the fields of the values, each with whether it changes none; `usual` what the others
    hold."""

    statement: str
    given: tuple[tuple[Any, bool], ...]
    usual: tuple[Any, ...]
    key: str

    def row(self, values: Sequence[Any]) -> tuple[Any, ...]:
        pairs = zip(self.given, values, strict=True)
        ready = [
            value if plain and type(value) in _PLAIN else field.get_db_prep_save(value, connection)
            for (field, plain), value in pairs
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
            cursor.executemany(f"{into.statement} {then}", ready)


def insert_one(model: type[models.Model], names: tuple[str, ...], values: Sequence[Any]) -> int:
    """One row; returns its id."""
    into = _into(connection.vendor, model, names)
    with connection.cursor() as cursor:
        cursor.execute(f"{into.statement} RETURNING {into.key}", into.row(values))
        (made,) = cursor.fetchone()
    return int(made)


@cache
def _into(_vendor: str, model: type[models.Model], names: tuple[str, ...]) -> _Into:
    quote = connection.ops.quote_name
    given: tuple[Any, ...] = tuple(model._meta.get_field(name) for name in names)
    others = [f for f in model._meta.concrete_fields if f not in given and not f.primary_key]
    usual = tuple(_usual(field) for field in others)
    columns = [quote(str(field.column)) for field in (*given, *others)]
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608
    told = tuple((field, isinstance(field, _AS_THEY_ARE)) for field in given)
    return _Into(statement, told, usual, quote(str(model._meta.pk.column)))


def _usual(field: Any) -> Any:
    """The default, which is made once for all rows: one that differs from row to row must be given."""
    usual = field.get_default()
    if usual != field.get_default():
        raise TypeError(f"{field} has a new default each time: name it and give a value")
    return field.get_db_prep_save(usual, connection)
