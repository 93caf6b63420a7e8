"""Cases and the decisions people took on them. Posts are referred to by identity, never by key."""

from django.conf import settings
from django.db import models
from django.db.models import Q

_LISTED = (
    *("run", "state", "private", "deadline", "promised_until", "postponed_at", "priority"),
    *("owner", "deputy", "taken_by"),
)


class Case(models.Model):
    """A conversation that needs work. At most one open case per thread, run and station."""

    class State(models.TextChoices):
        OPEN = "open"
        TAKEN = "taken"
        CLOSED = "closed"

    run = models.CharField(max_length=100, default="live")
    thread = models.CharField(
        max_length=700, help_text="network and id of the conversation's first known post"
    )
    network = models.CharField(max_length=100)
    post = models.CharField(max_length=500, help_text="the post that opened the case")
    channel = models.CharField(max_length=200)
    topics = models.JSONField(default=list)
    kind = models.CharField(max_length=60, default="none")
    sentiment = models.CharField(max_length=10, blank=True)
    lang = models.CharField(max_length=20, blank=True)
    verdict = models.CharField(max_length=20)
    priority = models.PositiveSmallIntegerField(default=5)
    owner = models.CharField(max_length=200, blank=True)
    deputy = models.CharField(max_length=200, blank=True)
    private = models.BooleanField(default=False)
    acknowledge_by = models.DateTimeField(null=True)
    deadline = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="who gave it to them; empty where they took it themselves",
    )
    postponed_at = models.DateTimeField(null=True, help_text="set: out of the lists until it comes back")
    postponed_until = models.DateTimeField(
        null=True, help_text="when it comes back; empty: only when something new happens"
    )
    promised_until = models.DateTimeField(
        null=True, help_text="by when we told the author that we come back; counts like a deadline"
    )
    moved_at = models.DateTimeField(null=True, help_text="the last post or step; empty: nothing since opened")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=40, blank=True)
    revision = models.PositiveIntegerField(
        default=0, help_text="rises with each action; two people never overwrite each other"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "thread"], condition=~Q(state="closed"), name="one_open_case_a_thread"
            )
        ]
        indexes = [
            # All that lists and their counts ask, so that they read no case but those they show.
            models.Index(fields=_LISTED, name="case_lists"),
            models.Index(fields=["run", "state", "closed_at"], name="case_closed"),
            models.Index(fields=["run", "state", "opened_at"], name="case_opened"),
            models.Index(fields=["kind", "channel", "opened_at"], name="case_of_the_like"),
        ]


class CasePost(models.Model):
    """A post that belongs to a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="posts")
    network = models.CharField(max_length=100)
    post = models.CharField(max_length=500)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "network", "post"], name="post_once_a_case")]
        # Every batch asks for the cases of its posts and of the posts they answer.
        indexes = [models.Index(fields=["post"], name="case_of_post")]


class Decision(models.Model):
    """What a person decided on a case, beside what was recommended."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    action = models.CharField(max_length=20)
    recommended = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    before = models.JSONField(null=True, help_text="what the step changed, as it was; null: cannot be undone")
    undone_at = models.DateTimeField(null=True)
    bulk = models.CharField(max_length=32, blank=True, help_text="what was done to many cases at once")

    class Meta:
        indexes = [models.Index(fields=["bulk", "by"], condition=~Q(bulk=""), name="decisions_at_once")]


class SavedView(models.Model):
    """A list somebody wants back: the desk's address without its page. Shared: everybody may choose it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.TextField(help_text="as in the address: view=team&topic=...")
    shared = models.BooleanField(default=False)
    made_at = models.DateTimeField()
