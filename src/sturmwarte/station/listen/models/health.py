"""How well we hear: states over time, gaps, what is usual, proofs, and who was told."""

from django.db import models


class Spell(models.Model):
    """A time during which a source (a topic of it) was in one state. The engine copies it to the archive's
    coverage, because only the engine writes there; `copied` counts what it has seen."""

    source = models.CharField(max_length=60)
    topic = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12)
    why = models.JSONField(default=dict)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    copied = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["source", "topic", "since"], name="listen_spell_time")]


class Gap(models.Model):
    """A time that was not heard and cannot be fetched any more. Charts show it as not heard, not as zero."""

    source = models.CharField(max_length=60, db_index=True)
    subscription = models.CharField(max_length=300)
    topic = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    why = models.JSONField(default=dict)
    noted_at = models.DateTimeField()
    copied = models.BooleanField(default=False)


class Tally(models.Model):
    """How much a source brought in an hour, and for how many seconds of it we were hearing."""

    pk = models.CompositePrimaryKey("source", "topic", "hour")
    source = models.CharField(max_length=60)
    topic = models.CharField(max_length=200, blank=True)
    hour = models.DateTimeField()
    items = models.PositiveIntegerField(default=0)
    listened_s = models.PositiveIntegerField(default=0)


class Probe(models.Model):
    """A marked post sent to ourselves through the whole path. `kept_at`: it lay in the archive."""

    mark = models.CharField(primary_key=True, max_length=40)
    source = models.CharField(max_length=60, db_index=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    sent_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)
    trouble = models.JSONField(default=dict)


class Pulse(models.Model):
    """A process's sign of life. The watcher is watched: the ping to others stops when one of these is old."""

    process = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)


class Notice(models.Model):
    """Who was told of a disturbed source, once a disturbance."""

    source = models.CharField(max_length=60, db_index=True)
    since = models.DateTimeField(help_text="the disturbance it is about")
    kind = models.CharField(max_length=20, help_text="disturbed, recovered, expiring, silent")
    to = models.CharField(max_length=300)
    at = models.DateTimeField()
