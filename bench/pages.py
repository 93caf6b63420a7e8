"""How fast the pages are at half a million posts and twenty thousand cases.

    python bench/pages.py [--posts 500000] [--cases 20000] [--rounds 40] [--data FOLDER]

Runs the web process as `serve` does and asks it over HTTP, one request after another, on a throw-away
folder; a
FOLDER that is named is kept and used again. First paint is what Chromium says, where there is one. Writes
bench/results/pages.json beside the table.
"""

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).parent
CHROMIUM = Path("/usr/bin/chromium")
GOAL_LIST_MS, GOAL_PAINT_MS = 150, 200
QUERIES = {
    "everything": "",
    "common word": "zeisig",
    "rare word": "schmorgeruch",
    "two words": "zeisig schmorgeruch",
    "fields": "channel:mastodon sentiment:negative",
    "wildcard": "schmor*",
    "only absence": "NOT zeisig",
    "number": "followers>9000",
}


def main() -> int:
    options = _options()
    with _folder(options.data) as folder:
        os.environ |= {
            "STURMWARTE_DATA": str(folder),
            "STURMWARTE_CONFIG": str(folder / "config"),
            "DJANGO_SETTINGS_MODULE": "sturmwarte.station.settings",
        }
        session = _filled(folder, options)
        with _web(folder) as port:
            found = _measured(port, session, options.rounds) | {"paint": _painted(port, session)}
    _tell(found)
    found |= {"posts": options.posts, "cases": options.cases, "rounds": options.rounds}
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "pages.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=500_000)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument(
        "--data", type=Path, help="folder to keep the posts in, so that a second run finds them"
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


def _filled(folder: Path, options: argparse.Namespace) -> str:
    """Fills the folder unless it is; returns the cookie of somebody signed in."""
    from sturmwarte.engine.setup import migrate, prepare  # noqa: PLC0415 - the folder must be named before

    prepare()
    migrate()
    sys.path.insert(0, str(HERE.parent))
    from django.utils import timezone  # noqa: PLC0415

    from bench.sets import station  # noqa: PLC0415
    from sturmwarte.station.people.models import User  # noqa: PLC0415

    done = folder / "filled"
    if not done.exists():
        begun, now = time.perf_counter(), timezone.now()
        station.someone()
        station.plan(now)
        station.posts(options.posts, now, lambda n: print(f"{n:9,} posts", file=sys.stderr, flush=True))
        station.cases(options.cases, options.posts, now)
        done.touch()
        print(f"filled in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return _cookie(User.objects.get(email="owner@zeisig.example"))


def _cookie(user: object) -> str:
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextmanager
def _web(folder: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "uvicorn", "sturmwarte.station.asgi:application", "--port", str(port),
        "--log-level", "warning", "--lifespan", "off",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | {"STURMWARTE_PORT": str(port)}, cwd=folder)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.kill()  # an open event stream would hold a gentler end up
        process.wait()


def _measured(port: int, cookie: str, rounds: int) -> dict[str, object]:
    """Milliseconds until the last byte: median and 95th percentile of each address, the first one apart."""
    asked = {f"list: {name}": f"/archive/?q={quote(query)}" for name, query in QUERIES.items()}
    asked |= {f"beside: {name}": f"/archive/beside/?q={quote(query)}" for name, query in QUERIES.items()}
    asked |= {"list: by reach": "/archive/?order=reach&q=zeisig", "preview": "/archive/preview/?q=zeisig"}
    asked |= {"post": "/post/?network=mastodon&id=499999", "cases": "/desk/", "one case": "/desk/1/"}
    return {"pages": {name: _timed(port, cookie, address, rounds) for name, address in asked.items()}}


def _timed(port: int, cookie: str, address: str, rounds: int) -> dict[str, float | int]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    took: list[float] = []
    status = 0
    for _ in range(rounds + 1):
        clock = time.perf_counter()
        line.request("GET", address, headers={"Cookie": cookie, "Accept-Language": "en"})
        answer = line.getresponse()
        answer.read()
        took.append((time.perf_counter() - clock) * 1000)
        status = answer.status
    first, *rest = took
    line.close()
    p95 = statistics.quantiles(rest, n=20)[-1]
    return {
        "status": status,
        "first": round(first, 1),
        "median": round(statistics.median(rest), 1),
        "p95": round(p95, 1),
    }


def _painted(port: int, cookie: str) -> dict[str, float]:
    """First contentful paint of the archive in Chromium, milliseconds after the address was asked for."""
    if not CHROMIUM.exists():
        return {}
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    name, _, value = cookie.partition("=")
    found: dict[str, float] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"}])
        page = context.new_page()
        for said, query in (("everything", ""), ("common word", "zeisig"), ("rare word", "schmorgeruch")):
            times = []
            for _ in range(6):
                page.goto(f"http://127.0.0.1:{port}/archive/?q={quote(query)}", wait_until="load")
                times.append(
                    page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
                )
            found[said] = round(statistics.median(times[1:]), 1)
        browser.close()
    return found


def _tell(found: dict[str, object]) -> None:
    print(f"{'':28} {'first':>9} {'median':>9} {'p95':>9}")
    pages: dict[str, dict[str, float]] = found["pages"]  # type: ignore[assignment]
    for name, one in pages.items():
        late = " *" if name.startswith("list") and one["p95"] > GOAL_LIST_MS else ""
        odd = "" if one["status"] == 200 else f"  status {one['status']:.0f}"
        print(f"{name:28} {one['first']:6.0f} ms {one['median']:6.0f} ms {one['p95']:6.0f} ms{late}{odd}")
    paint: dict[str, float] = found["paint"]  # type: ignore[assignment]
    for name, at in paint.items():
        print(f"first paint: {name:15} {at:6.0f} ms{' *' if at > GOAL_PAINT_MS else ''}")


if __name__ == "__main__":
    sys.exit(main())
