"""Parents' answers, more time for one student, and the reminder before the last day."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.outbox.models import Message
from ish.outbox.states import State as Sending
from ish.people import answer_mails, answers, services
from ish.people.models import Guardian, Participation
from ish.people.states import Answering, State

DAYS_BEFORE = 3


@transaction.atomic
def name_guardian(*, participation: Participation, name: str, email: str, by: Any) -> Guardian:
    """Return the parent with this address; written down when we do not know them. Raises `ValidationError`."""
    person = participation.person
    known = person.guardians.filter(email__iexact=email.strip()).first()
    if known is not None:
        return services.save_guardian(guardian=known, values={"name": name}, by=by)
    return services.add_guardian(person=person, name=name, email=email.strip(), language=person.language)


@transaction.atomic
def guardian_answers(
    *,
    participation: Participation,
    agrees: bool,
    name: str,
    method: str,
    guardian: Guardian | None = None,
    source: str = "",
    by: Any = None,
    at: datetime | None = None,
) -> Participation:
    """Record what a parent says; with both answers the place is accepted, in whatever order they come. A no ends nothing by
    itself: organisers see it. Raises `people.services.NotAllowed` when there is no place that it could be about."""
    row = Participation.objects.select_for_update().get(pk=participation.pk)
    row.person, row.edition = participation.person, participation.edition
    if not answers.parent_may_answer(row):
        raise services.NotAllowed(row.state, State.CONFIRMED, _("No place is offered any more."))
    answers.note(
        row,
        role=Answering.GUARDIAN,
        agrees=agrees,
        at=at or clock.now(),
        method=method,
        name=name,
        source=source,
        guardian=guardian,
        by=by,
    )
    return services.confirm_if_complete(participation=row, by=by)


@transaction.atomic
def ask_guardian(*, participation: Participation, by: Any) -> Message | None:
    """Write to the parent whose word is missing; None when nobody can be written to, or nothing is missing."""
    guardian = answers.usable_guardian(participation)
    if guardian is None or not answers.misses_guardian(participation):
        return None
    return answer_mails.guardian_asked(participation=participation, guardian=guardian)


@transaction.atomic
def extend(*, participation: Participation, accept_by: date, by: Any) -> Participation:
    """Give one student more time to answer. Raises `people.services.NotAllowed` when no place is offered, `ValueError` for a day
    that is over."""
    row = Participation.objects.select_for_update().get(pk=participation.pk)
    if row.state != State.OFFERED:
        raise services.NotAllowed(row.state, State.OFFERED, _("No place is offered any more."))
    if accept_by < clock.today(participation.edition.time_zone):
        raise ValueError(_("This day is over."))
    row.accept_by = accept_by
    row.save(update_fields=["accept_by"])
    participation.accept_by = accept_by
    return row


def remind_before_the_last_day() -> int:
    """Remind, once for each last day, students and parents whose word is missing three days before; returns how many letters
    were written. Nobody is reminded of an offer that has not reached them."""
    count = 0
    rows = Participation.objects.filter(state=State.OFFERED, accept_by__isnull=False)
    today = clock.today()
    near = rows.filter(accept_by__range=(today - timedelta(days=1), today + timedelta(days=DAYS_BEFORE + 1)))
    for row in near.select_related("person__user", "edition__programme").order_by("pk"):
        here = clock.today(row.edition.time_zone)
        if row.accept_by is None or not here <= row.accept_by <= here + timedelta(days=DAYS_BEFORE):
            continue
        waiting = Message.objects.filter(
            person_id=row.person_id, kind="place_offered", edition_id=row.edition_id
        )
        if waiting.filter(state__in=(Sending.HELD, Sending.QUEUED)).exists():
            continue
        with transaction.atomic():
            count += _remind(row)
    return count


def _remind(row: Participation) -> int:
    if answers.waits_for_guardian(row):
        guardian = answers.usable_guardian(row)
        return int(bool(guardian and answer_mails.guardian_reminded(participation=row, guardian=guardian)))
    if Answering.STUDENT in answers.of(row):
        return 0
    return int(answer_mails.student_reminded(participation=row) is not None)
