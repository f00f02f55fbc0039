"""Who acts for a body: invited by organisers, from a day to a day."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import Invitation
from ish import clock
from ish.nominations import mails
from ish.nominations.models import Coordinator
from ish.nominations.states import CoordinatorKind
from ish.programme.models import NominatingBody, active_on

ROLE = "coordinator"
TO_ACCEPT = timedelta(days=14)
"""So long an invitation counts: from the day it is written, or from the first day of whoever begins later. So long, too, stays
somebody whose successor has not accepted."""


class AlreadyCoordinator(Exception):
    """This address already acts for the body."""


@transaction.atomic
def invite_coordinator(
    *,
    body: NominatingBody,
    name: str,
    email: str,
    by: Any,
    kind: str = CoordinatorKind.LEAD,
    active_from: date | None = None,
    active_to: date | None = None,
    language: str = "",
) -> Coordinator:
    """Return a new coordinator of a body, to whom an invitation was written. Somebody who left comes back with their old row.

    Raises `AlreadyCoordinator`, `ValidationError`.
    """
    address, today = email.strip().lower(), clock.today()
    if active_from and active_to and active_to < active_from:
        raise ValidationError({"active_to": _("The last day must not be before the first.")})
    row = Coordinator.objects.select_for_update().filter(body=body, email=address).first()
    if row is not None and (row.active_to is None or row.active_to >= today):
        raise AlreadyCoordinator
    row = row or Coordinator(body=body, email=address)
    row.name, row.kind, row.active_from, row.active_to = name.strip(), kind, active_from, active_to
    row.handed_to = None
    row.full_clean(validate_constraints=False, exclude=["body"])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyCoordinator from error
    if row.user_id is None:
        _invite(row, by=by, language=language or body.language)
    return row


@transaction.atomic
def invite_again(*, coordinator: Coordinator, by: Any, language: str = "") -> bool:
    """Write a fresh invitation to somebody who has not accepted; says whether there was one to write."""
    row = Coordinator.objects.select_for_update().select_related("body").get(pk=coordinator.pk)
    if row.user_id or (row.active_to and row.active_to < clock.today()):
        return False
    _invite(row, by=by, language=language or row.body.language)
    return True


def _invite(row: Coordinator, *, by: Any, language: str) -> None:
    today = clock.today()
    days = (max(row.active_from or today, today) - today + TO_ACCEPT).days
    invitation, _token = accounts.invite(
        role=ROLE, target_id=row.pk, email=row.email, language=language, by=by, days=days
    )
    mails.coordinator_invitation(coordinator=row, invitation=invitation, by=by)


@transaction.atomic
def end_coordinator(*, coordinator: Coordinator, by: Any, last_day: date | None = None) -> Coordinator:
    """End a coordinator's time after `last_day` (default yesterday: at once); an open invitation is taken back."""
    row = Coordinator.objects.select_for_update().get(pk=coordinator.pk)
    today = clock.today()
    row.active_to = last_day or today - timedelta(days=1)
    if row.active_from and row.active_from > row.active_to:
        row.active_from = row.active_to
    row.save(update_fields=["active_from", "active_to"])
    if row.active_to < today:
        for invitation in Invitation.objects.filter(role=ROLE, target_id=row.pk, accepted_at=None):
            accounts.revoke(invitation=invitation)
    return row


@transaction.atomic
def bind_coordinator(*, coordinator_id: int, user: Any) -> None:
    """Tie an accepted invitation to its row; who handed over to them has ended then. Raises `Refused` when the row has ended or
    belongs to somebody else."""
    today = clock.today()
    row = Coordinator.objects.select_for_update().filter(pk=coordinator_id).select_related("body").first()
    if row is None or (row.active_to and row.active_to < today) or row.user_id not in (None, user.pk):
        raise accounts.Refused("revoked")
    fresh = not Coordinator.objects.filter(active_on(today), user=user).exists() and not user.name
    row.user = user
    row.save(update_fields=["user"])
    if fresh:
        user.name, user.time_zone = row.name, row.body.time_zone
        user.save(update_fields=["name", "time_zone"])
    _relieve(row)


def _relieve(successor: Coordinator) -> None:
    """End those who waited for this one to accept: the evening before the first day, at once when that has passed."""
    today = clock.today()
    last = max(successor.active_from or today, today) - timedelta(days=1)
    for row in Coordinator.objects.select_for_update().filter(handed_to=successor, active_to__gt=last):
        end_coordinator(coordinator=row, by=successor.user, last_day=last)
