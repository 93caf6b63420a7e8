"""How fast the desk is at twenty thousand cases, half of them open.

    python bench/desk.py [--cases 20000] [--rounds 40] [--data FOLDER]

Asks the pages in process, through Django's test client, against SQLite in a throw-away folder (a named one
is kept and used again); each case has a post with its judgement, and a step or two. Prints p50, p95 and the
number of queries, and writes bench/results/desk.json.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
GOAL_MS = 150
ONLY_ROWS = {"HX-Request": "true", "HX-Target": "cases"}
ONLY_CASE = {"HX-Request": "true", "HX-Target": "detail"}


def main() -> int:
    options = _options()
    with _folder(options.data) as folder:
        os.environ |= {
            "STURMWARTE_DATA": str(folder),
            "STURMWARTE_CONFIG": str(folder / "config"),
            "DJANGO_SETTINGS_MODULE": "sturmwarte.station.settings",
        }
        found = _measured(_filled(folder, options.cases), options.rounds)
    for name, row in found.items():
        print(
            f"{name:34} p50 {row['p50_ms']:6.1f} ms  p95 {row['p95_ms']:6.1f} ms  {row['queries']:3} queries"
        )
    told = {"cases": options.cases, "rounds": options.rounds, "goal_ms": GOAL_MS, "pages": found}
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "desk.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument(
        "--data", type=Path, help="folder to keep the cases in, so that a second run finds them"
    )
    return parser.parse_args()


@contextmanager
def _folder(wanted: Path | None) -> Iterator[Path]:
    if wanted:
        wanted.mkdir(parents=True, exist_ok=True)
        yield wanted
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _filled(folder: Path, cases: int) -> Any:
    """A client of somebody signed in, on a folder that is filled unless it was."""
    from sturmwarte.engine.setup import migrate, prepare  # noqa: PLC0415 - the folder must be named before

    prepare()
    migrate()
    sys.path.insert(0, str(HERE.parent))
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from bench.sets import desk, station  # noqa: PLC0415
    from sturmwarte.station.people.models import User  # noqa: PLC0415

    if not (folder / "filled").exists():
        now = timezone.now()
        user = station.someone()
        station.plan(now)
        station.posts(cases, now, lambda n: print(f"{n:9,} posts", file=sys.stderr, flush=True))
        desk.cases(cases, user, now)
        (folder / "filled").touch()
    client = Client(SERVER_NAME="127.0.0.1")
    user = User.objects.get(email="owner@zeisig.example")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _measured(client: Any, rounds: int) -> dict[str, dict[str, float]]:
    from sturmwarte.station.respond.models import Case  # noqa: PLC0415

    one = Case.objects.exclude(state="closed").order_by("pk")[1000].pk
    asked: dict[str, tuple[str, dict[str, str]]] = {
        "desk": ("/desk/", {}),
        "desk, rows alone": ("/desk/", ONLY_ROWS),
        "mine": ("/desk/?view=mine", {}),
        "team": ("/desk/?view=team", {}),
        "overdue": ("/desk/?view=overdue", {}),
        "postponed": ("/desk/?view=postponed", {}),
        "closed": ("/desk/?view=closed", {}),
        "newest first": ("/desk/?view=all&sort=newest", {}),
        "topic and sentiment": ("/desk/?view=all&topic=schmorkocher&sentiment=negative", {}),
        "channel, by priority": ("/desk/?view=all&channel=mail&sort=priority", {}),
        "500 rows": ("/desk/?view=all&rows=500", {}),
        "a case beside the list": (f"/desk/{one}/", {}),
        "a case alone": (f"/desk/{one}/", ONLY_CASE),
    }
    return {name: _times(client, path, headers, rounds) for name, (path, headers) in asked.items()}


def _times(client: Any, path: str, headers: dict[str, str], rounds: int) -> dict[str, float]:
    """Wall time, and the processor's: what other programs on the machine take away is in the first alone."""
    from django.db import connection  # noqa: PLC0415

    asked: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        assert client.get(path, headers=headers).status_code == 200, path
    spent, worked = [], []
    for _ in range(rounds):
        began, at_work = time.perf_counter(), time.process_time()
        client.get(path, headers=headers)
        spent.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - at_work) * 1000)
    return {
        "p50_ms": round(statistics.median(spent), 1),
        "p95_ms": round(statistics.quantiles(spent, n=20)[-1], 1),
        "cpu_p50_ms": round(statistics.median(worked), 1),
        "cpu_p95_ms": round(statistics.quantiles(worked, n=20)[-1], 1),
        "queries": len(asked),
    }


if __name__ == "__main__":
    raise SystemExit(main())
