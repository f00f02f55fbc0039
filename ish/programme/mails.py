"""What this app writes: the invitation of an organiser."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import services as accounts
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.programme.models import Organiser

INVITATION = "organiser_invitation"


def organiser_invitation(*, organiser: Organiser, invitation: Any, by: Any) -> Message:
    """Write the letter that asks somebody to become an organiser."""
    return enqueue(
        kind=INVITATION,
        to_email=organiser.email,
        to_name=organiser.name,
        language=invitation.language,
        time_zone=organiser.edition.time_zone,
        about=organiser,
        edition_id=organiser.edition_id,
        context={
            "invitation": invitation.pk,
            "name": organiser.name,
            "edition": str(organiser.edition),
            "programme": organiser.edition.programme.name,
            "by": by.get_full_name() if by else "",
        },
        key=f"{INVITATION}:{invitation.pk}",
        reason=str(_("You were invited as an organiser.")),
    )


def _organiser(message: Message) -> Organiser | None:
    key = message.about.rpartition(":")[2]
    return Organiser.objects.filter(pk=key, user__isnull=True).first() if key.isdigit() else None


def _still_wanted(message: Message) -> bool:
    """Nobody is invited who has accepted or whose work has ended."""
    row = _organiser(message)
    return row is not None and row.active_to is None


def _link(message: Message) -> str:
    return accounts.invitation_link(message.context["invitation"])


def register() -> None:
    """Tell the outbox about the kinds of message of this app."""
    registry.register(
        registry.Kind(
            name=INVITATION,
            label=_("Invitation of an organiser"),
            template="programme/mails/organiser_invitation",
            still_wanted=_still_wanted,
            links={"link": _link},
            why=_("An organiser of the school asked you to help run it."),
        )
    )
