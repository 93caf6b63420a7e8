"""What is kept of a saved search: the question, never what it found."""

from django.conf import settings
from django.db import models


class SavedSearch(models.Model):
    """A search with a name. `shared`: empty for its maker alone, `*` for everyone here, else a team of the
    plan."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=120)
    query = models.TextField(blank=True)
    order = models.CharField(max_length=10, default="newest")
    verdict = models.CharField(max_length=20, blank=True)
    shared = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, help_text="can be brought back for a while")

    class Meta:
        indexes = [models.Index(fields=["shared", "removed_at"], name="searches_shared")]


class Look(models.Model):
    """When a person last looked at a saved search: newer posts are new to them."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "user"], name="searches_look_once")]
