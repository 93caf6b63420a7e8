"""Runs every check. A check that fails itself is a finding, never the end of the examination."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from sturmwarte.engine import lock
from sturmwarte.engine.doctor import (
    backups,
    certificate,
    foresight,
    keys,
    own_model,
    sources,
    stores,
    surroundings,
)
from sturmwarte.engine.doctor.finding import Finding, wrong
from sturmwarte.station import options

Check = Callable[[], Iterator[Finding]]
READS_ALL = frozenset({"database", "archive"})
"""Checks that read everything: once a day, or when somebody asks. The audit trail is walked in steps."""


def examine(data: Path, now: datetime, *, thorough: bool = True) -> Iterator[Finding]:
    """All findings, the surroundings first; without a schema nothing that needs one is asked."""
    values = options.read()
    running = lock.is_held(data / lock.ENGINE)
    yield from _run(
        ("settings", lambda: surroundings.settings_checks(surroundings.environment(), values)),
        ("data folder", lambda: surroundings.folder_checks(data)),
        ("disk", lambda: surroundings.disk_checks(data)),
        ("keys", lambda: keys.key_checks(values)),
        ("own model", lambda: own_model.own_model_checks(values)),
        ("certificate", lambda: certificate.certificate_checks(values["STURMWARTE_URL"], now)),
    )
    schema = list(_run(("schema", stores.schema_checks)))
    yield from schema
    if any(finding.state == "wrong" for finding in schema):
        return
    yield from _run(
        ("clock", lambda: surroundings.clock_checks(now, stores.newest_time())),
        *((("database", stores.integrity_checks), ("audit", stores.audit_checks)) if thorough else ()),
        ("keys", keys.fingerprint_checks),
        ("log", lambda: stores.log_checks(data)),
        ("plan", stores.plan_checks),
        ("engine", lambda: stores.process_checks(data)),
        ("jobs", lambda: stores.job_checks(now, running)),
        ("inbox", lambda: stores.inbox_checks(now, running)),
        ("foresight", lambda: foresight.foresight_checks(now, running)),
        ("sources", lambda: sources.source_checks(now, running)),
        ("mail", sources.mail_checks),
        ("ping", sources.ping_checks),
        ("backup", lambda: backups.backup_checks(values, now)),
    )


def _run(*checks: tuple[str, Check]) -> Iterator[Finding]:
    for name, check in checks:
        try:
            yield from check()
        except Exception as error:
            yield wrong(
                name,
                "cannot be checked (%(error)s)",
                "it may be damaged",
                "restore the last backup if it stays so",
                {"error": f"{type(error).__name__}: {error}"},
            )
