"""How a post stands as evidence: what holds it, what held it, and what has been asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from sturmwarte.station.archive.evidence.actions import KEEP, REGRET, TAKE_BACK, mark
from sturmwarte.station.archive.holding import Held, of_post
from sturmwarte.station.ledger.models import Job

SOON = timedelta(days=14)


@dataclass(frozen=True)
class Standing:
    """`holds` are all of them, the newest first; `waiting`: a hold was asked for and is not there yet."""

    holds: list[Held]
    waiting: bool
    ending: bool
    now: datetime

    @property
    def held(self) -> Held | None:
        """The hold that lasts longest."""
        return max(
            (one for one in self.holds if one.released is None), key=lambda one: one.until, default=None
        )

    @property
    def past(self) -> list[Held]:
        return [one for one in self.holds if one.released is not None]

    @property
    def soon(self) -> bool:
        return self.held is not None and self.held.until - self.now < SOON

    @property
    def over(self) -> bool:
        """Its date has passed; the night ends it."""
        return self.held is not None and self.held.until <= self.now

    def may_take_back(self, by: str) -> bool:
        held = [one for one in self.holds if one.released is None and one.by == by]
        return self.waiting or (not self.ending and any(self.now - one.at <= REGRET for one in held))


def standing(network: str, id: str, now: datetime) -> Standing:
    """As of `now`. The page has checked that the post may be seen."""
    open_jobs = Q(state=Job.State.QUEUED) | Q(state=Job.State.CLAIMED)
    begins = Q(key__startswith=f"{KEEP}:{mark(network, id)}:") | Q(
        key__startswith=f"{TAKE_BACK}:{mark(network, id)}:"
    )
    kinds = set(Job.objects.filter(open_jobs, begins).values_list("kind", flat=True))
    return Standing(of_post(network, id), KEEP in kinds, TAKE_BACK in kinds, now)
