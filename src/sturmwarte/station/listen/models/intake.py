"""What waits to be read, what could not be read, and who may hand in posts."""

from django.db import models


class Delivery(models.Model):
    """One file or call that brought lines, and what became of them. Its counts rise as lines are read."""

    origin = models.CharField(max_length=500, help_text="file name or channel")
    run = models.CharField(max_length=100, default="live")
    at = models.DateTimeField()
    closed = models.BooleanField(default=False, help_text="nothing more will be added")
    waiting = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    heard_again = models.PositiveIntegerField(default=0)
    edited = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)
    suppressed = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)


class Inbox(models.Model):
    """A line taken in and not yet read. Reading it and removing this row is one transaction."""

    id = models.BigAutoField(primary_key=True)
    run = models.CharField(max_length=100, default="live")
    channel = models.CharField(max_length=200, blank=True)
    line = models.BinaryField(help_text="one JSON object, as it came")
    received_at = models.DateTimeField()
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(default=0, help_text="line of the file it came from")


class Rejected(models.Model):
    """A line that could not become a post, or a post that a stage failed on: kept, with its error."""

    id = models.BigAutoField(primary_key=True)
    run = models.CharField(max_length=100, default="live")
    channel = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=100, blank=True)
    post = models.CharField(max_length=500, blank=True)
    author = models.CharField(
        max_length=500, blank=True, db_index=True, help_text="so that an erasure finds it"
    )
    stage = models.CharField(max_length=40)
    error = models.TextField()
    line = models.BinaryField()
    at = models.DateTimeField()
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.SET_NULL, related_name="rejects")
    number = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["network", "post"], name="rejected_post")]


class ChannelToken(models.Model):
    """The right to hand in posts for a channel. Only the token's hash is kept; it is shown once."""

    channel = models.CharField(max_length=200, db_index=True)
    hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8, help_text="its last letters, to tell tokens apart")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200, blank=True)
    revoked_at = models.DateTimeField(null=True)
