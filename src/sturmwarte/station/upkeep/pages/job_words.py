"""What kinds of jobs and messages are called on pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

JOBS: dict[str, "str | Promise"] = {
    "acknowledge": _("Remind that nobody has looked at a case"),
    "archive.erase": _("Erase a person's posts"),
    "archive.keep": _("Keep a post as evidence"),
    "archive.keep-not": _("No longer keep a post as evidence"),
    "backup": _("Make a backup"),
    "backup-check": _("Check a backup"),
    "backup-daily": _("Make the daily backup"),
    "brief-mail": _("Send a briefing"),
    "checkpoint": _("Tidy the database's log"),
    "correct": _("Apply a correction"),
    "deadline": _("Tell that a deadline has passed"),
    "emergency-lapse": _("End an emergency change"),
    "examine": _("Examine the station"),
    "hold-change": _("Change a hold"),
    "judge-storm": _("Judge a storm that was brought in"),
    "learn-waves": _("Learn forecasts from past waves"),
    "nightly": _("What is done every night"),
    "plan-look": _("Look for what is out of date in the plan"),
    "plan-restore": _("Bring a plan back"),
    "plan-trial": _("Run the tests of a draft"),
    "privacy-request": _("Answer a person's request"),
    "promise": _("Tell that a promise is due"),
    "refit": _("Learn from the corrections"),
    "rejected-discard": _("Let a refused post go"),
    "relearn": _("Forget what was learned from erased posts"),
    "settle": _("Take erased words out of the search index"),
    "take-in": _("Take in posts of a file"),
    "wake": _("Bring a postponed case back"),
}
MESSAGES: dict[str, "str | Promise"] = {"mail": _("Mail"), "brief": _("Briefing"), "reply": _("Answer")}


def job_word(kind: str) -> str:
    """What such a job does; the kind itself where there are no words for it."""
    return str(JOBS.get(kind, kind))


def message_word(kind: str) -> str:
    return str(MESSAGES.get(kind, kind))
