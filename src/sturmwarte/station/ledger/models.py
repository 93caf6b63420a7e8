"""Runs, changes, jobs, the outbox and the audit trail."""

from datetime import datetime

from django.db import models


class Run(models.Model):
    """`live`, `import`, `replay:ID` or `drill:ID`: every row of the station belongs to one."""

    id = models.CharField(primary_key=True, max_length=100)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    story_start = models.DateTimeField(null=True, help_text="what the run's own clock showed at its start")
    story_end = models.DateTimeField(null=True, help_text="where the run's own clock has stopped")
    speed = models.FloatField(default=1.0, help_text="story seconds a real second")
    note = models.CharField(max_length=500, blank=True)

    def story_at(self, real: datetime) -> datetime:
        """What the run's own clock shows at a real time."""
        if self.story_start is None:
            return real
        return self.story_end or self.story_start + (real - self.started_at) * self.speed


class Change(models.Model):
    """What changed, with a rising id that each process tails; the reader then fetches what it may see."""

    id = models.BigAutoField(primary_key=True)
    run = models.CharField(max_length=100, default="live")
    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=700, blank=True)
    at = models.DateTimeField()


class Job(models.Model):
    """Something due at a time. The one timer of the station: deadlines, retention, heartbeats."""

    class State(models.TextChoices):
        QUEUED = "queued"
        CLAIMED = "claimed"
        DONE = "done"
        DEAD = "dead"

    kind = models.CharField(max_length=60)
    key = models.CharField(
        max_length=200, unique=True, help_text="a second job with the same key is the same job"
    )
    run = models.CharField(max_length=100, default="live")
    due = models.DateTimeField()
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    claimed_by = models.CharField(max_length=100, blank=True)
    claimed_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due"], name="job_due")]


class Outgoing(models.Model):
    """The outbox: everything that leaves the station, once per idempotency key."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        STOPPED = "stopped"
        FAILED = "failed"

    key = models.CharField(max_length=200, unique=True)
    run = models.CharField(max_length=100, default="live")
    kind = models.CharField(max_length=60)
    target = models.CharField(max_length=400)
    payload = models.JSONField(default=dict)
    due = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    claimed_by = models.CharField(max_length=100, blank=True)
    claimed_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due"], name="outgoing_due")]


class AuditEntry(models.Model):
    """One action. `hash` covers the entry and `previous`; personal values stand apart, by key."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=400)
    reason = models.TextField(blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        # Newest first within each: a page of a million entries is found by walking one index backwards.
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["actor", "id"], name="audit_actor"),
            models.Index(fields=["action", "id"], name="audit_action"),
            models.Index(fields=["subject", "id"], name="audit_subject"),
        ]


class AuditPersonal(models.Model):
    """A personal value that an audit entry names only by its random key, so it can be erased."""

    key = models.CharField(primary_key=True, max_length=32)
    entry = models.ForeignKey(AuditEntry, on_delete=models.CASCADE)
    subject = models.CharField(max_length=400, db_index=True)
    value = models.TextField()
