"""Every 32nd post in a small index beside the whole one, and the words and facts by their beginnings."""

from itertools import islice

from django.db import migrations

SIGNS = "!#$%&()*+,-./:;<=>?@[]^_{|}~"
_UP = (
    "CREATE VIRTUAL TABLE archive_sampled USING fts5("
    f"terms, detail=none, columnsize=0, tokenize=\"ascii tokenchars '{SIGNS}'\")",
    "INSERT INTO archive_sampled (rowid, terms)"
    " SELECT id, c0 FROM archive_index_content WHERE id % 32 = 0 ORDER BY id",
    "CREATE TABLE archive_vocabulary (spelt TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE archive_doubt (term TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
)
_DOWN = ("DROP TABLE archive_doubt", "DROP TABLE archive_vocabulary", "DROP TABLE archive_sampled")


def _up(_apps, editor):
    if editor.connection.vendor != "sqlite":
        return
    for statement in _UP:
        editor.execute(statement, params=None)
    with editor.connection.cursor() as listed, editor.connection.cursor() as cursor:
        listed.execute("SELECT term FROM archive_terms")
        terms = (term for (term,) in listed if term[0] not in "#@.")
        lines = ((term if term[0] == "=" else term[::-1],) for term in terms)
        while part := list(islice(lines, 1_000)):
            cursor.executemany("INSERT OR IGNORE INTO archive_vocabulary (spelt) VALUES (%s)", part)


def _down(_apps, editor):
    if editor.connection.vendor == "sqlite":
        for statement in _DOWN:
            editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("archive", "0003_likeness")]
    operations = [migrations.RunPython(_up, _down)]
