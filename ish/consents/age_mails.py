"""Who turns 18 before the stay is over decides alone from that day on: a letter asks for their own answers."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.consents import conditions
from ish.consents.models import Answer
from ish.consents.states import Asked
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.people import mails, rules
from ish.people.models import Participation
from ish.people.states import COMING
from ish.privacy import restricting
from ish.programme.models import Edition

OF_AGE = "consents_of_age"
AFTER = timedelta(days=14)
"""So long after the last day there may still be something to sign."""


def write_of_age() -> int:
    """Write to those who have turned 18 since they arrived or answered, and have not answered for themselves; once each.

    Return how many."""
    written = 0
    for edition in Edition.objects.select_related("programme"):
        at = clock.today(edition.time_zone)
        if at > edition.departure_day + AFTER:
            continue
        rows = Participation.objects.filter(
            (rules.MINOR | Q(Exists(_as_a_minor()))) & open_to(at),
            edition=edition,
            state__in=COMING,
            person__user__isnull=False,
        )
        for row in restricting.without(rows).select_related("person__user"):
            row.edition = edition
            _write(row)
            written += 1
    return written


def _as_a_minor() -> QuerySet[Answer]:
    """Return what somebody said when they were under 18 and has not said anew."""
    return Answer.objects.filter(participation=OuterRef("pk"), guardian=None, of_age=False, replaced_by=None)


def open_to(at: Any) -> Any:
    """Is 18, is asked for something of their own, and has not answered it since."""
    needed = Exists(conditions.purposes(Asked.PARTICIPANT, Asked.BOTH))
    return conditions.of_age(at) & needed & ~conditions.student_answered(at)


def _write(row: Participation) -> None:
    person = row.person
    with translation.override(person.language):
        reason = str(_("You take part, and are 18 now."))
    enqueue(
        kind=OF_AGE,
        key=f"{OF_AGE}:{row.pk}",
        to_email=person.email,
        to_name=person.full_name,
        to_user=person.user,
        language=person.language,
        time_zone=person.time_zone,
        about=row,
        person_id=row.person_id,
        edition_id=row.edition_id,
        context={"edition": str(row.edition), "contact": row.edition.contact_email},
        reason=reason,
    )


def _still_wanted(message: Message) -> bool:
    row = mails.about(message)
    if row is None or row.state not in COMING or row.person.erased_at is not None:
        return False
    return Participation.objects.filter(open_to(clock.today(row.edition.time_zone)), pk=row.pk).exists()


def _link(message: Message) -> str:
    row = mails.about(message)
    return f"{settings.BASE_URL}{reverse('consents:own', args=[row.pk])}" if row else str(settings.BASE_URL)


def register() -> None:
    """Tell the outbox about this kind."""
    registry.register(
        registry.Kind(
            name=OF_AGE,
            label=_("Somebody has turned 18 and answers for themselves"),
            template="consents/mails/of_age",
            still_wanted=_still_wanted,
            links={"link": _link},
            why=_("You take part, and are 18 now."),
        )
    )
