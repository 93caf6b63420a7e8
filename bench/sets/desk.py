"""Twenty thousand cases for the desk, half of them open, on the posts of bench/sets/station.py."""

from datetime import datetime, timedelta

from bench.sets.station import CHANNELS, KINDS, TOPICS
from sturmwarte.station.people.models import User
from sturmwarte.station.respond.models import Case, CasePost, Decision

_VERDICTS = ("answer", "answer_now", "escalate", "community")
_MOODS = ("negative", "neutral", "positive", "")
_OWNERS = ("kundendienst", "kommunikation", "svea", "")


def cases(many: int, of_posts: int, user: User, now: datetime) -> None:
    """A case for every so-many-th post, every other one open; some taken, postponed, promised; with a step or
    two."""
    rows = [_case(n, many, of_posts // many, user, now) for n in range(many)]
    Case.objects.bulk_create(rows, batch_size=1000)
    CasePost.objects.bulk_create(
        (CasePost(case=row, network=row.network, post=row.post, added_at=row.opened_at) for row in rows),
        batch_size=1000,
    )
    Decision.objects.bulk_create(
        (
            Decision(case=row, by=user, at=row.opened_at, action=action, recommended=row.verdict, before={})
            for n, row in enumerate(rows)
            for action in ("take", "note", "answer")[: n % 4]
        ),
        batch_size=1000,
    )


def _case(n: int, many: int, apart: int, user: User, now: datetime) -> Case:
    post = n * apart // 4 * 4  # the fourth of each four is a mail, which no case of a channel has
    opened = now - (many - n) * timedelta(days=60) / many
    closed = n % 2 == 0
    taken = n % 7 == 1
    return Case(
        thread=f"mastodon:{n}",
        network="mastodon",
        post=str(post),
        channel=CHANNELS[n % 5],
        topics=list(TOPICS[n % 5]),
        kind=KINDS[n % 6],
        sentiment=_MOODS[n % 4],
        lang="de" if n % 7 else "en",
        verdict=_VERDICTS[n % 4],
        priority=n % 5 + 1,
        owner=_OWNERS[n % 4],
        private=n % 11 == 0,
        state="closed" if closed else "taken" if taken else "open",
        taken_by=user if taken else None,
        opened_at=opened,
        moved_at=opened + timedelta(minutes=n % 90),
        deadline=None if n % 3 == 0 else now + timedelta(minutes=(n % 600) * 20 - 1000),
        promised_until=now + timedelta(hours=n % 48) if n % 29 == 1 else None,
        postponed_at=opened if n % 23 == 1 else None,
        closed_at=opened + timedelta(hours=3) if closed else None,
        result="answered" if closed else "",
    )
