"""A station with something in it, for tests and screenshots: people of every role, a plan, posts, cases.

    python -m tests.web.scene empty|normal|overloaded     fills the data folder named by STURMWARTE_DATA

Posts take the real way through the pipeline, so what the pages show is what the station makes of them.
"""

import json
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sturmwarte.engine.setup import migrate, prepare

prepare()

from django.contrib.auth.hashers import make_password  # noqa: E402 - only now are there settings
from django.utils import timezone  # noqa: E402

from sturmwarte import packs  # noqa: E402
from sturmwarte.cli.demo import sample  # noqa: E402
from sturmwarte.engine import pipeline  # noqa: E402
from sturmwarte.engine.activation import activate, active_brain  # noqa: E402
from sturmwarte.engine.clock import SteppedClock  # noqa: E402
from sturmwarte.engine.context import Context  # noqa: E402
from sturmwarte.engine.item import Batch, Item  # noqa: E402
from sturmwarte.station.archive import Archive  # noqa: E402
from sturmwarte.station.people.models import Grant, User  # noqa: E402
from sturmwarte.station.respond.actions.close import close  # noqa: E402
from sturmwarte.station.respond.actions.note import note  # noqa: E402
from sturmwarte.station.respond.actions.take import take  # noqa: E402
from sturmwarte.station.respond.models import Case  # noqa: E402
from tests.web.cast import EMAIL, PASSWORD, ROLES  # noqa: E402

Heard = tuple[datetime, dict[str, Any]]
"""A post as it comes in, and when."""

RLO = "\u202e"
HOSTILE = (
    "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">Zeisig kaputt",
    "</div></main><style>body{display:none}</style><svg onload=alert(1)> Zeisig antwortet nicht",
    f"Zeisig {RLO}nettor tug{RLO} \u2067gnihtyna\u2067 \u202dtoaster\u202d",
    "Z\u200be\u200bi\u200bs\u200bi\u200bg Flott schmort \ufeff\u2060 unsichtbar",
    "Zeisig " + "Z̸̧̨̛̤̘͎̗̙̤̰̱̱̪̱̥̱̺̈́̐̏̌̐̆̅͊̕͠͝ą̷̛̮͈̥͚̠̲͉̰̥͉̪̩̈́͐̌̈́̒̓͊͘͝l̶̢̡̛̬̰̹̼̘̱̲̖̰͂̈́̐̓̋͛̄̽͝͝g̴̨̡̛̪̩͚̥̦̙̘̠̖̦̓̋̈́̓̿̕͝͝o̵̡̢̧̪̦̣̼̦̠̔̇̊̆̓̌͆̿͐̚͝" * 30,
    "zeisig" + "a" * 4000,
    "Zeisig Kocher: " + "sehr lang und immer noch nicht fertig, " * 1500,
    "شركة Zeisig لا ترد على الرسائل منذ أسبوع، هذا غير مقبول",
    'Zeisig ließ uns warten 😡🔥🫖👨‍👩‍👧‍👦🏳️‍🌈 javascript:alert(1) http://evil.example/"onmouseover=alert(1)',
)
"""Texts that try to break the page, all of them about us so that they reach the archive's lists."""


def people(now: datetime) -> dict[str, Any]:
    """One login a role, and `stranger` with none; `member` is limited to the channel mastodon."""
    found, password = {}, make_password(PASSWORD)
    for role in ROLES:
        user = User.objects.create(
            email=EMAIL.format(role=role),
            password=password,
            name=f"{role.replace('_', ' ').capitalize()} Beispiel",
        )
        limits = {"channel": "mastodon"} if role == "member" else {}
        Grant.objects.create(user=user, role=role, **limits)
        found[role] = user
    User.objects.filter(pk=found["owner"].pk).update(person="jette", name="Jette Carstens")
    User.objects.filter(pk=found["duty"].pk).update(person="svea", name="Svea Lorenz")
    return found


def plan_files() -> dict[str, str]:

    folder = packs.folder("demo", "plan")
    return {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".yaml")}


def plan(now: datetime) -> None:

    activate(plan_files(), "test", "the scene", now)


def posts(records: Iterable[Heard], run: str = "live") -> None:
    """Sends records through the pipeline, each batch at the time its posts were heard."""
    brain = active_brain(datetime.now(UTC))
    for chunk in _chunks(records):
        now = chunk[-1][0]
        items = [Item(json.dumps(record).encode(), "", at, n) for n, (at, record) in enumerate(chunk, 1)]
        context = Context(brain, Archive())
        pipeline.run(Batch(items, run, SteppedClock(now)), context)


