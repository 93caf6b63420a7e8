"""More in the scene: an examined station, backups, refused posts, requests of people, holds.

python -m tests.web.upkeep_scene normal|overloaded
"""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

from sturmwarte.engine.setup import prepare

data = prepare()

from django.conf import settings  # noqa: E402 - only now are there settings
from django.utils import timezone  # noqa: E402

from sturmwarte.core.listen.jsonlines import LineError, parse_line  # noqa: E402
from sturmwarte.engine.upkeep import backing_up, examining  # noqa: E402
from sturmwarte.station.archive import Archive  # noqa: E402
from sturmwarte.station.archive.erasure import Person  # noqa: E402
from sturmwarte.station.archive.models import Author, Post  # noqa: E402
from sturmwarte.station.ledger.models import Job, Outgoing  # noqa: E402
from sturmwarte.station.ledger.record import record  # noqa: E402
from sturmwarte.station.listen.models import Pulse, Rejected  # noqa: E402
from sturmwarte.station.people.models import User  # noqa: E402
from sturmwarte.station.people.permissions import permissions  # noqa: E402
from sturmwarte.station.privacy.actions.requests import begin, note_request, withdraw  # noqa: E402
from sturmwarte.station.upkeep.actions.back_up import back_up  # noqa: E402
from sturmwarte.station.upkeep.models import Backup  # noqa: E402
from tests.web.cast import EMAIL  # noqa: E402
from tests.web.scene import HOSTILE  # noqa: E402


def fill(size: str, now: datetime) -> None:
    owner = permissions(User.objects.get(email=EMAIL.format(role="owner")), now)
    _refused(now, 3_000 if size == "overloaded" else 9)
    _given_up(now)
    _people(owner, now)
    Archive().hold(*_some_post(), reason="Strafanzeige, Aktenzeichen 12/26", by=f"user:{owner.user}",
                   until=now + timedelta(days=9), now=now)  # fmt: skip
    row = back_up(owner, now - timedelta(days=1))
    backing_up.make(data, row.pk, now - timedelta(days=1))
    backing_up.verify(row.pk, now)
    Backup.objects.create(name="sturmwarte-20261101-023000.tar.gz", asked_at=now - timedelta(days=3),
                          asked_by="station", state="failed", why="no space left on the device")  # fmt: skip
    for process in ("engine", "ears"):
        Pulse.objects.update_or_create(process=process, defaults={"at": now})
    if size == "overloaded":
        for n in range(2_000):
            record("station", "case.note", f"case:{n}", now, reason="Wort " * (n % 40))
    examining.examine(data, now)


def _some_post() -> tuple[str, str]:
    return Post.objects.filter(own=False).order_by("-id").values_list("network", "gid")[4]


def _refused(now: datetime, n: int) -> None:
    for i in range(n):
        text = HOSTILE[i % len(HOSTILE)]
        record_of = {
            "id": f"r{i}",
            "text": text,
            "author": i,
            "form": "mail" if i % 3 == 0 else "post",
        }
        line = b"{broken" if i % 4 == 3 else json.dumps(record_of).encode()
        Rejected.objects.create(
            channel=("mastodon", "mail", "bluesky")[i % 3], network="mastodon", stage="parse", line=line,
            error=_why_not(line, now), number=i + 1, at=now - timedelta(minutes=i),
        )  # fmt: skip


def _why_not(line: bytes, now: datetime) -> str:
    try:
        parse_line(line, received_at=now, channel="mastodon")
    except LineError as error:
        return str(error)
    raise AssertionError(f"this one can be read: {line!r}")


def _given_up(now: datetime) -> None:
    Job.objects.create(kind="deadline", key="dead:1", due=now, state="dead", attempts=8,
                       last_error="OperationalError: database is locked")  # fmt: skip
    Outgoing.objects.create(key="m:1", kind="mail", target="emre@zeisig.example", due=now, state="failed",
                            last_error="550 no such mailbox")  # fmt: skip


def _people(owner, now: datetime) -> None:
    people = [
        Person(one.network, one.account, (), (), 0, one.pseudonym)
        for one in Author.objects.filter(network="mastodon").order_by("id")[:5]
    ]
    today = now.date()
    kinds = ("disclose", "erase", "object", "erase", "erase")
    rows = [
        note_request(owner, kind, one.network, one.account, today - timedelta(days=40 if n == 1 else n), now)
        for n, (kind, one) in enumerate(zip(kinds, people, strict=True))
    ]
    begin(owner, rows[2].pk, now)
    withdraw(owner, rows[3].pk, now)
    done = rows[4]
    done.state, done.done_at, done.done_by = "done", now, done.noted_by
    done.network = done.account = ""
    done.result = {"removed": 14, "held": 1, "beside": 2, "finished": True, "sought": 5, "left": 0,
                   "exported_files": ["zeisig-2026-01.csv"]}  # fmt: skip
    done.save()


if __name__ == "__main__":
    Path(settings.BACKUPS).mkdir(parents=True, exist_ok=True)
    fill(sys.argv[1], timezone.now())
