"""Runs every check. A check that fails itself is a finding, never the end of the examination."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from sturmwarte.engine import lock
from sturmwarte.engine.doctor import foresight, own_model, sources, stores, surroundings
from sturmwarte.engine.doctor.finding import Finding, wrong
from sturmwarte.station import options

Check = Callable[[], Iterator[Finding]]


def examine(data: Path, now: datetime) -> Iterator[Finding]:
    """All findings, the surroundings first; without a schema nothing that needs one is asked."""
    values = options.read()
    running = lock.is_held(data / lock.ENGINE)
    yield from _run(
        ("settings", lambda: surroundings.settings_checks(surroundings.environment(), values)),
        ("data folder", lambda: surroundings.folder_checks(data)),
        ("disk", lambda: surroundings.disk_checks(data)),
        ("own model", lambda: own_model.own_model_checks(values)),
    )
    schema = list(_run(("schema", stores.schema_checks)))
    yield from schema
    if any(finding.state == "wrong" for finding in schema):
        return
    yield from _run(
        ("clock", lambda: surroundings.clock_checks(now, stores.newest_time())),
        ("database", stores.integrity_checks),
        ("log", lambda: stores.log_checks(data)),
        ("audit", stores.audit_checks),
        ("plan", stores.plan_checks),
        ("engine", lambda: stores.process_checks(data)),
        ("jobs", lambda: stores.job_checks(now, running)),
        ("inbox", lambda: stores.inbox_checks(now, running)),
        ("foresight", lambda: foresight.foresight_checks(now, running)),
        ("sources", lambda: sources.source_checks(now, running)),
        ("mail", sources.mail_checks),
        ("ping", sources.ping_checks),
    )


def _run(*checks: tuple[str, Check]) -> Iterator[Finding]:
    for name, check in checks:
        try:
            yield from check()
        except Exception as error:
            yield wrong(
                name,
                f"cannot be checked ({type(error).__name__}: {error})",
                "it may be damaged",
                "restore the last backup if it stays so",
            )
