"""Until when a request must be answered."""

from calendar import monthrange
from datetime import date


def due(received: date) -> date:
    """One month after it came in (Article 12(3) GDPR): the same day, or the month's last when it has none.

    >>> due(date(2026, 1, 31)).isoformat()
    '2026-02-28'
    """
    year, month = (received.year + 1, 1) if received.month == 12 else (received.year, received.month + 1)
    return date(year, month, min(received.day, monthrange(year, month)[1]))
