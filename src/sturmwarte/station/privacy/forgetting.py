"""What the register forgets by itself."""

from datetime import datetime, timedelta

from sturmwarte.station.privacy.models import HoldChange, Request

TOLD = timedelta(days=31)
"""So long after the answer the person may lose the file and ask for it again."""
CHANGED = timedelta(days=90)


def forget(now: datetime) -> int:
    """Takes the account out of answered disclosures; the pseudonym stays. Returns how many."""
    HoldChange.objects.filter(done_at__lt=now - CHANGED).delete()
    told = Request.objects.filter(
        kind=Request.Kind.DISCLOSE, state=Request.State.DONE, done_at__lt=now - TOLD
    )
    return told.exclude(account="").update(network="", account="")
