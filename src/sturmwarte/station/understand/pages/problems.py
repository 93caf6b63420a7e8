"""What an action refused, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # the name the extraction knows

from sturmwarte.station.understand.errors import LabelError

_KNOWN = (
    N_("this post has been deleted: there is nothing to label any more"),
    N_("this label is gone: its post was deleted"),
    N_("only who gave the label, a lead or the owner can take it back"),
    N_("this label has been taken back already"),
    N_("there is nothing of yours to take back here"),
    N_("there is nothing to take back: the station reads as it was shipped"),
)


def said(problem: LabelError) -> str:
    """The sentence of the action where it is a known one, else what to do about it."""
    text = str(problem)
    if text in _KNOWN:
        words = _(text)
        return f"{words[:1].upper()}{words[1:]}."
    return _("This cannot be done: it has changed in the meantime. Please look again.")
