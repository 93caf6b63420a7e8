"""Labels people gave to posts, and what was learned from them. Posts are named by identity, never by key."""

from django.db import models
from django.db.models import Q


class Label(models.Model):
    """One person's word on one dimension of one post. It holds for the text it was given to (`content`).

    Of several by one person the newest that is not undone counts. It goes when its post goes.
    """

    class Source(models.TextChoices):
        CORRECTION = "correction"
        QUEUE = "queue"

    class Drawn(models.TextChoices):
        CHANCE = "chance"
        UNSURE = "unsure"
        RARE = "rare"

    id = models.BigAutoField(primary_key=True)
    run = models.CharField(max_length=100, default="live")
    network = models.CharField(max_length=100)
    post = models.CharField(max_length=500)
    content = models.CharField(max_length=32, help_text="hash of the text that was looked at")
    dimension = models.CharField(max_length=40)
    value = models.JSONField(default=list, help_text="the labels that are right; none: no")
    by = models.CharField(max_length=200, help_text="as in the audit trail")
    at = models.DateTimeField()
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.CORRECTION)
    drawn = models.CharField(max_length=8, choices=Drawn.choices, blank=True)
    group = models.CharField(max_length=64, help_text="shared by copies: learned from or tested on together")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["post", "network"], name="label_of_post"),
            models.Index(fields=["by", "source", "at"], name="label_by_person"),
        ]


class Skipped(models.Model):
    """A post of the queue that a person wants no more. No time is kept: nobody's pace is to be measured."""

    by = models.CharField(max_length=200)
    run = models.CharField(max_length=100, default="live")
    network = models.CharField(max_length=100)
    post = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "run", "network", "post"], name="skipped_once")]


class ModelVersion(models.Model):
    """What one refit learned. The weights lie in a file beside the database; it can be made again."""

    class State(models.TextChoices):
        ACTIVE = "active"
        EARLIER = "earlier"
        UNDONE = "undone"
        WAITING = "waiting"  # worse somewhere than what is active: a person decides

    number = models.PositiveIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    labels = models.PositiveIntegerField(help_text="labels it was made from")
    newest = models.BigIntegerField(default=0, help_text="number of the newest label at that time")
    newest_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict, help_text="by dimension, as core.understand.figures has them")
    checksum = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=State.choices)
    why = models.JSONField(default=list, help_text="reasons for the state, as keys and arguments")
    damaged_at = models.DateTimeField(null=True, help_text="when its file was found missing or damaged")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="active"), name="one_active_model")
        ]
