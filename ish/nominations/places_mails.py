"""What is written when a place becomes free: to the partner of whoever had it, and to a student whose offer has ended.

Nobody reads the name of another partner's student, nor why somebody left: each is told what concerns them.
"""

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ish.nominations import rules
from ish.nominations.models import Coordinator, Nomination
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import Draft, enqueue, enqueue_many
from ish.people.states import State

FREE, ENDED = "place_free", "offer_ended"
LOST = (State.GAVE_BACK, State.WITHDREW, State.VISA_REFUSED, State.NO_SHOW)


def told_of_free(nomination: Nomination, *, by: Any) -> QuerySet[Coordinator]:
    """Return the coordinators who are told that their student has no place any more; who did it themselves knows."""
    rows = rules.active_coordinators(nomination.body)
    return rows.exclude(Q(user=by)) if by is not None else rows


def place_free(*, nomination: Nomination, step: str, by: Any) -> int:
    """Tell the coordinators of a student that the student has no place any more."""
    body, edition = nomination.body, nomination.edition
    drafts = []
    for row in told_of_free(nomination, by=by):
        language = row.user.language if row.user else body.language
        with translation.override(language):
            reason = str(_("You named this student."))
        drafts.append(
            Draft(
                kind=FREE,
                to_email=row.email,
                to_name=row.name,
                to_user=row.user,
                language=language,
                time_zone=row.user.time_zone if row.user else body.time_zone,
                reason=reason,
                key=f"{FREE}:{nomination.pk}:{row.pk}:{step}",
                edition_id=edition.pk,
                person_id=nomination.participation.person_id,
                about=nomination,
                context={"edition": str(edition), "body": body.name, "contact": edition.contact_email},
            )
        )
    return enqueue_many(drafts)


def offer_ended(*, nomination: Nomination, mark: str) -> Message | None:
    """Tell a student that their offer has ended, because no answer came by its last day."""
    person, edition = nomination.participation.person, nomination.edition
    if not person.email:
        return None
    with translation.override(person.language):
        reason = str(_("The school offered you a place."))
    return enqueue(
        kind=ENDED,
        to_email=person.email,
        to_name=person.full_name,
        to_user=person.user,
        language=person.language,
        time_zone=person.time_zone,
        about=nomination,
        person_id=person.pk,
        edition_id=edition.pk,
        context={
            "name": person.calling_name,
            "edition": str(edition),
            "contact": edition.contact_email,
        },
        key=f"{ENDED}:{nomination.pk}:{mark}",
        reason=reason,
    )


def _about(message: Message) -> Nomination | None:
    key = message.about.rpartition(":")[2]
    rows = Nomination.objects.select_related("participation__person", "body", "edition")
    return rows.filter(pk=key).first() if key.isdigit() else None


def _free_context(message: Message) -> dict[str, Any]:
    row = _about(message)
    own = row is not None and row.place_of_id is None
    name = row.participation.person.full_name if row else ""
    return {**message.context, "student": name, "own_place": own}


def _ended_context(message: Message) -> dict[str, Any]:
    row = _about(message)
    return {**message.context, "last_day": row.participation.accept_by if row else None}


def _page(message: Message) -> str:
    row = _about(message)
    path = reverse("nominations:student", args=[row.pk]) if row else "/"
    return f"{settings.BASE_URL}{path}"


def _still_free(message: Message) -> bool:
    """Not when the student has the place after all, was erased, or the coordinator's time is over."""
    row = _about(message)
    if row is None or row.participation.state not in LOST or row.participation.person.erased_at:
        return False
    return rules.active_coordinators(row.body).filter(email=message.to_email).exists()


def _still_ended(message: Message) -> bool:
    row = _about(message)
    return row is not None and row.participation.state == State.GAVE_BACK


def register() -> None:
    """Tell the outbox about these kinds of message."""
    registry.register(
        registry.Kind(
            name=FREE,
            label=_("A student has no place any more"),
            template=f"nominations/mails/{FREE}",
            still_wanted=_still_free,
            context=_free_context,
            links={"link": _page},
            why=_("You act for a partner of the school."),
        )
    )
    registry.register(
        registry.Kind(
            name=ENDED,
            label=_("An offer has ended"),
            template=f"nominations/mails/{ENDED}",
            still_wanted=_still_ended,
            context=_ended_context,
            why=_("A partner named you for the school, and the school chose you."),
        )
    )
