"""What is written about corrections: to whoever proposed one, what became of it. Values are looked up when it is rendered."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ish.nominations.correcting_rules import PARTICIPANT
from ish.nominations.models import Correction
from ish.nominations.states import CorrectionState
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.people import mails as people
from ish.people.models import Participation

OUTCOME = "correction_outcome"
_guest_page: list[Callable[[Participation], str]] = []
_SETTLED = (CorrectionState.APPLIED, CorrectionState.REFUSED)


def correction_outcome(*, correction: Correction) -> Message | None:
    """Tell somebody what became of the correction they proposed; nobody when they decided themselves or have no address."""
    user, nomination = correction.proposed_by, correction.nomination
    if user is None and correction.role == PARTICIPANT:
        return _to_guest(correction)
    if user is None or user.pk == correction.decided_by_id or not user.is_active:
        return None
    with translation.override(user.language):
        reason = str(_("You proposed a correction."))
    edition = nomination.edition
    return enqueue(
        kind=OUTCOME,
        to_email=user.email,
        to_name=user.get_full_name(),
        to_user=user,
        language=user.language,
        time_zone=user.time_zone,
        about=correction,
        person_id=nomination.participation.person_id,
        edition_id=edition.pk,
        context={"edition": str(edition), "contact": edition.contact_email},
        key=f"{OUTCOME}:{correction.pk}",
        reason=reason,
    )


def _to_guest(correction: Correction) -> Message | None:
    """Tell a student who proposed it by the link of their own part."""
    nomination = correction.nomination
    return people.write(
        kind=OUTCOME,
        participation=nomination.participation,
        key=str(correction.pk),
        why=_("You proposed a correction."),
        correction=correction.pk,
    )


def set_guest_page(fn: Callable[[Participation], str]) -> None:
    """Tell the whole address of the page on which a student without an account corrects."""
    _guest_page[:] = [fn]


def _about(message: Message) -> Correction | None:
    key = str(message.context.get("correction") or message.about.rpartition(":")[2])
    rows = Correction.objects.select_related("nomination__participation__person", "nomination__body")
    return rows.filter(pk=key).first() if key.isdigit() else None


def _context(message: Message) -> dict[str, Any]:
    row = _about(message)
    if row is None:
        return dict(message.context)
    return {
        **message.context,
        "name": row.nomination.participation.person.full_name,
        "own": row.role == PARTICIPANT,
        "applied": row.state == CorrectionState.APPLIED,
        "answer": row.answer,
    }


def _link(message: Message) -> str:
    row = _about(message)
    if row is None:
        return str(settings.BASE_URL)
    participation = row.nomination.participation
    if row.role == PARTICIPANT and participation.person.user_id is None and _guest_page:
        return _guest_page[0](participation)
    if row.role == PARTICIPANT:
        path = reverse("nominations:correct_own", args=[participation.pk])
    else:
        path = reverse("nominations:student", args=[row.nomination_id])
    return f"{settings.BASE_URL}{path}"


def _still(message: Message) -> bool:
    """Who was erased meanwhile is in no letter."""
    row = _about(message)
    return row is not None and row.state in _SETTLED and bool(row.changes)


def register() -> None:
    """Tell the outbox about this kind of message."""
    registry.register(
        registry.Kind(
            name=OUTCOME,
            label=_("What became of a correction"),
            template=f"nominations/mails/{OUTCOME}",
            still_wanted=_still,
            context=_context,
            links={"link": _link},
            why=_("You proposed a correction to what the school knows of a student."),
        )
    )
