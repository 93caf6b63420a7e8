"""Sources: what we listen to, and how far each of their subscriptions has come."""

from django.db import models


class Source(models.Model):
    """A channel kind, connected: its settings, its secrets (encrypted), and who looks after it.

    `version` rises with every change of settings: the ears start it anew.
    """

    id = models.SlugField(primary_key=True, max_length=60)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=200, help_text="the channel its posts carry")
    values = models.JSONField(default=dict, help_text="fields that are no secrets")
    secrets = models.BinaryField(default=bytes, help_text="fields that are, encrypted")
    person = models.CharField(max_length=200, blank=True, help_text="plan id of who looks after it")
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True)

    resting = models.BooleanField(default=False, help_text="switched off by a person")
    resting_until = models.DateTimeField(null=True)
    resting_why = models.CharField(max_length=300, blank=True)

    account = models.JSONField(default=dict, help_text="who we are there, as last checked")
    expires = models.DateTimeField(null=True, help_text="when the access ends, where it is known")
    checked_at = models.DateTimeField(null=True)

    state = models.CharField(max_length=12, default="resting", help_text="as the hearing test last said")
    state_since = models.DateTimeField(null=True)
    why = models.JSONField(default=dict, help_text="the reason of the state: key and args")
    silence = models.FloatField(null=True, help_text="probability that this silence is chance")

    class Meta:
        indexes = [models.Index(fields=["channel"], name="listen_source_channel")]


class Subscription(models.Model):
    """One thing a source listens to. The cursor is written in the transaction of the posts it covers."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="subscriptions")
    name = models.CharField(max_length=300)
    topic = models.CharField(max_length=200, blank=True)
    streams = models.BooleanField(default=False)
    cursor = models.JSONField(default=dict)
    started_at = models.DateTimeField(help_text="when it listened for the first time")
    asked_at = models.DateTimeField(null=True, help_text="the platform last answered properly")
    heard_at = models.DateTimeField(null=True, help_text="the last item came")
    items = models.BigIntegerField(default=0)
    trouble = models.JSONField(default=dict, help_text="what is wrong now: class, key, args; empty: nothing")
    trouble_since = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    slowed = models.JSONField(default=dict, help_text="why we are slower than we want: key, args")
    next_at = models.DateTimeField(null=True)
    ended = models.BooleanField(default=False, help_text="the source no longer has it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="listen_subscription_once")]
