"""The register of requests: what people asked, until when it is due, what became of it."""

from django.db import models


class Request(models.Model):
    """A person asked what is kept, to be forgotten, or objected (Articles 15, 17 and 21 GDPR).

    `network` and `account` name the person only until the request is done; then the pseudonym is left, which
    says nothing without the archive's key.
    """

    class Kind(models.TextChoices):
        DISCLOSE = "disclose"
        ERASE = "erase"
        OBJECT = "object"

    class State(models.TextChoices):
        OPEN = "open"
        UNDER_WAY = "under_way"
        DONE = "done"
        WITHDRAWN = "withdrawn"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    network = models.CharField(max_length=100, blank=True)
    account = models.CharField(max_length=500, blank=True)
    pseudonym = models.CharField(max_length=40)
    received = models.DateField(help_text="the day the person's request came in")
    due = models.DateField(help_text="one month later (Article 12(3))")
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200, help_text="as in the audit trail")
    starts_at = models.DateTimeField(null=True, help_text="until then it can still be stopped")
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict, help_text="counts only")
    trouble = models.TextField(blank=True, help_text="why the last attempt failed")
    job = models.CharField(max_length=200, blank=True, help_text="key of the job that does it")

    class Meta:
        indexes = [models.Index(fields=["state", "due"], name="privacy_request_due")]


class HoldChange(models.Model):
    """A hold that somebody asked to extend or to end; the process that writes the archive does it."""

    class Kind(models.TextChoices):
        EXTEND = "extend"
        RELEASE = "release"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    network = models.CharField(max_length=100)
    post = models.CharField(max_length=500)
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200, help_text="as in the audit trail")
    starts_at = models.DateTimeField(help_text="until then it can still be taken back")
    done_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)
    job = models.CharField(max_length=200, unique=True)
