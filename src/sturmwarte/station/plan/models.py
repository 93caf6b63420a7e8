"""Plans as they were when somebody made them active."""

from django.db import models
from django.db.models import Q


class PlanSnapshot(models.Model):
    """All files of a plan at one moment. Exactly one is active; it drives every process."""

    id = models.BigAutoField(primary_key=True)
    version = models.CharField(max_length=64, db_index=True, help_text="hash of the files")
    files = models.JSONField(help_text="path -> text")
    active = models.BooleanField(default=False)
    activated_at = models.DateTimeField()
    activated_by = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    proof = models.JSONField(
        null=True, help_text="how many tests and examples it passed then; null: not written down"
    )
    replaces = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["active"], condition=Q(active=True), name="one_active_plan")
        ]


class EmergencyChange(models.Model):
    """A change that lies over the active plan, whichever that is, until it is ended or lapses.

    `standing` is what processes compare, without a clock; what holds at a moment is said by
    `core.plan.emergency`.
    """

    id = models.BigAutoField(primary_key=True)
    change = models.JSONField(help_text="as in core.plan.emergency: `type` says which")
    reason = models.TextField()
    by = models.CharField(max_length=80, help_text="plan id of who makes it")
    second = models.CharField(max_length=80, help_text="plan id of who agreed")
    actor = models.CharField(max_length=200)
    at = models.DateTimeField()
    standing = models.BooleanField(default=True, db_index=True)
    ended_at = models.DateTimeField(null=True, help_text="when somebody ended it; empty when it lapsed")
    ended_by = models.CharField(max_length=200, blank=True)


class EmergencyProposal(models.Model):
    """An emergency change that waits for a second person; it counts for nothing until they agree.

    `state` stays `waiting` when its time has run out: `expires_at` says so without anybody writing it down.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        AGREED = "agreed"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    id = models.BigAutoField(primary_key=True)
    change = models.JSONField(help_text="as in core.plan.emergency: `type` says which")
    reason = models.TextField()
    by = models.CharField(max_length=80, help_text="plan id of who proposes it")
    user = models.PositiveBigIntegerField(help_text="login of who proposes it")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.PositiveBigIntegerField(
        null=True, help_text="login of who agreed, declined or withdrew"
    )
    answer = models.TextField(blank=True, help_text="what was said when it was declined")
    emergency = models.ForeignKey(
        EmergencyChange, null=True, on_delete=models.SET_NULL, related_name="+", help_text="what came of it"
    )


class Draft(models.Model):
    """The working copy of the plan that editors share. At most one is open; it drives nothing.

    `revision` rises with every change, undone ones included; `step` is the number of the step that stands.
    """

    id = models.BigAutoField(primary_key=True)
    files = models.JSONField(help_text="path -> text")
    based_on = models.ForeignKey(PlanSnapshot, null=True, on_delete=models.SET_NULL, related_name="+")
    open = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)
    step = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.PositiveBigIntegerField(help_text="login")
    changed_at = models.DateTimeField()
    changed_by = models.PositiveBigIntegerField(help_text="login")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["open"], condition=Q(open=True), name="one_open_draft")
        ]


class DraftStep(models.Model):
    """One change of a draft, with the files it touched before and after; null: there was no such file."""

    id = models.BigAutoField(primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.PositiveBigIntegerField(help_text="login")
    what = models.JSONField(help_text="a reason: key and args")
    before = models.JSONField(help_text="path -> text or null")
    after = models.JSONField(help_text="path -> text or null")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="draft_step_once")]


class Trial(models.Model):
    """What the engine was asked about a plan, and what came of it: its tests, a dry run, or activation.

    The engine alone builds what judges posts; pages ask and are told by the change table.
    """

    class Kind(models.TextChoices):
        TESTS = "tests"
        ARCHIVE = "archive"
        ACTIVATE = "activate"

    class State(models.TextChoices):
        ASKED = "asked"
        DONE = "done"
        REFUSED = "refused"

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    draft = models.ForeignKey(Draft, null=True, on_delete=models.CASCADE, related_name="trials")
    revision = models.PositiveIntegerField(default=0, help_text="of the draft")
    snapshot = models.ForeignKey(
        PlanSnapshot, null=True, on_delete=models.CASCADE, related_name="+", help_text="to bring back instead"
    )
    asked_at = models.DateTimeField()
    asked_by = models.PositiveBigIntegerField(help_text="login")
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    done_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
