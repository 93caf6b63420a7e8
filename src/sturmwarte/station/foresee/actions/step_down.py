"""Lowers the level of a wave. The engine only ever raises it: calm is for a named person to declare."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.foresee.actions.changed import tell
from sturmwarte.station.foresee.errors import WaveError
from sturmwarte.station.foresee.levels import RANK, effective
from sturmwarte.station.foresee.models import Wave
from sturmwarte.station.foresee.roles import STEP_DOWN, demand_wave
from sturmwarte.station.people.permissions import Permissions


@transaction.atomic
def step_down(who: Permissions, wave: str, level: str, why: str, now: datetime, *, run: str = "live") -> Wave:
    """It stays lowered until the wave meets more than it met now, or calms down and rises once more."""
    by, row = demand_wave(who, STEP_DOWN, wave, run)
    if level not in RANK:
        raise WaveError(_("There is no such level."))
    if RANK[level] >= RANK[row.level]:
        raise WaveError(_("Choose a lower level than the one the wave is at."))
    if not why.strip():
        raise WaveError(_("Say why the level is lowered: the review will ask."))
    before = {"level": row.level}
    worst = max(row.level, effective(row.told), key=RANK.__getitem__)
    row.stepped_down_from = "" if worst == "blue" else worst
    row.level = level
    row.stepped_down_by, row.stepped_down_at, row.stepped_down_why = by, now, why.strip()[:2000]
    row.save(
        update_fields=[
            "level", "stepped_down_from", "stepped_down_by", "stepped_down_at", "stepped_down_why"
        ]
    )  # fmt: skip
    tell(row, by, "wave.step_down", now, reason=row.stepped_down_why, before=before, after={"level": level})
    return row
