"""Sorts a post's case anew, after people corrected how the post was read."""

from datetime import datetime

from sturmwarte.core.triage.verdict import Verdict
from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.respond.actions.open_for import Judged, open_for
from sturmwarte.station.respond.models import Case, Decision


def rejudge(entry: Judged, run: str, now: datetime) -> None:
    """Call it in the transaction that keeps the new judgement.

    A case this post began, and nobody has taken, becomes what it should have been, also less urgent; it is
    never closed by this. A taken case stays as whoever took it knows it: its history tells what changed.
    A post of another conversation's case, or of none, goes the way of a new one.
    """
    verdict = entry.verdict
    if verdict is None:
        return
    network, gid = entry.post.identity
    own = Case.objects.filter(run=run, network=network, post=gid).exclude(state=Case.State.CLOSED).first()
    if own is None:
        open_for([entry], run, now)
        return
    if own.state == Case.State.OPEN:
        _change(own, entry, verdict)
    # Nobody's decision: the station notes it, and says what it recommends now.
    Decision.objects.create(case=own, at=now, action="rejudged", recommended=verdict.verdict)
    announce("case", str(own.pk), now, run)


def _change(case: Case, entry: Judged, verdict: Verdict) -> None:
    case.verdict, case.priority = verdict.verdict, verdict.priority
    case.kind = entry.reading.best_kind if entry.reading else case.kind
    case.owner, case.deputy = verdict.owner or "", verdict.deputy or ""
    case.deadline, case.acknowledge_by = verdict.deadline, verdict.acknowledge_by
    # The condition: whoever takes it at this moment keeps it as they saw it.
    Case.objects.filter(pk=case.pk, state=Case.State.OPEN).update(
        verdict=case.verdict, priority=case.priority, kind=case.kind, owner=case.owner, deputy=case.deputy,
        deadline=case.deadline, acknowledge_by=case.acknowledge_by,
    )  # fmt: skip
    for word, moment in (("acknowledge", case.acknowledge_by), ("deadline", case.deadline)):
        if moment is not None:
            key = f"{word}:{case.pk}:{int(moment.timestamp())}"
            schedule(Due(word, key, moment, case.run, {"case": case.pk}))
