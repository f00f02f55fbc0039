"""What this app writes: the invitation of a reviewer, and the reminder of opinions that are due."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

from accounts import services as accounts
from accounts.models import Invitation
from ish import clock
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.selection import queries, rules
from ish.selection.models import Reviewer

INVITATION, REMINDER = "reviewer_invitation", "reviewer_reminder"


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


def reminder(*, reviewer: Reviewer, mark: str) -> Message | None:
    """Remind a reviewer, who has an account, of the opinions that are due; once for each `mark`."""
    edition, user = reviewer.edition, reviewer.user
    key = f"{REMINDER}:{reviewer.pk}:{mark}"
    if user is None or Message.objects.filter(key=key).exists():
        return None
    with translation.override(user.language):
        reason = str(_("You read for the advisory board."))
    return enqueue(
        kind=REMINDER,
        to_email=user.email,
        to_name=reviewer.name,
        to_user=user,
        language=user.language,
        time_zone=user.time_zone or edition.time_zone,
        about=reviewer,
        edition_id=edition.pk,
        context={"edition": str(edition)},
        key=key,
        reason=reason,
    )


def _about(message: Message) -> Reviewer | None:
    key = message.about.rpartition(":")[2]
    rows = Reviewer.objects.select_related("edition__board", "user")
    return rows.filter(pk=key if key.isdigit() else 0).first()


def _still_due(message: Message) -> bool:
    """Nobody is reminded who has handed in everything, has left, or whose board is closed."""
    row = _about(message)
    return row is not None and queries.left_to_read(row) > 0


def _with_left(message: Message) -> dict[str, Any]:
    """How many are left now, not when the reminder was written."""
    row = _about(message)
    if row is None:
        return dict(message.context)
    due = rules.board_of(row.edition).due_on
    days = (due - clock.today(row.edition.time_zone)).days if due else None
    return {**message.context, "due": due, "left": queries.left_to_read(row), "is_today": days == 0}


def _still_invited(message: Message) -> bool:
    rows = Invitation.objects.filter(pk=message.context.get("invitation"), accepted_at=None, revoked_at=None)
    return rows.exists()


def _with_due(message: Message) -> dict[str, Any]:
    row = _about(message)
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
    registry.register(
        registry.Kind(
            name=REMINDER,
            label=_("Reminder to a reviewer"),
            template=f"selection/mails/{REMINDER}",
            still_wanted=_still_due,
            context=_with_left,
            links={"link": lambda message: f"{settings.BASE_URL}{reverse('selection:reading')}"},
            why=_("You read applications for the school."),
        )
    )
