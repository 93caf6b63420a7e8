"""What the recommendation, a request or a step is called, and its picture."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERDICTS = {
    "answer_now": (_("Answer now"), "zap"),
    "answer": (_("Answer"), "reply"),
    "community": (_("Leave to community"), "users"),
    "watch": (_("Watch"), "eye"),
    "ignore": (_("Ignore"), "ban"),
    "hide": (_("Hide"), "eye-off"),
    "escalate": (_("Escalate"), "arrow-up-right"),
}
DUTIES = {
    "notify": _("notify those in charge"),
    "preserve": _("preserve evidence"),
    "hide": _("hide it on our page"),
}
KINDS = {
    "danger": _("Danger"),
    "security": _("Security"),
    "press": _("Press or authority"),
    "outage": _("Outage"),
    "complaint": _("Complaint"),
    "billing": _("Billing or contract"),
    "privacy": _("Data protection"),
    "staff": _("Conduct of staff"),
    "values": _("Values and environment"),
    "question": _("Question"),
    "purchase": _("Wants to buy"),
    "job": _("Job"),
    "idea": _("Idea or need"),
    "praise": _("Praise"),
    "misinformation": _("False claim"),
    "abuse": _("Insult or spam"),
    "none": _("No request"),
}
SENTIMENTS = {"negative": _("negative"), "neutral": _("neutral"), "positive": _("positive")}
HEATS = {"calm": _("calm"), "annoyed": _("annoyed"), "outraged": _("outraged")}
STEPS = {
    "take": _("took the case"),
    "close": pgettext_lazy("step", "closed the case"),
    "reopen": _("opened the case again"),
    "give_back": _("gave the case back"),
    "assign": _("assigned the case"),
    "postpone": _("postponed the case"),
    "resume": _("took the case up again"),
    "promise": _("noted a promise"),
    "kept": _("noted that the promise was kept"),
    "ignore": _("ignored the case"),
    "undo": _("took a step back"),
    "back_time": _("brought the case back: the time has come"),
    "back_post": _("brought the case back: there is a new post"),
    "back_tripwire": _("brought the case back: more people see it"),
    "note": _("noted"),
    "answer": _("wrote an answer"),
    "stop_answer": _("stopped the answer"),
    "send_again": _("sent the answer again"),
    "answered": _("recorded our answer"),
    "not_sent": _("could not send the answer"),
    "rejudged": _("sorted anew after a correction"),
}
