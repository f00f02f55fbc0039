"""The only writers of duties and of emergency cards that were opened."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from ish import clock
from ish.people.models import Participation
from ish.programme.models import Edition
from logistics import duty_mails, duty_queries
from logistics.models import CardOpening, Duty
from logistics.states import Emergency


@transaction.atomic
def give_duty(
    *,
    participation: Participation,
    starts_on: date,
    ends_on: date,
    people: Iterable[Participation] = (),
    by: Any,
) -> Duty:
    """Let a tutor or chaperone look after people on these days; without `people` after everybody of the edition.

    The same duty twice is one. Raises `ValueError` for days the wrong way round, and for who is neither or does not come.
    """
    if ends_on < starts_on:
        raise ValueError("The duty ends before it begins.")
    carer = duty_queries.may_care(participation.edition).filter(pk=participation.pk).first()
    if carer is None:
        raise ValueError("This person does not look after others.")
    Participation.objects.select_for_update().get(pk=carer.pk)
    chosen = {row.pk for row in people if row.edition_id == carer.edition_id and row.pk != carer.pk}
    for known in Duty.objects.filter(participation=carer, starts_on=starts_on, ends_on=ends_on):
        if set(known.people.values_list("pk", flat=True)) == chosen:
            return known
    row = Duty.objects.create(participation=carer, starts_on=starts_on, ends_on=ends_on, created_by=by)
    row.people.set(chosen)
    return row


@transaction.atomic
def end_duty(*, duty: Duty, by: Any) -> None:
    """End a duty at once: its last day is yesterday; one that begins today or later never was."""
    today = clock.today(duty.participation.edition.time_zone)
    if duty.starts_on >= today:
        duty.delete()
        return
    # Who is taken off duty today looks at nobody from now on.
    duty.ends_on = date.fromordinal(today.toordinal() - 1)
    duty.save(update_fields=["ends_on"])


@transaction.atomic
def open_card(
    *, participation: Participation, cause: str, reason: str = "", by: Any, role: str
) -> CardOpening:
    """Open somebody's emergency card: who, in which role, why, when is kept; organisers who look after health are told at once,
    the person a day later. Opening it again within two hours is the same opening.

    Raises `PermissionDenied` for a role that opens none, `ValueError` without a cause.
    """
    if role not in duty_queries.OPENING:
        raise PermissionDenied
    if cause not in Emergency.values:
        raise ValueError("An emergency card is opened for a reason.")
    Participation.objects.select_for_update().get(pk=participation.pk)
    known = duty_queries.opening(by, participation)
    if known is not None:
        return known
    row = CardOpening.objects.create(
        participation=participation, opened_by=by, role=role, cause=cause, reason=reason[:300], at=clock.now()
    )
    row.participation = participation
    duty_mails.opened(row)
    return row


def usual_days(edition: Edition) -> tuple[date, date]:
    """Return the days of a whole stay: from the day of arrival to the day of departure."""
    return edition.arrival_day, edition.departure_day
