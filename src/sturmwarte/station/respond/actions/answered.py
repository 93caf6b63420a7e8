"""A case was answered, by us through the station or by one of us on the platform itself."""

from datetime import datetime

from sturmwarte.station.ledger.announce import announce
from sturmwarte.station.respond.models import Case, CasePost, Decision


def answered(case: Case, now: datetime, network: str = "", post: str = "") -> None:
    """Notes it in the case's history and adds our `post` where its id is known. Call it in a transaction.

    The deadline was for this answer, so it is met and gone; a new post that needs one brings its own. Twice
    with the same post changes nothing.
    """
    if post:
        _, fresh = CasePost.objects.get_or_create(
            case=case, network=network, post=post, defaults={"added_at": now}
        )
        if not fresh:
            return
    Case.objects.filter(pk=case.pk).update(deadline=None, acknowledge_by=None, moved_at=now)
    Decision.objects.create(case=case, at=now, action="answered", recommended=case.verdict)
    announce("case", str(case.pk), now, case.run)
