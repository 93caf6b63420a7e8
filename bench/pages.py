"""How fast the pages are at half a million posts and twenty thousand cases, half of them open.

    python bench/pages.py [--posts 500000] [--cases 20000] [--rounds 40] [--data FOLDER] [--only WORDS]

Runs the web process as `serve` does and asks it over HTTP, one request after another, on a throw-away
folder; a FOLDER that is named is kept and used again. Beside the time until the last byte it says how long
the web process worked for a request, which other programs on the machine change less. First paint is what
Chromium says, where there is one: of a browser that was never here, and of one that was. Writes
bench/results/pages.json beside the table.
"""

import argparse
import http.client
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.sets import serving

RESULTS = Path(__file__).parent / "results"
CHROMIUM = Path("/usr/bin/chromium")
GOAL_MS, GOAL_BESIDE_MS, GOAL_PAINT_MS = 150, 1_000, 200
QUERIES = {
    "everything": "",
    "common word": "zeisig",
    "rare word": "schmorgeruch",
    "two words": "zeisig schmorgeruch",
    "phrase that nobody wrote": '"zeisig unnu"',
    "fields": "channel:mastodon sentiment:negative",
    "wildcard": "schmor*",
    "ending": "*geruch",
    "only absence": "NOT zeisig",
    "number": "followers>9000",
}
CASE = "/desk/1014/"
ROWS, ALONE = {"HX-Request": "true", "HX-Target": "cases"}, {"HX-Request": "true", "HX-Target": "detail"}
PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "archive: by reach": ("/archive/?order=reach&q=zeisig", {}),
    "preview of a search": ("/archive/preview/?q=zeisig", {}),
    "post": ("/post/?network=mastodon&id=499998", {}),
    "desk": ("/desk/", {}),
    "desk: rows alone": ("/desk/", ROWS),
    "desk: mine": ("/desk/?view=mine", {}),
    "desk: team": ("/desk/?view=team", {}),
    "desk: overdue": ("/desk/?view=overdue", {}),
    "desk: postponed": ("/desk/?view=postponed", {}),
    "desk: closed": ("/desk/?view=closed", {}),
    "desk: newest first": ("/desk/?view=all&sort=newest", {}),
    "desk: topic and sentiment": ("/desk/?view=all&topic=schmorkocher&sentiment=negative", {}),
    "desk: channel, by priority": ("/desk/?view=all&channel=mail&sort=priority", {}),
    "desk: 500 rows": ("/desk/?view=all&rows=500", {}),
    "case beside the list": (CASE, {}),
    "case alone": (CASE, ALONE),
    "briefing": ("/brief/", {}),
    "situation": ("/lage/", {}),
    "situation: open work": ("/lage/open/", {}),
    "plan": ("/plan/", {}),
    "audit": ("/audit/", {}),
    "strip": ("/strip/", {}),
}
UNTOLD = {"desk: 500 rows"}
"""Pages without a goal: what a bulk action asks for once."""


def main() -> int:
    options = _options()
    with serving.folder(options.data) as folder:
        cookie = serving.filled(folder, options.posts, options.cases)
        with serving.web(folder) as web:
            pages = _measured(web, cookie, options.rounds, options.only)
            _tell(pages)
            paint = {} if options.only else _painted(web.port, cookie)
            _tell_paint(paint)
    found = {
        "pages": pages,
        "paint": paint,
        "posts": options.posts,
        "cases": options.cases,
        "rounds": options.rounds,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "pages.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--posts", type=int, default=500_000)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--only", default="", help="measure pages alone whose name holds these words")
    parser.add_argument(
        "--data", type=Path, help="folder to keep the posts in, so that a second run finds them"
    )
    return parser.parse_args()


def _measured(web: serving.Web, cookie: str, rounds: int, only: str) -> dict[str, dict[str, float]]:
    asked = {f"archive: {name}": (f"/archive/?q={quote(query)}", {}) for name, query in QUERIES.items()}
    asked |= {
        f"beside: {name}": (f"/archive/beside/?q={quote(query)}", {}) for name, query in QUERIES.items()
    }
    asked |= PAGES
    return {
        name: _timed(web, cookie, address, headers, rounds)
        for name, (address, headers) in asked.items()
        if only in name
    }