def _chunks(
    records: Iterable[Heard],
) -> Iterator[list[Heard]]:
    chunk: list[Heard] = []
    for at, record in records:
        if chunk and (len(chunk) >= 100 or at - chunk[0][0] > timedelta(minutes=20)):
            yield chunk
            chunk = []
        chunk.append((at, record))
    if chunk:
        yield chunk


def demo_posts(now: datetime, most: int) -> list[Heard]:
    """Posts of the sample company, the newest a few minutes old: a quiet day, then the storm's beginning."""
    quiet = most // 5
    told = [*list(sample.history())[-quiet:], *islice(sample.storm(), most - quiet)]
    last = told[-1].at
    found = []
    for one in told:
        at = now - timedelta(minutes=4) - (last - one.at) * 0.8
        found.append((at, one.post | {"created_at": at.isoformat(), "received_at": at.isoformat()}))
    return found


def hostile_posts(now: datetime) -> list[Heard]:
    found = []
    for n, text in enumerate(HOSTILE):
        at = now - timedelta(minutes=3, seconds=n)
        author = {"id": f"evil{n}", "handle": f"evil<b>{n}", "name": f"Evil <script>{RLO}{n}" + "n" * 200}
        record = {
            "id": f"hostile-{n}", "channel": "mastodon", "text": text, "author": author,
            "title": "<b>title</b>", "url": "javascript:alert(1)", "created_at": at.isoformat(),
        }  # fmt: skip
        found.append((at, record))
    return sorted(found, key=lambda one: one[0])


_WHO = ("Anna", "Beate", "Cord", "Deniz", "Edda", "Falk", "Greta", "Hauke", "Imke", "Jörn")
_WHAT = (
    "Der Zeisig Flott stinkt nach Plastik und der Sockel wird heiß, seit {n} Tagen keine Antwort.",
    "Warum kostet der Versand für den Zeisig Toaster plötzlich {n} Euro?",
    "Seit {n} Wochen warte ich auf die Gutschrift für meinen Zeisig Krosso, das ist unverschämt!",
    "My Zeisig kettle base melted after {n} days. Is this dangerous?",
    "Danke an Zeisig, der Kundendienst hat nach {n} Minuten geholfen.",
    "Zeisig ist ein Drecksverein, {n} Anrufe und niemand geht ran.",
    "Gibt es für den Zeisig Mokka einen Ersatzdeckel? Modell {n}.",
)


def crowd(now: datetime, n: int) -> list[Heard]:
    """Many invented posts over two days, each a conversation of its own."""
    dice = random.Random(7)  # noqa: S311 - a play that repeats
    found = []
    for i in range(n):
        at = now - timedelta(minutes=(n - i) * 2880 / n + 2)
        name = f"{dice.choice(_WHO)} {'Lang' * (50 if i % 40 == 0 else 1)}{i}"
        record = {
            "id": f"crowd-{i}", "channel": dice.choice(("mastodon", "bluesky", "youtube", "reviews")),
            "text": dice.choice(_WHAT).format(n=i % 29 + 2), "created_at": at.isoformat(),
            "author": {"id": f"a{i}", "handle": f"{name[:4].lower()}{i}", "name": name, "followers": i * 3},
            "metrics": {"likes": i % 50, "replies": i % 7},
        }  # fmt: skip
        found.append((at, record))
    return found


def fill(size: str, now: datetime) -> None:
    """`empty`: people and nothing else. `normal`: a day of the sample company. `overloaded`: thousands."""
    migrate()
    people(now)
    if size == "empty":
        return
    plan(now)
    posts(demo_posts(now, 220))
    if size == "overloaded":
        posts(crowd(now, 2000))
    posts(hostile_posts(now))
    _work(now)


def _work(now: datetime) -> None:
    """Some cases are taken, closed and noted on, as on any day."""
    owner, duty = (User.objects.get(email=EMAIL.format(role=role)) for role in ("owner", "duty"))
    cases = list(Case.objects.exclude(state="closed").order_by("pk"))
    for n, case in enumerate(cases[:30]):
        taken = take(case, owner if n % 2 else duty, case.revision, now - timedelta(minutes=30 - n))
        if n % 3 == 0:
            note(taken, duty, "Rückruf vereinbart; die Seriennummer liegt vor.", now)
        if n % 2 == 0:
            close(taken, duty, ("answered", "no_answer", "passed_on")[n % 3], "", taken.revision, now)


if __name__ == "__main__":
    fill(sys.argv[1], timezone.now())
