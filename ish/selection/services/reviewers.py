"""Who reads: invited by organisers, from a day to a day."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import Invitation
from ish import clock
from ish.programme.models import Edition, active_on
from ish.selection import mails, queries
from ish.selection.models import BoardSettings, Reviewer
from ish.selection.rules import REVIEWER


class AlreadyReviewer(Exception):
    """This address reads for the edition already."""


@transaction.atomic
def invite_reviewer(
    *,
    edition: Edition,
    name: str,
    email: str,
    by: Any,
    active_from: date | None = None,
    active_to: date | None = None,
    language: str = "en",
) -> Reviewer:
    """Return a new reviewer, to whom an invitation was written. Somebody who left comes back with their old row.

    Raises `AlreadyReviewer`, `ValidationError`.
    """
    address, today = email.strip().lower(), clock.today()
    if active_from and active_to and active_to < active_from:
        raise ValidationError({"active_to": _("The last day must not be before the first.")})
    row = Reviewer.objects.select_for_update().filter(edition=edition, email=address).first()
    if row is not None and (row.active_to is None or row.active_to >= today):
        raise AlreadyReviewer
    row = row or Reviewer(edition=edition, email=address)
    row.name, row.active_from, row.active_to = name.strip(), active_from, active_to
    row.full_clean(validate_constraints=False, exclude=["edition"])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyReviewer from error
    if row.user_id is None:
        _invite(row, by=by, language=language)
    return row


@transaction.atomic
def invite_again(*, reviewer: Reviewer, by: Any, language: str = "en") -> bool:
    """Write a fresh invitation to somebody who has not accepted; says whether there was one to write."""
    row = Reviewer.objects.select_for_update().select_related("edition").get(pk=reviewer.pk)
    if row.user_id or (row.active_to and row.active_to < clock.today()):
        return False
    _invite(row, by=by, language=language)
    return True


def _invite(row: Reviewer, *, by: Any, language: str) -> None:
    invitation, _token = accounts.invite(
        role=REVIEWER, target_id=row.pk, email=row.email, language=language, by=by
    )
    mails.invitation(reviewer=row, invitation=invitation, by=by)


@transaction.atomic
def end_reviewer(*, reviewer: Reviewer, by: Any) -> Reviewer:
    """End a reviewer's time at once; what they handed in stays, an open invitation is taken back."""
    row = Reviewer.objects.select_for_update().get(pk=reviewer.pk)
    row.active_to = clock.today() - timedelta(days=1)
    if row.active_from and row.active_from > row.active_to:
        row.active_from = row.active_to
    row.save(update_fields=["active_from", "active_to"])
    for invitation in Invitation.objects.filter(role=REVIEWER, target_id=row.pk, accepted_at=None):
        accounts.revoke(invitation=invitation)
    return row


@transaction.atomic
def bind_reviewer(*, reviewer_id: int, user: Any) -> None:
    """Tie an accepted invitation to its row. Raises `Refused` when the row has ended or belongs to somebody else."""
    today = clock.today()
    row = Reviewer.objects.select_for_update().filter(pk=reviewer_id).first()
    if row is None or (row.active_to and row.active_to < today) or row.user_id not in (None, user.pk):
        raise accounts.Refused("revoked")
    fresh = not Reviewer.objects.filter(active_on(today), user=user).exists() and not user.name
    row.user = user
    row.save(update_fields=["user"])
    if fresh:
        user.name = row.name
        user.save(update_fields=["name"])


# ---------------------------------------------------------------- REMINDERS

DAYS_BEFORE = 3


def remind_reviewers() -> int:
    """Remind those who have opinions to hand in, three days before they are due and on the day, each time once; returns how many
    were written to. The worker asks every hour."""
    count, today = 0, clock.today()
    near = (today - timedelta(days=1), today + timedelta(days=DAYS_BEFORE + 1))
    boards = BoardSettings.objects.filter(due_on__range=near, closed_at=None).select_related("edition")
    for board in boards.order_by("pk"):
        days = (board.due_on - clock.today(board.edition.time_zone)).days if board.due_on else -1
        if not 0 <= days <= DAYS_BEFORE:
            continue
        mark = f"{board.due_on}:{'soon' if days else 'today'}"
        rows = Reviewer.objects.filter(active_on(clock.today()), edition=board.edition, user__isnull=False)
        for row in rows.select_related("user", "edition__board").order_by("pk"):
            if queries.left_to_read(row):
                count += mails.reminder(reviewer=row, mark=mark) is not None
    return count
