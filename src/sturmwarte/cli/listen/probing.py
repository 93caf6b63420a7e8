"""`listen probe`: a marked post through the whole path, and how long it took."""

import time

import click

from sturmwarte.cli.failure import REJECTED, Failure
from sturmwarte.cli.listen.ground import actor, found, lang_option, listening, told
from sturmwarte.cli.outputs import emit


@click.command()
@click.argument("source")
@click.option(
    "--wait", "wait_s", type=click.FloatRange(0, 3_600), default=120.0, show_default=True, help="Seconds."
)
@lang_option
def probe(source: str, wait_s: float, lang: str) -> int:
    """Have SOURCE send itself a post that nobody else sees, and measure until it lies in the archive.

    Needs a running station. One JSON object; exit code 1 when it did not arrive.
    """
    with listening():
        from django.utils import timezone  # noqa: PLC0415 - needs Django to be ready

        from sturmwarte.station.listen import probes  # noqa: PLC0415

        row = found(source)
        asked = probes.ask_probe(row, actor(), timezone.now())
        until = time.monotonic() + wait_s
        while not (asked.kept_at or asked.trouble) and time.monotonic() < until:
            time.sleep(0.2)
            asked.refresh_from_db()
        emit(
            {
                "mark": asked.mark,
                "sent_at": asked.sent_at,
                "heard_at": asked.heard_at,
                "kept_at": asked.kept_at,
                "seconds": _seconds(asked),
                "trouble": told(asked.trouble, lang),
            }
        )
        if not asked.kept_at:
            raise Failure("" if asked.trouble else f"it did not arrive within {wait_s:g} seconds", REJECTED)
    return 0


def _seconds(asked: object) -> float | None:
    kept, sent = getattr(asked, "kept_at", None), getattr(asked, "sent_at", None)
    return round((kept - sent).total_seconds(), 3) if kept and sent else None
