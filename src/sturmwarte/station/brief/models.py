"""Up to where somebody has read the briefing, and when they want it by mail. Nobody else sees either."""

from django.conf import settings
from django.db import models


class Bookmark(models.Model):
    """`at`: all before it has been read. `before`: where it stood until the last move, to go back to.

    Only the newest moment is kept, and only for the reader: no trail of when somebody was at work.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE)
    at = models.DateTimeField(null=True)
    before = models.DateTimeField(null=True)


class Mailing(models.Model):
    """At which time of each weekday, Monday first, somebody gets the briefing; an empty text is no mail."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE)
    times = models.JSONField(default=list, help_text="seven times as 07:30 or empty, Monday first")
    calm = models.BooleanField(default=True, help_text="also when nothing needs them")
    revision = models.PositiveIntegerField(
        default=0, help_text="rises with each change: the job of an earlier one ends by itself"
    )
    told_upto = models.DateTimeField(null=True, help_text="up to when the last mail told of news")
