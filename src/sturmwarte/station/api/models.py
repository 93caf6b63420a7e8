"""Tokens of programs, and the answers they already got."""

from django.conf import settings
from django.db import models


class Token(models.Model):
    """A program's key: acts for one person, with no more than its scopes, until it expires. Only a hash is
    kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100, help_text="what it is for")
    hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4, help_text="its last characters, to tell tokens apart")
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True, help_text="the last day it was used; no finer, it is about people")


class Answered(models.Model):
    """What a call with an idempotency key was answered, so that the same call again does nothing twice."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64, help_text="hash of method, address and body")
    body = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answered_once")]
