"""Campaigns for tests and screenshots, in a data folder that has a scene: `python -m tests.web.copies`."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.web.scene import HOSTILE, Heard, posts

CALL = "Zeisig verkauft uns Wasserkocher die schmoren, gebt eure Geräte alle am Samstag in Kiel zurück"
SPUN = (
    CALL,
    CALL,
    f"{CALL} bitte teilen",
    "Zeisig verkauft uns Wasserkocher die brennen, gebt eure Geräte alle am Sonntag in Kiel zurück!!",
    f"RUNDMAIL {CALL} #Zeisig",
)
ENGLISH = (
    "Zeisig toasters burn the bread and nobody ever answers, boycott Zeisig until they refund every one of us"
)


def copies(now: datetime) -> list[Heard]:
    """41 near-copies since the morning, a slow campaign of three days, and every hostile text three times."""
    return sorted([*_call(now), *_slow(now), *_hostile(now)], key=lambda one: one[0])


def _call(now: datetime) -> Iterator[Heard]:
    for n in range(41):
        at = now - timedelta(hours=5) + timedelta(minutes=n * 2 if n < 25 else n * 6)
        yield _post(f"call{n}", at, SPUN[n % len(SPUN)], f"caller{n}", "Ruferin " + "n" * (n % 40))


def _slow(now: datetime) -> Iterator[Heard]:
    for n in range(9):
        at = now - timedelta(hours=60) + timedelta(hours=6 * n)
        yield _post(f"slow{n}", at, f"{ENGLISH} {'please' * (n % 2)}", f"slow{n}", "Slow")


def _hostile(now: datetime) -> Iterator[Heard]:
    for n, text in enumerate(HOSTILE):
        for copy in range(3):
            at = now - timedelta(hours=1, minutes=n * 3 + copy)
            spun = (
                f"{text[:3000]} <b onclick=alert(1)>Zeisig</b> kaputt seit {copy} Tagen und keiner hilft uns"
            )
            yield _post(
                f"spun{n}-{copy}", at, spun, f"evil<i>{copy}", "<script>alert(1)</script>" + "x" * 200
            )


def _post(id: str, at: datetime, text: str, account: str, name: str) -> Heard:
    author = {"id": account, "handle": account, "name": name}
    return at, {
        "id": id, "channel": "mastodon", "text": text, "author": author, "created_at": at.isoformat()
    }  # fmt: skip


if __name__ == "__main__":
    from django.utils import timezone

    posts(copies(timezone.now()))
