"""Waves as the engine last told them, what was foretold of each, and what people said about them.

`run` is `live`, or the replay's or drill's own run: history opens no waves.
"""

from django.db import models
from django.db.models import Q


class Wave(models.Model):
    """One wave. `told` is `core.foresee.wave.Wave` as builtins; the columns beside it are what lists ask for.

    `level` is what counts: the engine raises it, a named person lowers it. A `private` wave counts private
    messages and nothing else; no other wave counts any (decision 0807).
    """

    id = models.BigAutoField(primary_key=True)
    run = models.CharField(max_length=100, default="live")
    wave = models.CharField(max_length=100, help_text="stable id")
    into = models.CharField(max_length=100, blank=True, help_text="the wave it proved to be part of")
    topic = models.CharField(max_length=200)
    topics = models.JSONField(default=list)
    channels = models.JSONField(default=list)
    private = models.BooleanField(default=False)
    phase = models.CharField(max_length=10)
    level = models.CharField(max_length=10, default="green")
    direction = models.CharField(max_length=4)
    muted = models.BooleanField(default=False)
    started = models.DateTimeField()
    detected = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    updated = models.DateTimeField()
    told = models.JSONField()
    forecast = models.JSONField(null=True, help_text="core.foresee.outlook.Forecast as builtins")
    staffing = models.JSONField(null=True, help_text="core.foresee.outlook.Staffing as builtins")
    untold = models.BooleanField(default=False, help_text="a post it named is gone: its story is told anew")
    real = models.BooleanField(null=True, help_text="what a person said: was it one")
    judged_by = models.CharField(max_length=200, blank=True, help_text="as in the audit trail")
    judged_at = models.DateTimeField(null=True)
    judged_why = models.TextField(blank=True)
    stepped_down_by = models.CharField(max_length=200, blank=True)
    stepped_down_at = models.DateTimeField(null=True)
    stepped_down_why = models.TextField(blank=True)
    stepped_down_from = models.CharField(
        max_length=10, blank=True, help_text="up to this level it stays lowered; empty: it may rise again"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "wave"], name="wave_once")]
        indexes = [
            models.Index(fields=["run", "-started"], name="wave_newest"),
            models.Index(fields=["run", "phase"], name="wave_phase"),
            models.Index(fields=["untold"], condition=Q(untold=True), name="wave_untold"),
        ]


class WavePost(models.Model):
    """A post the wave's story was told from. It goes when its post goes, and the story with it."""

    id = models.BigAutoField(primary_key=True)
    run = models.CharField(max_length=100)
    wave = models.CharField(max_length=100)
    network = models.CharField(max_length=100)
    post = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "wave", "network", "post"], name="wavepost_once")
        ]
        indexes = [models.Index(fields=["network", "post"], name="waves_of_post")]


class Foreseen(models.Model):
    """A forecast as it was made, so that what came can be held against it."""

    id = models.BigAutoField(primary_key=True)
    run = models.CharField(max_length=100, default="live")
    wave = models.CharField(max_length=100)
    at = models.DateTimeField()
    forecast = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "wave", "at"], name="foreseen_once")]


class Memory(models.Model):
    """What the watch of one run had learned after the minute `upto`, and the waves it followed then.

    `ticked` is the last minute that was looked at; what lies between is looked at again after a crash.
    Minutes are whole ones since 1970 in UTC.
    """

    run = models.CharField(max_length=100, primary_key=True)
    upto = models.BigIntegerField()
    state = models.BinaryField()
    tracker = models.BinaryField()
    ticked = models.BigIntegerField()
    ticked_at = models.DateTimeField(help_text="real time of the last look")
    took_ms = models.FloatField(default=0.0)


class Muted(models.Model):
    """Waves of a topic that nobody is to be told of until a time; they are counted all the same."""

    topic = models.CharField(max_length=200, primary_key=True)
    until = models.DateTimeField()
    by = models.CharField(max_length=200, help_text="as in the audit trail")
    at = models.DateTimeField()
    reason = models.TextField()


class Given(models.Model):
    """Posts of a topic in an hour, as another tool counted them: the baseline before there is one of ours."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=200)
    hour = models.DateTimeField(help_text="its beginning")
    posts = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "hour"], name="given_once")]


class Sign(models.Model):
    """What announced earlier waves of a topic, as `core.foresee.early` found it; made anew each night."""

    topic = models.CharField(max_length=200, primary_key=True)
    at = models.DateTimeField()
    signs = models.JSONField(default=list)


class Storm(models.Model):
    """Recorded history that somebody brought, and when the station would have warned.

    The file lies beside the database until it is judged, and goes then: the report holds counts alone.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=200)
    by = models.CharField(max_length=200, help_text="as in the audit trail")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    result = models.JSONField(null=True)
    why = models.TextField(blank=True, help_text="what was wrong with the file, and the mend")
