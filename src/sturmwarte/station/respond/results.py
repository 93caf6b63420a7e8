"""How a case can end, in words."""

from django.utils.translation import gettext_lazy as _

IGNORED = "ignored"

CHOICES = {
    "answered": _("Answered"),
    "no_answer": _("No answer needed"),
    "passed_on": _("Passed on"),
    "solved": _("Solved elsewhere"),
    "hidden": _("Hidden"),
    "mistaken": _("Sorted wrongly"),
}
"""What closing asks for; ignoring is a step of its own, with a reason."""

RESULTS = {**CHOICES, IGNORED: _("Ignored")}
