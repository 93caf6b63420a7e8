"""What the last examination found, in groups and words, the worst first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sturmwarte.station.listen.models import Source
from sturmwarte.station.plan.pages.active import active_plan
from sturmwarte.station.upkeep.models import Examination, Finding
from sturmwarte.station.upkeep.pages.sentences import sentence

STALE = timedelta(minutes=20)
"""An examination that is older says nothing about now: the engine does not run."""
_ORDER = {"wrong": 0, "doubtful": 1, "good": 2}
GROUPS: dict[str, tuple["str | Promise", tuple[str, ...]]] = {
    "processes": (
        gettext_lazy("Processes"),
        ("engine", "listening", "foresight", "jobs", "inbox", "rejected"),
    ),
    "stores": (gettext_lazy("Stores"), ("schema", "database", "archive", "log", "audit", "backup", "plan")),
    "sources": (gettext_lazy("Sources and topics"), ("sources", "source", "topic")),
    "ways": (gettext_lazy("Ways out"), ("mail", "ping")),
    "machine": (
        gettext_lazy("Clock, disk, settings"),
        ("clock", "disk", "data folder", "settings", "own model"),
    ),
    "keys": (gettext_lazy("Keys and certificates"), ("keys", "certificate")),
}
CHECKS: dict[str, "str | Promise"] = {
    "engine": gettext_lazy("Engine"), "listening": gettext_lazy("Listening"),
    "foresight": gettext_lazy("Watch for waves"), "jobs": gettext_lazy("Jobs"),
    "inbox": gettext_lazy("Inbox"), "rejected": gettext_lazy("Refused posts"),
    "schema": gettext_lazy("Schema"), "database": gettext_lazy("Database"),
    "archive": gettext_lazy("Archive"), "log": gettext_lazy("Write-ahead log"),
    "audit": gettext_lazy("Audit trail"), "backup": gettext_lazy("Backups"), "plan": gettext_lazy("Plan"),
    "sources": gettext_lazy("Sources"), "mail": gettext_lazy("Mail"), "ping": gettext_lazy("Watcher outside"),
    "clock": gettext_lazy("Clock"), "disk": gettext_lazy("Disk"), "data folder": gettext_lazy("Data folder"),
    "settings": gettext_lazy("Settings"), "own model": gettext_lazy("Models of your own"),
    "keys": gettext_lazy("Keys"), "certificate": gettext_lazy("Certificate"),
}  # fmt: skip
_PAGES = {"rejected": "refused", "backup": "backup", "settings": "settings", "audit": "audit", "plan": "plan",
          "sources": "sources"}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A finding in words. `page`: the name of the address where it can be mended; `source`: which one."""

    name: str
    state: str
    what: str
    why: str
    mend: str
    since: datetime
    page: str = ""
    source: str = ""


@dataclass(frozen=True)
class Group:
    name: str
    state: str
    findings: list[Told]


@dataclass(frozen=True)
class Health:
    """`stale`: the last examination is too old to say anything. `worst` is empty before the first one."""

    examined: Examination | None
    stale: bool
    worst: str
    wrong: int
    doubtful: int
    groups: list[Group]


def health(now: datetime) -> Health:
    examined = Examination.objects.filter(pk=1).first()
    told = [(_group_of(one.check_name), _told(one, now)) for one in _newest_first()]
    groups = []
    for id, (name, _checks) in GROUPS.items():
        findings = sorted((one for group, one in told if group == id), key=lambda one: _ORDER[one.state])
        if findings:
            groups.append(Group(str(name), findings[0].state, findings))
    states = [one.state for _id, one in told]
    return Health(
        examined,
        examined is None or now - examined.at > STALE,
        min(states, key=_ORDER.__getitem__, default=""),
        states.count("wrong"),
        states.count("doubtful"),
        sorted(groups, key=lambda group: _ORDER[group.state]),
    )


def _newest_first() -> list[Finding]:
    return list(Finding.objects.order_by("check_name", "place"))


def _group_of(check: str) -> str:
    first = check if check in CHECKS else check.partition(" ")[0]
    return next((id for id, (_name, checks) in GROUPS.items() if first in checks), "machine")


def _told(one: Finding, now: datetime) -> Told:
    what, why, mend = (sentence(text, one.values, now) for text in (one.what, one.why, one.mend))
    kind, _blank, id = one.check_name.partition(" ")
    source = id if kind == "source" and one.check_name not in CHECKS else ""
    page = "" if one.state == "good" else _PAGES.get(one.check_name, "")
    return Told(_named(one.check_name), one.state, what, why, mend, one.since, page, source)


def _named(check: str) -> str:
    if check in CHECKS:
        return str(CHECKS[check])
    kind, _blank, id = check.partition(" ")
    if kind == "source":
        return Source.objects.filter(pk=id).values_list("name", flat=True).first() or id
    if kind == "topic":
        return _("Topic %s") % active_plan().name(id, "topics")
    return check
