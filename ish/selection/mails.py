"""What this app writes: the invitation of a reviewer."""

from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

from accounts import services as accounts
from accounts.models import Invitation
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.selection import rules
from ish.selection.models import Reviewer

INVITATION = "reviewer_invitation"


def invitation(*, reviewer: Reviewer, invitation: Invitation, by: Any) -> Message:
    """Ask somebody to read students."""
    edition = reviewer.edition
    with translation.override(invitation.language):
        reason = str(_("You were invited to the advisory board."))
    return enqueue(
        kind=INVITATION,
        to_email=reviewer.email,
        to_name=reviewer.name,
        language=invitation.language,
        time_zone=edition.time_zone,
        about=reviewer,
        edition_id=edition.pk,
        context={
            "invitation": invitation.pk,
            "edition": str(edition),
            "by": by.get_full_name() if by else "",
        },
        key=f"{INVITATION}:{invitation.pk}",
        reason=reason,
    )


def _still_invited(message: Message) -> bool:
    rows = Invitation.objects.filter(pk=message.context.get("invitation"), accepted_at=None, revoked_at=None)
    return rows.exists()


def _with_due(message: Message) -> dict[str, Any]:
    key = message.about.rpartition(":")[2]
    row = Reviewer.objects.select_related("edition").filter(pk=key if key.isdigit() else 0).first()
    due = rules.board_of(row.edition).due_on if row else None
    return {**message.context, "due": formats.date_format(due, "DATE_FORMAT") if due else ""}


def register() -> None:
    """Tell the outbox about the kinds of message of this app."""
    registry.register(
        registry.Kind(
            name=INVITATION,
            label=_("Invitation of a reviewer"),
            template=f"selection/mails/{INVITATION}",
            still_wanted=_still_invited,
            context=_with_due,
            links={"link": lambda message: accounts.invitation_link(message.context["invitation"])},
            why=_("An organiser of the school asked you to read applications."),
        )
    )
