"""Logins and what each may do."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Users(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A login. Linked to at most one person of the plan, by verified e-mail."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    person = models.CharField(max_length=200, blank=True, help_text="id of the person in the plan")
    language = models.CharField(max_length=5, blank=True)
    theme = models.CharField(max_length=10, blank=True, help_text="light or dark; empty: as the device")
    density = models.CharField(max_length=12, blank=True, help_text="comfortable; empty: dense")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    objects = Users()

    def __str__(self) -> str:
        return self.name or self.email


class Role(models.TextChoices):
    OWNER = "owner"
    LEAD = "lead"
    MEMBER = "member"
    APPROVER = "approver"
    DUTY = "duty"
    AGENCY = "agency"
    LEGAL = "legal"
    DATA_PROTECTION = "data_protection"
    WORKS_COUNCIL = "works_council"
    READER = "reader"


class Grant(models.Model):
    """One permission: a role, on one channel and topic or on all (empty), until a date or for good."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    channel = models.CharField(max_length=200, blank=True)
    topic = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True, blank=True)


class Link(models.Model):
    """A one-time link: opens one door once, until it expires. Only a hash of its token is kept."""

    class Purpose(models.TextChoices):
        FIRST_RUN = "first_run"
        INVITE = "invite"
        DEMO = "demo"

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
