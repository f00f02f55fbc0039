"""What is written to a parent about a copy they asked for, in their language, with the link to their own page."""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ish.consents import seat
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.people.models import Participation
from ish.rights import rules
from ish.rights.models import Copy
from ish.rights.states import CopyState

READY = "copy_ready_guardian"
WHY = _("You asked for a copy of what is kept about a student for whom you have custody.")


def copy_ready(copy: Copy, until: str) -> Message | None:
    """Tell a parent that their copy lies there; nobody is written to without a page of their own."""
    guardian, row = copy.guardian, _row(copy)
    if guardian is None or row is None or not seat.may_sit(guardian, row):
        return None
    language = guardian.language or copy.person.language
    with translation.override(language):
        reason = str(WHY)
    return enqueue(
        kind=READY,
        key=f"{READY}:{copy.pk}",
        to_email=guardian.email,
        to_name="" if guardian.name == guardian.email else guardian.name,
        language=language,
        time_zone=copy.person.time_zone,
        about=row,
        person_id=copy.person_id,
        edition_id=row.edition_id,
        context={"copy": copy.pk, "until": until, "contact": row.edition.contact_email},
        reason=reason,
    )


def _row(copy: Copy) -> Participation | None:
    """Return the participation whose seat the parent comes by: the newest that lives."""
    rows = Participation.objects.filter(person=copy.person_id).select_related("edition", "person__user")
    living = [row for row in rows.order_by("edition__arrival_day", "pk") if seat.is_living(row)]
    return living[-1] if living else None


def _copy(message: Message) -> Copy | None:
    """Return the copy, if it lies there and is still for whom this is written to."""
    rows = Copy.objects.select_related("person__user", "guardian")
    copy = rows.filter(pk=message.context.get("copy") or 0, state=CopyState.READY).first()
    if copy is None or copy.guardian is None or not rules.is_for_guardian(copy, copy.guardian):
        return None
    return copy if copy.guardian.email.casefold() == message.to_email.casefold() else None


def _context(message: Message) -> dict[str, Any]:
    copy, until = _copy(message), message.context.get("until")
    return {
        **message.context,
        "student": copy.person.full_name if copy else "",
        "until": date.fromisoformat(until) if until else None,
    }


def _link(message: Message) -> str:
    copy = _copy(message)
    row = _row(copy) if copy else None
    return seat.full_link(row, copy.guardian) if copy and row and copy.guardian else ""


def _still_there(message: Message) -> bool:
    return _copy(message) is not None


def register() -> None:
    """Tell the outbox about this kind."""
    registry.register(
        registry.Kind(
            name=READY,
            label=_("A guardian's copy is ready"),
            template="rights/mails/seat_copy_ready",
            still_wanted=_still_there,
            context=_context,
            links={"link": _link},
            why=WHY,
        )
    )
