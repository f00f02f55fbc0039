"""What allauth and the database tell us."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import demo
from accounts.models import DemoMark


@receiver(authenticator_added)
def just_proven(request: HttpRequest, user: Any, authenticator: Authenticator, **more: Any) -> None:
    """Whoever has this moment set up a second factor has shown it: the recovery codes that follow need no second showing."""
    record_authentication(
        request, user, method="mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )


@receiver([post_save, post_delete], sender=DemoMark)
def mark_changed(**more: Any) -> None:
    """What this process remembers of the mark is no longer true (others look again within seconds)."""
    demo.forget()
