"""The letter to those who have to know that a consent is no longer given: the name and what it was about, and nothing else."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ish.consents import counting, queries
from ish.consents.models import Purpose
from ish.consents.registry import Listener, Withdrawal
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.people import mails

TAKEN_BACK = "consent_taken_back"
WHY = _("You look after students on site, or organise this school.")


def write(change: Withdrawal, to: Listener) -> Message:
    """Tell somebody; once for each word that was said."""
    row, edition = change.participation, change.participation.edition
    with translation.override(to.language):
        reason = str(WHY)
    return enqueue(
        kind=TAKEN_BACK,
        key=f"{TAKEN_BACK}:{change.answer}:{to.email.casefold()}",
        to_email=to.email,
        to_name=to.name,
        to_user=to.user,
        language=to.language,
        time_zone=to.time_zone,
        about=row,
        person_id=row.person_id,
        edition_id=edition.pk,
        context={"purpose": change.purpose.pk, "edition": str(edition), "contact": edition.contact_email},
        reason=reason,
    )


def _purpose(message: Message) -> Purpose | None:
    return Purpose.objects.filter(pk=message.context.get("purpose")).first()


def _context(message: Message) -> dict[str, Any]:
    row, purpose = mails.about(message), _purpose(message)
    title = queries.titles([purpose])[purpose.pk] if purpose else ""
    return {**message.context, "student": row.person.full_name if row else "", "title": title}


def _still_wanted(message: Message) -> bool:
    """Not once it was agreed to again, nor of somebody who has been erased."""
    row, purpose = mails.about(message), _purpose(message)
    if row is None or purpose is None or row.person.erased_at is not None:
        return False
    line = queries.sheet(row).of(purpose.code)
    return line is not None and line.state in counting.AGAINST


def _link(message: Message) -> str:
    return f"{settings.BASE_URL}{reverse('desk:home')}"


def register() -> None:
    """Tell the outbox about this kind."""
    registry.register(
        registry.Kind(
            name=TAKEN_BACK,
            label=_("A consent is no longer given"),
            template="consents/mails/taken_back",
            still_wanted=_still_wanted,
            context=_context,
            links={"link": _link},
            why=WHY,
        )
    )
