"""What this app writes to people about their own data."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.outbox.states import State as Sending
from ish.people.models import Person
from ish.programme.models import Edition
from ish.rights import seat_mails
from ish.rights.models import Copy, Request, Restriction
from ish.rights.states import CopyRole, RequestKind

COPY_READY, RECEIVED, EXTENDED, ANSWERED = (
    "copy_ready",
    "request_received",
    "request_extended",
    "request_answered",
)
RESTRICTED, LIFTING = "use_restricted", "restriction_ends"
WHY = _("You get this because of what you asked about your own data.")


def register() -> None:
    """Register the kinds of message."""
    for name, label, wanted in (
        (COPY_READY, _("Your copy is ready"), _still_there),
        (RECEIVED, _("What you asked about your data has arrived"), _always),
        (EXTENDED, _("What you asked about your data takes longer"), _always),
        (ANSWERED, _("Our answer about your data"), _always),
        (RESTRICTED, _("Your data is kept and not used"), _always),
        (LIFTING, _("Your data will be used again"), _always),
    ):
        registry.register(
            registry.Kind(
                name=name,
                label=label,
                template=f"rights/mails/{name}",
                why=WHY,
                still_wanted=wanted,
                context=_words,
                links={"link": _to_own_page},
            )
        )


def _always(message: Message) -> bool:
    return True


def _words(message: Message) -> dict[str, Any]:
    """Return what the row that the message is about says now: its words are sealed there, and are not written down once more
    before the message is sent."""
    row = Request.objects.filter(pk=message.context.get("request", 0)).first()
    said: dict[str, Any] = {}
    if row is not None:
        said = {
            "what": row.get_kind_display(),
            "received_on": row.received_on,
            "due": row.due,
            "why_longer": row.extension_reason or "",
            "outcome": row.get_outcome_display(),
            "answer": row.answer or "",
            "stays": row.stays or "",
            "erases": row.kind == RequestKind.ERASURE,
        }
    until = message.context.get("until")
    return {**said, **({"until": date.fromisoformat(until)} if until else {})}


def _to_own_page(message: Message) -> str:
    return f"{settings.BASE_URL}{reverse('rights:mine')}"


def _still_there(message: Message) -> bool:
    return Copy.objects.filter(pk=message.context.get("copy"), state="ready").exists()


def write(*, kind: str, person: Person, key: str, **context: Any) -> Message | None:
    """Queue one message to a person; nobody is written to without an address."""
    if not person.email:
        return None
    edition = _newest_edition(person)
    with translation.override(person.language):
        reason = str(WHY)
    return enqueue(
        kind=kind,
        to_email=person.email,
        to_name=person.full_name,
        to_user=person.user,
        language=person.language,
        time_zone=person.time_zone,
        about=person,
        person_id=person.pk,
        edition_id=edition.pk if edition else None,
        context={
            "name": person.calling_name,
            "contact": edition.contact_email if edition else "",
            "officer": edition.data_protection_contact if edition else "",
            **context,
        },
        key=f"{kind}:{key}",
        reason=reason,
    )


def _newest_edition(person: Person) -> Edition | None:
    row = person.participations.select_related("edition__programme").order_by("edition__arrival_day").last()
    return row.edition if row else None


def copy_ready(copy: Copy) -> Message | None:
    """Tell a person, or the parent who asked, that their copy lies there; organisers tell of one they hand over."""
    until = clock.seen(copy.until).date().isoformat() if copy.until else ""
    if copy.role == CopyRole.GUARDIAN:
        return seat_mails.copy_ready(copy, until)
    if copy.handed or copy.person.user_id is None:
        return None
    return write(kind=COPY_READY, person=copy.person, key=str(copy.pk), copy=copy.pk, until=until)


def request_received(row: Request) -> Message | None:
    """Tell somebody that their request has arrived, and until when it is answered."""
    return write(kind=RECEIVED, person=row.person, key=str(row.pk), request=row.pk)


def request_extended(row: Request) -> Message | None:
    """Tell somebody that it takes longer, and why."""
    return write(kind=EXTENDED, person=row.person, key=str(row.pk), request=row.pk)


def request_answered(row: Request) -> Message | None:
    """Tell somebody what was done, what stays and why."""
    return write(kind=ANSWERED, person=row.person, key=str(row.pk), request=row.pk)


def restricted(row: Restriction) -> Message | None:
    """Tell somebody that their data is kept and not used from now on."""
    return write(kind=RESTRICTED, person=row.person, key=str(row.pk), restriction=row.pk)


def about_to_lift(row: Restriction) -> Message | None:
    """Tell somebody that the restriction is to end."""
    return write(kind=LIFTING, person=row.person, key=str(row.pk), restriction=row.pk)


def was_told(row: Restriction) -> bool:
    """Say whether the person knows that the restriction is to end: by a message that has left, or by word of an organiser."""
    if row.told_at is None:
        return False
    return (
        bool(row.told_how) or Message.objects.filter(key=f"{LIFTING}:{row.pk}", state=Sending.SENT).exists()
    )
