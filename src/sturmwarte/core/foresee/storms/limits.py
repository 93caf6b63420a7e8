"""How much history is judged at once."""

from datetime import datetime, timedelta

MOST_ROWS = 5_000_000
MOST_YEARS = 10


class TooMuch(ValueError):
    """More rows or years than are judged at once; says which and the mend."""


class Bounds:
    """Counts what came, and stops what is too much."""

    def __init__(self) -> None:
        self.rows = 0
        self._first: datetime | None = None

    def take(self, at: datetime) -> None:
        self.rows += 1
        self._first = self._first or at
        if self.rows > MOST_ROWS:
            raise TooMuch(f"more than {MOST_ROWS:,} rows: cut the history into parts, or count by the hour")
        if abs(at - self._first) > timedelta(days=366 * MOST_YEARS):
            raise TooMuch(
                f"{at:%Y-%m-%d} lies more than {MOST_YEARS} years from {self._first:%Y-%m-%d}: "
                "cut the history into parts, or mend that time"
            )
