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
    replaces = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["active"], condition=Q(active=True), name="one_active_plan")
        ]
