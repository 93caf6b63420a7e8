"""What page and mail say alike: the greeting, the days, and when the mail comes."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sturmwarte.station.frame.texts import language

DAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


def greeting(name: str, now: datetime) -> str:
    """By the clock on the reader's wall."""
    hour = timezone.localtime(now).hour
    if 4 <= hour < 11:
        words = _("Good morning, %s.") if name else _("Good morning.")
    elif 11 <= hour < 18:
        words = _("Good day, %s.") if name else _("Good day.")
    else:
        words = _("Good evening, %s.") if name else _("Good evening.")
    return words % name if name else words


def when(times: Sequence[str]) -> str:
    """`Mon–Fri 07:30, Sat 09:00`; empty when it is off."""
    spans: list[tuple[int, int, str]] = []
    for n, at in enumerate(times):
        if at and spans and spans[-1][1:] == (n - 1, at):
            spans[-1] = (spans[-1][0], n, at)
        elif at:
            spans.append((n, n, at))
    letters = 2 if language() == "de" else 3
    names = [str(day)[:letters] for day in DAYS]
    return ", ".join(f"{names[a] if a == b else f'{names[a]}–{names[b]}'} {at}" for a, b, at in spans)
