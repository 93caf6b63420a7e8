"""Says whether a wave was one: what is learned from moves the budgets of its topic."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sturmwarte.station.foresee.actions.changed import tell
from sturmwarte.station.foresee.errors import WaveError
from sturmwarte.station.foresee.models import Wave
from sturmwarte.station.foresee.roles import JUDGE, demand_wave
from sturmwarte.station.people.permissions import Permissions


@transaction.atomic
def judge(
    who: Permissions, wave: str, real: bool, now: datetime, *, why: str = "", run: str = "live"
) -> Wave:
    """The newest word counts; saying the same again changes nothing."""
    by, row = demand_wave(who, JUDGE, wave, run)
    if row.real is not real:
        before = {"real": row.real}
        row.real, row.judged_by, row.judged_at, row.judged_why = real, by, now, why[:2000]
        row.save(update_fields=["real", "judged_by", "judged_at", "judged_why"])
        tell(row, by, "wave.judge", now, reason=why, before=before, after={"real": real})
    return row


@transaction.atomic
def undo_judgement(who: Permissions, wave: str, now: datetime, *, run: str = "live") -> Wave:
    """Whoever may judge may take back: the trail keeps both."""
    by, row = demand_wave(who, JUDGE, wave, run)
    if row.real is None:
        raise WaveError(_("Nobody has said yet whether this wave was real."))
    before = {"real": row.real}
    row.real, row.judged_by, row.judged_at, row.judged_why = None, "", None, ""
    row.save(update_fields=["real", "judged_by", "judged_at", "judged_why"])
    tell(row, by, "wave.undo_judgement", now, before=before, after={"real": None})
    return row
