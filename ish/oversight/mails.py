"""What this app writes: the invitation of the data protection officer."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import services as accounts
from accounts.models import Invitation
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.oversight.models import Officer

INVITATION = "officer_invitation"


def invitation(*, officer: Officer, invitation: Invitation, by: Any) -> Message:
    """Ask somebody to watch over data protection."""
    with translation.override(invitation.language):
        reason = str(_("You were invited as data protection officer."))
    return enqueue(
        kind=INVITATION,
        to_email=officer.email,
        to_name=officer.name,
        language=invitation.language,
        about=officer,
        context={"invitation": invitation.pk, "by": by.get_full_name() if by else ""},
        key=f"{INVITATION}:{invitation.pk}",
        reason=reason,
    )


def _still_wanted(message: Message) -> bool:
    """Nobody is invited who has accepted or whose time has ended."""
    key = message.about.rpartition(":")[2]
    return key.isdigit() and Officer.objects.filter(pk=key, user=None, active_to=None).exists()


def _link(message: Message) -> str:
    return accounts.invitation_link(message.context["invitation"])


def register() -> None:
    """Tell the outbox about the kinds of message of this app."""
    registry.register(
        registry.Kind(
            name=INVITATION,
            label=_("Invitation of the data protection officer"),
            template="oversight/mails/officer_invitation",
            still_wanted=_still_wanted,
            links={"link": _link},
            why=_("The organisers of the school asked you to watch over data protection."),
        )
    )
