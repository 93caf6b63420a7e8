"""What the examination found, what the trail's last walk saw, and the backups."""

from django.db import models


class Examination(models.Model):
    """The last look at the station as a whole; there is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
    thorough_at = models.DateTimeField(null=True, help_text="when everything was last read, too")
    took_ms = models.PositiveIntegerField(default=0)


class Finding(models.Model):
    """One fact the examination found. Texts are sentences with places for `values`; the page translates them.

    `place`: which of the findings of its check, so that the same one is known again and keeps its `since`.
    """

    id = models.BigAutoField(primary_key=True)
    check_name = models.CharField(max_length=200)
    place = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10)
    what = models.TextField()
    why = models.TextField(blank=True)
    mend = models.TextField(blank=True)
    values = models.JSONField(default=dict)
    since = models.DateTimeField(help_text="since when its state is what it is")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_name", "place"], name="upkeep_finding_once")]


class Chain(models.Model):
    """How far the audit trail was walked, and whether it held; there is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    checked_at = models.DateTimeField()
    walked_from = models.DateTimeField(null=True, help_text="when the first entry was written")
    entries = models.BigIntegerField(default=0)
    upto = models.BigIntegerField(default=0, help_text="id of the last entry that was looked at")
    hash = models.CharField(max_length=64, blank=True)
    broken_at = models.BigIntegerField(null=True, help_text="id of the first entry out of place")
    found_at = models.DateTimeField(null=True, help_text="when the break was found")


class Backup(models.Model):
    """A backup that was asked for. Its file lies in the folder for backups under `name`."""

    class State(models.TextChoices):
        WAITING = "waiting"
        MADE = "made"
        FAILED = "failed"
        GONE = "gone"

    name = models.CharField(max_length=100, unique=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200, help_text="as in the audit trail")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField(null=True, help_text="the moment of the database it holds")
    size = models.BigIntegerField(default=0, help_text="bytes")
    files = models.PositiveIntegerField(default=0)
    why = models.TextField(blank=True, help_text="why it failed")
    checked_at = models.DateTimeField(null=True, help_text="when it was last opened and compared")
    whole = models.BooleanField(null=True, help_text="what that said")

    class Meta:
        indexes = [models.Index(fields=["state", "made_at"], name="upkeep_backup_state")]


class Timetable(models.Model):
    """When backups are made by themselves; there is one row, or none: then never."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    on = models.BooleanField(default=False)
    at = models.TimeField(help_text="in the station's time zone")
    keep = models.PositiveSmallIntegerField(default=14)
