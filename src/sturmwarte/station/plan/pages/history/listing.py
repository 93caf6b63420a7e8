"""Every plan that was ever active, the latest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from sturmwarte.station.frame import formats
from sturmwarte.station.plan.models import PlanSnapshot
from sturmwarte.station.plan.pages.actors import actors

PAGE = 50


@dataclass(frozen=True)
class Row:
    """`number` counts from 1, the first plan ever. `tests` and `examples` are None where not written down."""

    id: int
    at: datetime
    who: str
    reason: str
    version: str
    active: bool
    number: int
    tests: int | None
    examples: int | None

    @property
    def label(self) -> str:
        """Its time where no markup can stand, as in a list to choose from."""
        return formats.exact(timezone.localtime(self.at), get_language() or "en")


def listing(start: int = 0) -> tuple[list[Row], bool]:
    """(a page of rows from the `start`th on, whether there are more)."""
    found = list(_snapshots()[start : start + PAGE + 1])
    total = PlanSnapshot.objects.count()
    return _rows(found[:PAGE], total - start), len(found) > PAGE


def row(snapshot: PlanSnapshot) -> Row:
    number = PlanSnapshot.objects.filter(pk__lte=snapshot.pk).count()
    return _rows([snapshot], number)[0]


def choices() -> list[Row]:
    """Those another can be compared with."""
    found = list(_snapshots()[:200])
    return _rows(found, PlanSnapshot.objects.count())


def _snapshots() -> "QuerySet[PlanSnapshot]":
    return PlanSnapshot.objects.order_by("-pk").defer("files")


def _rows(found: list[PlanSnapshot], highest: int) -> list[Row]:
    names = actors(one.activated_by for one in found)
    return [
        Row(
            id=one.pk,
            at=one.activated_at,
            who=names[one.activated_by],
            reason=one.reason,
            version=one.version,
            active=one.active,
            number=highest - n,
            tests=(one.proof or {}).get("tests"),
            examples=(one.proof or {}).get("examples"),
        )
        for n, one in enumerate(found)
    ]
