"""Files of recorded posts that people brought by a page."""

from django.db import models

from sturmwarte.station.listen.models.intake import Delivery


class Brought(models.Model):
    """One file, and how far the engine has taken it in. What became of its lines stands in `delivery`."""

    class State(models.TextChoices):
        READING = "reading"
        DONE = "done"
        FAILED = "failed"

    name = models.CharField(max_length=200)
    table = models.BooleanField(default=False, help_text="CSV or TSV; else JSON lines")
    mapping = models.CharField(max_length=2000, blank=True, help_text="FIELD=COLUMN, ...; empty: guessed")
    channel = models.CharField(max_length=200, blank=True, help_text="of posts that name none")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    rows = models.PositiveIntegerField(default=0, help_text="taken into the inbox so far")
    why = models.TextField(blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, related_name="+")
