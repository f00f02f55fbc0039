"""What allauth tells us."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest


@receiver(authenticator_added)
def just_proven(request: HttpRequest, user: Any, authenticator: Authenticator, **more: Any) -> None:
    """Whoever has this moment set up a second factor has shown it: the recovery codes that follow need no second showing."""
    record_authentication(
        request, user, method="mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )
