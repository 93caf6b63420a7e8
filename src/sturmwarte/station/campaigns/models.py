"""Campaigns, the posts of each, and what the engine remembers to find the next copy.

`run` is the realm everywhere: `real` for what really happened, else the replay's or drill's own run.
"""

from django.db import models


class Campaign(models.Model):
    """Near-copies of one text, as last told by the engine. It goes with the last of its posts.

    `into` is the id of the campaign that this one proved to be the same as; then nothing else here counts.
    """

    run = models.CharField(max_length=100)
    campaign = models.CharField(max_length=32, help_text="stable id, made from its first post")
    into = models.CharField(max_length=32, blank=True)
    name = models.CharField(max_length=400)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    size = models.PositiveIntegerField()
    accounts = models.PositiveIntegerField()
    texts = models.PositiveIntegerField(help_text="different wordings")
    exact = models.FloatField(help_text="share of posts that repeat another's words exactly")
    age_known = models.PositiveIntegerField(help_text="accounts whose age is known")
    new_accounts = models.FloatField(null=True, help_text="share of those younger than 30 days")
    half_within = models.DurationField(help_text="the shortest time in which half of the posts came")
    per_hour = models.JSONField(default=dict, help_text="posts by the hour's beginning, UTC")
    topics = models.JSONField(default=list)
    channels = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "campaign"], name="campaign_once")]
        indexes = [models.Index(fields=["run", "into", "-last_seen"], name="campaign_newest")]


class CampaignPost(models.Model):
    """A post of a campaign, by identity; it goes when its post goes. Who wrote it the archive tells."""

    id = models.BigAutoField(primary_key=True)
    run = models.CharField(max_length=100)
    campaign = models.CharField(max_length=32)
    network = models.CharField(max_length=100)
    post = models.CharField(max_length=500)
    at = models.DateTimeField()
    alike = models.FloatField(help_text="likeness to the nearest other post of the campaign, 0 to 1")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "network", "post"], name="campaign_of_post")]
        indexes = [models.Index(fields=["run", "campaign", "at"], name="posts_of_campaign")]


class Memory(models.Model):
    """The search for copies of one run as it stood after the journal's row `upto`."""

    run = models.CharField(max_length=100, primary_key=True)
    upto = models.BigIntegerField()
    state = models.BinaryField(help_text="core.understand.campaign.State as MessagePack, compressed")


class Journal(models.Model):
    """What the memory has met since it was written, in order: its state is the memory with this played
    back."""

    class Act(models.TextChoices):
        ADD = "add"
        AGAIN = "again"  # with other words: an edit
        FORGET = "forget"

    id = models.BigAutoField(primary_key=True)
    run = models.CharField(max_length=100)
    act = models.CharField(max_length=8, choices=Act.choices)
    network = models.CharField(max_length=100)
    post = models.CharField(max_length=500)
    heard = models.BinaryField(null=True, help_text="core.understand.campaign.Heard as MessagePack")

    class Meta:
        indexes = [
            models.Index(fields=["run", "id"], name="journal_of_run"),
            models.Index(fields=["run", "network", "post"], name="journal_of_post"),
        ]
