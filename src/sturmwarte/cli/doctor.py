"""`sturmwarte doctor`: what is wrong, why it matters, and the mend."""

import sys

import click

from sturmwarte.cli.failure import REJECTED
from sturmwarte.cli.outputs import emit
from sturmwarte.cli.station import station

SIGNS = {"good": "ok   ", "doubtful": "look ", "wrong": "WRONG"}


@click.command(name="doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a finding.")
@click.option("--revive", is_flag=True, help="Try jobs again that gave up.")
def command(as_json: bool, revive: bool) -> int:
    """Examine the station: settings, folders, disk, clock, database, archive, audit trail, plan, jobs.

    Exit code 1 when something is wrong. Changes nothing (but for --revive).
    """
    with station(schema=False) as data:
        from sturmwarte.engine.clock import real_now  # noqa: PLC0415 - needs Django to be ready
        from sturmwarte.engine.doctor.examine import examine  # noqa: PLC0415

        if revive:
            _revive()
        findings = list(examine(data, real_now()))
    for finding in findings:
        if as_json:
            emit(finding.told())
        else:
            click.echo(f"{SIGNS[finding.state]} {finding.check}: {finding.what}")
            if finding.mend:
                click.echo(f"      {finding.why}: {finding.mend}")
    sys.stdout.flush()
    return REJECTED if any(finding.state == "wrong" for finding in findings) else 0


def _revive() -> None:
    from sturmwarte.engine.clock import real_now  # noqa: PLC0415
    from sturmwarte.station.ledger import jobs  # noqa: PLC0415

    click.echo(f"{jobs.revive_all(real_now())} jobs are tried again", err=True)
