"""Why so many people: the facts the plan was made of, as data."""

from collections.abc import Sequence

from sturmwarte.core.foresee.outlook import HalfHour
from sturmwarte.core.reason import Reason


def reasons(
    halves: Sequence[HalfHour],
    worth: float,
    handling: tuple[float, int],
    promise: tuple[float, float],
    backlog: int,
) -> tuple[Reason, ...]:
    """`handling` is minutes and how many answers say so, `promise` the share on time and the minutes."""
    (minutes, known), (target, deadline_min) = handling, promise
    answers = sum(each.arrivals for each in halves)
    found = [
        Reason("staffing.answers", {"answers": round(answers), "worth": _percent(worth)}),
        Reason("staffing.handling.own", {"minutes": _number(minutes), "n": known})
        if known
        else Reason("staffing.handling.default", {"minutes": _number(minutes)}),
        Reason("staffing.deadline", {"share": _percent(target), "minutes": _number(deadline_min)}),
    ]
    if backlog:
        found.append(Reason("staffing.backlog" if backlog > 1 else "staffing.backlog.one", {"n": backlog}))
    return (*found, _against(halves))


def _against(halves: Sequence[HalfHour]) -> Reason:
    known = [each for each in halves if each.on_duty is not None]
    if not known:
        return Reason("staffing.duty.unknown")
    missing = max(each.people - (each.on_duty or 0) for each in known)
    if missing > 0:
        return Reason(
            "staffing.duty.short" if missing > 1 else "staffing.duty.short.one", {"missing": missing}
        )
    if any(each.people_high > (each.on_duty or 0) for each in known):
        return Reason("staffing.duty.tight")
    return Reason("staffing.duty.enough")


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _number(value: float) -> str:
    return f"{value:.0f}"
