"""Makes this process ready to work on the station's data: settings, folder, schema."""

import os
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection

from sturmwarte.engine.errors import Environment, Refused
from sturmwarte.station.options import SettingError

SETTINGS = "sturmwarte.station.settings"


def prepare() -> Path:
    """Loads settings and makes the data folder (for its owner only). Returns it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        django.setup()
        data = Path(settings.DATA)
    except (SettingError, ValueError) as error:
        raise Refused(str(error)) from None
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Environment(
            f"the data folder {data} cannot be made ({error.strerror}): set STURMWARTE_DATA to another"
        ) from None
    if not os.access(data, os.W_OK):
        raise Environment(
            f"the data folder {data} cannot be written: change its rights or set STURMWARTE_DATA"
        )
    return data


def pending() -> list[str]:
    """Migrations that have not been applied, in their order."""
    if _all_applied():
        return []
    # Reads every app's migrations: a quarter of a second that only a new schema is worth.
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _all_applied() -> bool:
    """Whether every migration that lies in an app's folder is written down as applied."""
    if is_new():
        return False
    there = {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in (Path(app.path) / "migrations").glob("[!_]*.py")
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return there <= set(cursor.fetchall())


def is_new() -> bool:
    """Whether the database holds nothing yet."""
    return "django_migrations" not in connection.introspection.table_names()


def migrate() -> list[str]:
    """Applies what is pending; returns what was applied. The caller holds the engine's lock."""
    names = pending()
    if names:
        from django.core.management import call_command  # noqa: PLC0415 - slow to load, seldom needed

        call_command("migrate", interactive=False, verbosity=0)
    return names


def ready() -> Path:
    """As `prepare`, with the schema there: a new folder gets it, an older one is refused with the mend."""
    data = prepare()
    try:
        names = pending()
        if names and not is_new():
            raise Refused(
                f"the data folder {data} is from an earlier version: run `sturmwarte migrate` first"
            )
        if names:
            migrate()
    except DatabaseError as error:
        raise Environment(
            f"the database in {data} cannot be opened ({error}): see `sturmwarte doctor`"
        ) from None
    return data
