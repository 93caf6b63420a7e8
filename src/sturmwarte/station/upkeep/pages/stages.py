"""What the steps of reading are called on pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STAGES: dict[str, "str | Promise"] = {
    "parse": _("could not be understood"),
    "identify": _("could not be told from others"),
    "tokenise": _("its words could not be read"),
    "language": _("its language could not be told"),
    "topics": _("its topics could not be told"),
    "understand": _("could not be judged"),
    "campaign": _("could not be compared with others"),
    "triage": _("could not be sorted"),
    "store": _("could not be kept"),
    "cases": _("no case could be opened"),
}


def stage_word(stage: str) -> str:
    """Why it was refused, in a few words; the stage's own name where there are none."""
    return str(STAGES.get(stage, stage))
