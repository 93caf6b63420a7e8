"""A station's jobs and outbox at one moment, in a process of its own that may be killed.

python -m tests.brief.sender SMTP_PORT
"""

import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sturmwarte.engine.setup import migrate, prepare

prepare()

from django.conf import settings  # noqa: E402 - only now are there settings

from sturmwarte.engine.clock import SteppedClock  # noqa: E402
from sturmwarte.engine.jobs.kinds import runner  # noqa: E402
from sturmwarte.engine.measures import Measures  # noqa: E402
from sturmwarte.engine.sending import deliver_due  # noqa: E402
from sturmwarte.station.brief.actions.mailing import set_mailing  # noqa: E402
from sturmwarte.station.ledger.models import Outgoing  # noqa: E402
from sturmwarte.station.people.models import Grant, User  # noqa: E402

MONDAY = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


def main(port: str, minutes: str) -> None:
    settings.SMTP, settings.MAIL_FROM = f"smtp://127.0.0.1:{port}", "storm@example.com"
    if minutes == "0":
        migrate()
        user = User.objects.create_user("anna@example.com", name="Anna", language="de")
        Grant.objects.create(user=user, role="lead")
        set_mailing(user, ("07:30",) * 7, True, ZoneInfo("Europe/Berlin"), MONDAY - timedelta(hours=1))
    now = MONDAY + timedelta(minutes=int(minutes))
    runner(Measures()).run_due(SteppedClock(now))
    while deliver_due(now, None, ["brief"]):  # type: ignore[arg-type]
        pass
    print(*Outgoing.objects.values_list("state", "attempts").get())


if __name__ == "__main__":
    main(*sys.argv[1:])
