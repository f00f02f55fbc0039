"""The only writers of duties and of emergency cards that were opened."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

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
    everybody: bool = False,
    by: Any,
) -> Duty:
    """Let a tutor or chaperone look after people on these days: after everybody of the edition, or after those who are then named
    by `take_in`.

    The same duty twice is one. Raises `ValueError` for days the wrong way round, and for who is neither or does not come.
    """
    if ends_on < starts_on:
        raise ValueError("The duty ends before it begins.")
    carer = duty_queries.may_care(participation.edition).filter(pk=participation.pk).first()
    if carer is None:
        raise ValueError("This person does not look after others.")
    Participation.objects.select_for_update().get(pk=carer.pk)
    same = {"participation": carer, "starts_on": starts_on, "ends_on": ends_on, "everybody": everybody}
    row, _new = Duty.objects.get_or_create(**same, defaults={"created_by": by})
    return row


@transaction.atomic
def take_in(*, duty: Duty, people: QuerySet[Participation]) -> int:
    """Name these of the edition as looked after; return how many were not before. A duty for everybody is for those named now."""
    row = Duty.objects.select_for_update().get(pk=duty.pk)
    open_to = duty_queries.to_care_for(duty.participation.edition).exclude(pk=row.participation_id)
    keys = open_to.filter(pk__in=people.order_by().values("pk")).exclude(pk__in=row.people.values("pk"))
    through = Duty.people.through
    made = [
        through(duty_id=row.pk, participation_id=key) for key in keys.order_by().values_list("pk", flat=True)
    ]
    through.objects.bulk_create(made, batch_size=500)
    if made and row.everybody:
        row.everybody = False
        row.save(update_fields=["everybody"])
    return len(made)


@transaction.atomic
def take_out(*, duty: Duty, people: QuerySet[Participation]) -> int:
    """Take these out of somebody's care; return how many were in it. Where nobody is left, nobody is looked after."""
    Duty.objects.select_for_update().get(pk=duty.pk)
    links = Duty.people.through.objects.filter(duty=duty.pk)
    return links.filter(participation__in=people.order_by().values("pk")).delete()[0]


@transaction.atomic
def for_everybody(*, duty: Duty) -> None:
    """Let a duty be for everybody of the edition; nobody is named any more."""
    row = Duty.objects.select_for_update().get(pk=duty.pk)
    Duty.people.through.objects.filter(duty=row.pk).delete()
    if not row.everybody:
        row.everybody = True
        row.save(update_fields=["everybody"])


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
