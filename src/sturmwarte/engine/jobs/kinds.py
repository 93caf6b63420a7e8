"""Every kind of job, and the ones that never end."""

from collections.abc import Mapping
from datetime import datetime

from sturmwarte.engine import emergency, plan_look, plan_restore
from sturmwarte.engine.context import Context
from sturmwarte.engine.jobs import briefs, deadlines, hold_changes, housekeeping, requests, trials
from sturmwarte.engine.jobs.bringing import Bringing
from sturmwarte.engine.jobs.forecasts import LEARN_WAVES, Forecasts
from sturmwarte.engine.jobs.recordings import Recordings
from sturmwarte.engine.jobs.refits import Refits, relearn
from sturmwarte.engine.jobs.runner import Handler, Runner
from sturmwarte.engine.jobs.settling import SETTLE, settle
from sturmwarte.engine.jobs.upkeep import FIRST, UPKEEP, Upkeep, daily
from sturmwarte.engine.measures import Measures
from sturmwarte.engine.teaching import Teaching
from sturmwarte.station.archive.evidence import actions as evidence_asked
from sturmwarte.station.archive.evidence import errand as evidence
from sturmwarte.station.archive.privacy import person
from sturmwarte.station.brief.actions.mailing import MAIL as BRIEF_MAIL
from sturmwarte.station.foresee.actions.bring import JUDGE_STORM
from sturmwarte.station.ledger.jobs import Due, schedule
from sturmwarte.station.listen.actions.bring import TAKE_IN
from sturmwarte.station.plan.actions.restore import RESTORE
from sturmwarte.station.plan.actions.try_draft import JOB as TRIAL
from sturmwarte.station.privacy.actions import holds
from sturmwarte.station.privacy.actions.requests import KIND as REQUEST
from sturmwarte.station.respond.actions.come_back import promise_due, wake
from sturmwarte.station.respond.actions.step import PROMISE, WAKE
from sturmwarte.station.understand.actions.ask import REFIT
from sturmwarte.station.understand.actions.label import APPLY
from sturmwarte.station.understand.forgetting import RELEARN
from sturmwarte.station.upkeep.actions.look import EXAMINE
from sturmwarte.station.upkeep.actions.refused import discarded
from sturmwarte.station.upkeep.actions.set_timetable import DAILY
from sturmwarte.station.upkeep.refused import DISCARD

KINDS: dict[str, Handler] = {
    "deadline": deadlines.deadline,
    "acknowledge": deadlines.acknowledge,
    person.ERASE: person.errand,
    evidence_asked.KEEP: evidence.keep,
    evidence_asked.TAKE_BACK: evidence.take_back,
    "checkpoint": housekeeping.checkpoint,
    "nightly": housekeeping.nightly,
    SETTLE: settle,
    "emergency-lapse": emergency.lapse,
    RESTORE: plan_restore.restore,
    plan_look.LOOK: plan_look.look,
    TRIAL: trials.work,
    RELEARN: relearn,
    BRIEF_MAIL: briefs.mail,
    REQUEST: requests.work,
    holds.KIND: hold_changes.work,
    DAILY: daily,
    DISCARD: discarded,
    WAKE: wake,
    PROMISE: promise_due,
}

OUTSIDE = frozenset({
    "checkpoint", "nightly", person.ERASE, REQUEST, REFIT, JUDGE_STORM, LEARN_WAVES, TRIAL, *UPKEEP,
    plan_look.LOOK, SETTLE,
})  # fmt: skip
"""Kinds that make their own transactions: a checkpoint, a deletion that empties the log, or a long one
cannot be part of another."""


def runner(measures: Measures, also: Mapping[str, Handler] | None = None) -> Runner:
    return Runner({**KINDS, **(also or {})}, measures, OUTSIDE)


def of_context(context: Context) -> dict[str, Handler]:
    """The kinds that need what the engine has built: the brain, the archive, a process under way."""
    upkeep = Upkeep().work
    return {
        APPLY: Teaching(context).correct,
        REFIT: Refits().work,
        JUDGE_STORM: Recordings().work,
        LEARN_WAVES: Forecasts().work,
        TAKE_IN: Bringing().work,
        **dict.fromkeys(UPKEEP, upkeep),
    }


def standing_jobs(now: datetime) -> None:
    """Schedules what recurs; known ones keep their time."""
    schedule(
        Due("checkpoint", "checkpoint", now + housekeeping.CHECKPOINT_EVERY),
        Due("nightly", "nightly", housekeeping.next_night(now)),
        Due(SETTLE, SETTLE, now + FIRST),
        Due(plan_look.LOOK, plan_look.LOOK, now + FIRST),
        Due(EXAMINE, EXAMINE, now + FIRST),
    )
