"""The full-text index, where the database has one. Other databases get theirs in a migration of their own."""

from django.db import migrations

SIGNS = "!#$%&()*+,-./:;<=>?@[]^_{|}~"
_UP = (
    "CREATE VIRTUAL TABLE archive_index USING fts5("
    f"terms, detail=none, columnsize=0, tokenize=\"ascii tokenchars '{SIGNS}'\")",
    "CREATE VIRTUAL TABLE archive_terms USING fts5vocab(archive_index, row)",
)
_DOWN = ("DROP TABLE archive_terms", "DROP TABLE archive_index")


def _run(statements):
    def run(_apps, editor):
        if editor.connection.vendor == "sqlite":
            for statement in statements:
                editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]
    operations = [migrations.RunPython(_run(_UP), _run(_DOWN))]
