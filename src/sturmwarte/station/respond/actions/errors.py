"""CaseError: an action that cannot be done.  Stale: a colleague was faster; look again and decide anew."""

from django.utils.translation import gettext as _

from sturmwarte.station.respond.models import Case


class CaseError(ValueError):
    """Says in one sentence why the action was not done. Nothing has been changed."""


class Stale(CaseError):
    """The case has moved on since the page was made. `case` is how it stands now."""

    def __init__(self, case: Case) -> None:
        super().__init__(_("Somebody was faster: the case has changed. Nothing was done; please look again."))
        self.case = case


def must_be_open(case: Case) -> None:
    if case.state == Case.State.CLOSED:
        raise CaseError(_("This case is closed. Open it again first."))
