"""Access that ends: known ahead, so that nobody learns of it by silence."""

from datetime import datetime, timedelta

from sturmwarte.core.reason import Reason

SOON = timedelta(days=14)
REMIND_DAYS = (14, 3, 1)
"""Days before the end at which a person is told, once each."""


def expiring(expires: datetime | None, now: datetime) -> Reason | None:
    """Why somebody should renew the access now; None while there is time, or nothing known."""
    if expires is None or expires - now > SOON:
        return None
    if expires <= now:
        return Reason("hearing.expired", {"since": expires.isoformat()})
    return Reason("hearing.expires", {"at": expires.isoformat(), "days": days_left(expires, now)})


def days_left(expires: datetime, now: datetime) -> int:
    """Whole days, rounded up: 1 on the last day, 0 when it has ended."""
    return max(0, -((now - expires) // timedelta(days=1)))


def reminder(expires: datetime | None, now: datetime) -> int | None:
    """Which of the reminders is due (14, 3 or 1), the latest alone; None: none yet, or it has ended."""
    if expires is None or expires <= now:
        return None
    return min((days for days in REMIND_DAYS if expires - now <= timedelta(days=days)), default=None)
