"""What a partner's lead does about its own coordinators: a deputy from a day to a day, and handing over to somebody else."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.nominations.models import Coordinator
from ish.nominations.services.coordinators import TO_ACCEPT, end_coordinator, invite_again, invite_coordinator
from ish.nominations.states import CoordinatorKind
from ish.programme.models import NominatingBody, active_on


class NotLead(Exception):
    """Only somebody who leads for the partner today may do this."""


def lead_row(*, user: Any, body: NominatingBody) -> Coordinator | None:
    """Return the row by which the user leads for exactly this partner today, or None."""
    rows = Coordinator.objects.filter(active_on(clock.today()), body=body, kind=CoordinatorKind.LEAD)
    return rows.filter(user_id=user.pk).select_related("body").first()


def leads(row: Coordinator) -> bool:
    """Say whether somebody leads by this row today."""
    today = clock.today()
    begun = row.active_from is None or row.active_from <= today
    return row.kind == CoordinatorKind.LEAD and begun and (row.active_to is None or row.active_to >= today)


def _locked_lead(user: Any, body: NominatingBody) -> Coordinator:
    row = lead_row(user=user, body=body)
    if row is None:
        raise NotLead
    locked = Coordinator.objects.select_for_update().get(pk=row.pk)
    if locked.active_to and locked.active_to < clock.today():
        raise NotLead
    return locked


@transaction.atomic
def invite_deputy(
    *,
    body: NominatingBody,
    name: str,
    email: str,
    by: Any,
    active_from: date | None = None,
    active_to: date | None = None,
    language: str = "",
) -> Coordinator:
    """Return a deputy of the user's own partner, to whom an invitation was written.

    Raises `NotLead`, `AlreadyCoordinator`, `ValidationError`.
    """
    _locked_lead(by, body)
    if active_to and active_to < clock.today():
        raise ValidationError({"active_to": _("This day has passed. Please choose a later one.")})
    return invite_coordinator(
        body=body,
        name=name,
        email=email,
        by=by,
        kind=CoordinatorKind.DEPUTY,
        active_from=active_from,
        active_to=active_to,
        language=language,
    )


@transaction.atomic
def end_deputy(*, coordinator: Coordinator, by: Any) -> Coordinator:
    """End a deputy's time at once. Raises `NotLead`, also for somebody who is no deputy."""
    _locked_lead(by, coordinator.body)
    if coordinator.kind != CoordinatorKind.DEPUTY:
        raise NotLead
    return end_coordinator(coordinator=coordinator, by=by)


@transaction.atomic
def invite_own_again(*, coordinator: Coordinator, by: Any) -> bool:
    """Write a fresh invitation to somebody of the user's own partner who has not accepted; says whether there was one to write.

    Raises `NotLead`.
    """
    _locked_lead(by, coordinator.body)
    return invite_again(coordinator=coordinator, by=by)


@transaction.atomic
def hand_over(
    *, body: NominatingBody, name: str, email: str, by: Any, starts: date, language: str = ""
) -> Coordinator:
    """Return who leads from the day `starts` on. The user's own time ends the evening before, as soon as the successor has an
    account; as long as they have not accepted, it lasts on, 14 days after `starts` at the most: nobody is left without anybody.

    Handing over once more takes back the invitation of an earlier successor who has not accepted.

    Raises `NotLead`, `AlreadyCoordinator`, `ValidationError`.
    """
    row = _locked_lead(by, body)
    if starts < clock.today():
        raise ValidationError({"starts": _("This day has passed. Please choose a later one.")})
    if email.strip().lower() == row.email.lower():
        raise ValidationError({"email": _("This is your own address.")})
    _take_back(row, email, by=by)
    successor = _successor(body, name, email, by, starts, language)
    row.handed_to = successor
    row.save(update_fields=["handed_to"])
    last = starts - timedelta(days=1) if successor.user_id else starts + TO_ACCEPT
    end_coordinator(coordinator=row, by=by, last_day=last)
    return successor


def _take_back(row: Coordinator, email: str, *, by: Any) -> None:
    """End the time of whoever the lead handed over to before and who has not accepted."""
    before = row.handed_to
    if before is not None and before.user_id is None and before.email != email.strip().lower():
        end_coordinator(coordinator=before, by=by)


def _successor(
    body: NominatingBody, name: str, email: str, by: Any, starts: date, language: str
) -> Coordinator:
    """Return the new lead: somebody new, or the partner's deputy, who then leads without an end."""
    today = clock.today()
    known = Coordinator.objects.select_for_update().filter(body=body, email=email.strip().lower()).first()
    deputy = known is not None and known.kind == CoordinatorKind.DEPUTY
    if known is not None and deputy and (known.active_to is None or known.active_to >= today):
        known.kind, known.active_to = CoordinatorKind.LEAD, None
        known.active_from = min(known.active_from, starts) if known.active_from else None
        known.save(update_fields=["kind", "active_from", "active_to"])
        invite_again(coordinator=known, by=by, language=language)  # unless they have accepted
        return known
    return invite_coordinator(body=body, name=name, email=email, by=by, active_from=starts, language=language)
