from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    name = "sturmwarte.station.archive"
    label = "archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_empty_index_with_posts, sender=self)


def _empty_index_with_posts(**_: Any) -> None:
    """Django's `flush` empties the models' tables only; the full-text index and its vocabulary, which are
    none, go with them."""
    from django.db import connection  # noqa: PLC0415 - not before the apps are ready

    if connection.vendor != "sqlite" or "archive_doubt" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for table in ("archive_index", "archive_sampled", "archive_vocabulary", "archive_doubt"):
            cursor.execute(f"DELETE FROM {table} WHERE NOT EXISTS (SELECT 1 FROM archive_post)")  # noqa: S608