def _timed(
    web: serving.Web, cookie: str, address: str, headers: dict[str, str], rounds: int
) -> dict[str, float]:
    """Milliseconds until the last byte, the first answer apart; and of the processor, on average."""
    line = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
    told = {"Cookie": cookie, "Accept-Language": "en"} | headers
    took: list[float] = []
    answer, body, worked = None, b"", 0.0
    for turn in range(rounds + 1):
        if turn == 1:
            worked = web.worked_ms()
        clock = time.perf_counter()
        line.request("GET", address, headers=told)
        answer = line.getresponse()
        body = answer.read()
        took.append((time.perf_counter() - clock) * 1000)
    worked = (web.worked_ms() - worked) / rounds
    line.close()
    first, *rest = took
    return {
        "status": answer.status if answer else 0,
        "kB": round(len(body) / 1024),
        "first_ms": round(first, 1),
        "p50_ms": round(statistics.median(rest), 1),
        "p95_ms": round(statistics.quantiles(rest, n=20)[-1], 1),
        "cpu_ms": round(worked, 1),
    }


def _painted(port: int, cookie: str) -> dict[str, dict[str, float]]:
    """First contentful paint in Chromium, milliseconds after the address was asked for."""
    if not CHROMIUM.exists():
        return {}
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - where there is a browser only

    shown = {"archive": "/archive/", "archive: common word": "/archive/?q=zeisig", "desk": "/desk/"}
    shown |= {"case": CASE, "briefing": "/brief/", "situation": "/lage/"}
    name, _, value = cookie.partition("=")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        browser.new_page().close()
        found = {}
        for said, path in shown.items():
            first, again = [], []
            for _ in range(3):
                context = browser.new_context(viewport={"width": 1440, "height": 900})
                context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"}])
                page = context.new_page()
                times = [_paint(page, f"http://127.0.0.1:{port}{path}") for _ in range(4)]
                first.append(times[0])
                again += times[1:]
                context.close()
            found[said] = {
                "first_ms": round(statistics.median(first), 1),
                "again_ms": round(statistics.median(again), 1),
            }
        browser.close()
    return found


def _paint(page: Any, address: str) -> float:
    """By an observer, which is told also of what was painted before it was set up."""
    page.goto(address, wait_until="load")
    return float(
        page.evaluate(
            "() => new Promise((tell) => new PerformanceObserver((seen) => seen.getEntries().forEach((one) =>"
            " one.name === 'first-contentful-paint' && tell(one.startTime)))"
            ".observe({type: 'paint', buffered: true}))"
        )
    )


def _goal(name: str) -> float:
    return GOAL_BESIDE_MS if name.startswith("beside") else GOAL_MS


def _tell(pages: dict[str, dict[str, float]]) -> None:
    print(f"{'milliseconds; * over its goal':36} {'first':>7} {'p50':>7} {'p95':>7} {'CPU':>7} {'kB':>5}")
    for name, one in pages.items():
        late = " *" if name not in UNTOLD and one["p95_ms"] > _goal(name) else ""
        odd = "" if one["status"] == 200 else f"  status {one['status']}"
        print(
            f"{name:36} {one['first_ms']:7.0f} {one['p50_ms']:7.0f} {one['p95_ms']:7.0f}"
            f" {one['cpu_ms']:7.1f} {one['kB']:5.0f}{late}{odd}"
        )


def _tell_paint(paint: dict[str, dict[str, float]]) -> None:
    for name, at in paint.items():
        late = " *" if at["again_ms"] > GOAL_PAINT_MS else ""
        print(f"first paint: {name:23} {at['first_ms']:7.0f} first visit {at['again_ms']:7.0f} again{late}")


if __name__ == "__main__":
    sys.exit(main())
