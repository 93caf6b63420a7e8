"""Pictures and stories, secured before they expire."""

from django.db import models


class Evidence(models.Model):
    """One file of one post: where it was, when it was fetched, and the hash of what came.

    The file lies in the data folder under its hash; several posts may share it.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SECURED = "secured"
        LOST = "lost"

    id = models.BigAutoField(primary_key=True)
    run = models.CharField(max_length=100, default="live")
    network = models.CharField(max_length=100)
    post = models.CharField(max_length=500)
    address = models.TextField()
    place = models.PositiveIntegerField(default=0, help_text="which of the post's media")
    expires = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    due = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    media_type = models.CharField(max_length=60, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    read = models.CharField(max_length=12, blank=True, help_text="text, none, unread, unsuited")
    text = models.TextField(blank=True, help_text="what was read in the picture")
    why = models.JSONField(default=dict, help_text="why it was lost or not read")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "network", "post", "place", "address"], name="evidence_once"
            )
        ]
        indexes = [models.Index(fields=["state", "due"], name="evidence_due")]
