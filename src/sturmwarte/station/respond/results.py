"""How a case can end, in words."""

from django.utils.translation import gettext_lazy as _

RESULTS = {
    "answered": _("Answered"),
    "no_answer": _("No answer needed"),
    "passed_on": _("Passed on"),
    "solved": _("Solved elsewhere"),
    "hidden": _("Hidden"),
    "mistaken": _("Sorted wrongly"),
}
