"""Every section a plan may have today, in the order of the story. `load` is given this list."""

from typing import Any

from sturmwarte.core.alarm.levels import LEVELS
from sturmwarte.core.foresee.section import FORESIGHT
from sturmwarte.core.listen.retention import RETENTION
from sturmwarte.core.listen.topics import TOPICS
from sturmwarte.core.plan.channels import CHANNELS
from sturmwarte.core.plan.company import COMPANY, GOALS, NEVER
from sturmwarte.core.plan.people import PEOPLE, RESPONSIBILITIES, TEAMS
from sturmwarte.core.plan.section import Section
from sturmwarte.core.rehearse import TESTS
from sturmwarte.core.respond.authority import AUTHORITY
from sturmwarte.core.triage.deadlines import DEADLINES
from sturmwarte.core.triage.hours import HOURS
from sturmwarte.core.triage.section import TRIAGE
from sturmwarte.core.understand.kinds_section import KINDS

SECTIONS: tuple[Section[Any], ...] = (
    COMPANY,
    GOALS,
    NEVER,
    CHANNELS,
    PEOPLE,
    TEAMS,
    KINDS,
    RESPONSIBILITIES,
    AUTHORITY,
    TOPICS,
    RETENTION,
    FORESIGHT,
    HOURS,
    DEADLINES,
    TRIAGE,
    LEVELS,
    TESTS,
)
