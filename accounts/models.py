"""Who somebody is: an identity that signs in. What they may do is a role, and lives where its scope lives."""

import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users; addresses are kept in lower case, so that Pia@… and pia@… are one person."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Return a saved user for `email` (any case); without a password none can be used to sign in."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Return a saved user who may enter Django's own administration (no content there)."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **extra})

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with this address in any case; raises `User.DoesNotExist`."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An identity: an address, a display name, a language and a time zone. No role is stored here."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_any_case")]

    def __str__(self) -> str:
        return f"user:{self.pk}"

    def get_full_name(self) -> str:
        """Return the display name, or the address while there is none."""
        return self.name or self.email

    def get_short_name(self) -> str:
        """Return the same as the full name: we do not guess which part is the first name."""
        return self.get_full_name()


class Invitation(models.Model):
    """An offer of a role to an address. It expires, and binds one user once, when accepted."""

    role = models.CharField(max_length=40)
    target_id = models.BigIntegerField(help_text="Key of the role row that the accepting user is bound to.")
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=12, default="en")
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="invitations_sent"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="invitations_accepted"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["role", "target_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "target_id"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="accounts_one_open_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"invitation:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Say whether it can still be accepted: neither accepted nor taken back nor too old."""
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()


class SignInLink(models.Model):
    """A one-time link that signs a user in (mail down, first visit). Only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link:{self.pk}"


class FirstVisit(models.Model):
    """The one-time link by which the first organiser of an empty installation is created."""

    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"first visit:{self.pk}"


class DemoMark(models.Model):
    """One row, written only when the demonstration is loaded into an empty database: this is a demonstration."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    stage = models.CharField(max_length=40)
    now = models.DateTimeField(help_text="The moment at which the demonstration is looked at.")
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="accounts_one_demo_mark")]

    def __str__(self) -> str:
        return f"demo:{self.stage}"


class DemoCast(models.Model):
    """A person of the demonstration whom the sign-in page offers with one click."""

    user = models.OneToOneField(User, models.CASCADE, related_name="demo_cast")
    label = models.CharField(max_length=80, help_text="Role in words, an English msgid.")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"cast:{self.pk}"


def new_token() -> str:
    """Return an unguessable token for a link (256 bits, URL-safe)."""
    return secrets.token_urlsafe(32)
