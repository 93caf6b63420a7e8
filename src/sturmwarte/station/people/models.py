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
    from_sign_on = models.BooleanField(default=False, help_text="given by a group of the single sign-on")


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


class Absence(models.Model):
    """Somebody of the plan is away. Counts at once, also for work that is under way. Never says why in
    terms of health."""

    person = models.CharField(max_length=200, help_text="id of the person in the plan")
    start = models.DateTimeField()
    until = models.DateTimeField()
    deputy = models.CharField(max_length=200, blank=True, help_text="person or team; empty: as the plan says")
    note = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["until"], name="absence_until")]


class SignIn(models.Model):
    """A session under way, as its owner is shown it: which device, since when. No address, no last click."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=100, blank=True)
    how = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()


class FactorRule(models.Model):
    """Of which roles a second factor is asked, and from when on they cannot go on without. One row."""

    roles = models.JSONField(default=list)
    since = models.DateTimeField(null=True, help_text="empty: recommended only")
    sign_on_counts = models.BooleanField(default=False)


class Sealed(models.Model):
    """The account for when nothing else opens: a code on paper, of which only a hash is kept. One row."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="sealed")
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)


class SealedUse(models.Model):
    """The sealed account was opened. Shown to every owner until one of them has looked into it."""

    at = models.DateTimeField()
    device = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=500)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
