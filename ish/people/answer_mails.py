"""Letters about the answer to a place: to parents who have to agree, and the reminder before the last day."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.people import answers, mails
from ish.people.models import Guardian, Participation
from ish.people.states import Answering, State

ASKED, REMINDED, LAST_DAY = "guardian_asked", "guardian_reminded", "answer_reminder"


def guardian_asked(*, participation: Participation, guardian: Guardian) -> Message:
    """Ask a parent whether their child may come; once for each offer, parent and address."""
    mark = answers._mark(participation, guardian)
    return _to_guardian(ASKED, participation, guardian, key=f"{participation.pk}:{mark}")


def guardian_again(*, participation: Participation, guardian: Guardian, mark: str) -> Message:
    """The same with a new link, for a parent whose link has ended."""
    return _to_guardian(ASKED, participation, guardian, key=f"{participation.pk}:again:{mark}")


def guardian_nudged(*, participation: Participation, guardian: Guardian) -> Message:
    """The same when somebody reminds them: once a day."""
    return _to_guardian(ASKED, participation, guardian, key=nudged_key(participation.pk))


def nudged_key(participation_id: int) -> str:
    """Return by what today's message of that kind is known, behind its kind."""
    return f"{participation_id}:nudge:{clock.today().isoformat()}"


def guardian_preview(*, participation: Participation, guardian: Guardian) -> Message:
    """Return what a parent would be asked, not saved: for reading before it goes out."""
    found = _facts(participation, guardian)
    for name in ("about", "person_id"):
        found.pop(name)
    return Message(
        kind=ASKED,
        about=f"people.participation:{participation.pk}",
        person_id=participation.person_id,
        **found,
    )


def guardian_reminded(*, participation: Participation, guardian: Guardian) -> Message:
    """Remind a parent before the last day."""
    return _to_guardian(
        REMINDED, participation, guardian, key=f"{participation.pk}:{guardian.pk}:{participation.accept_by}"
    )


def student_reminded(*, participation: Participation) -> Message | None:
    """Remind a student before the last day."""
    return mails.write(
        kind=LAST_DAY,
        participation=participation,
        key=f"{participation.pk}:{participation.accept_by}",
        why=_("We need your answer about the place."),
        accept_by=participation.accept_by.isoformat() if participation.accept_by else "",
        path=reverse("people:place", args=[participation.pk]),
        **mails.invitation(participation, None),
    )


def _to_guardian(kind: str, participation: Participation, guardian: Guardian, *, key: str) -> Message:
    return enqueue(kind=kind, key=f"{kind}:{key}", **_facts(participation, guardian))


def _facts(participation: Participation, guardian: Guardian) -> dict[str, Any]:
    """Return what a message to a parent is made of."""
    edition, language = participation.edition, guardian.language or participation.person.language
    last = participation.accept_by if participation.state == State.OFFERED else None
    with translation.override(language):
        reason = str(_("A student named you as a parent or guardian."))
    return {
        "to_email": guardian.email,
        "to_name": "" if guardian.name == guardian.email else guardian.name,
        "language": language,
        "time_zone": participation.person.time_zone,
        "about": participation,
        "person_id": participation.person_id,
        "edition_id": edition.pk,
        "context": {
            "guardian": guardian.pk,
            "edition": str(edition),
            "programme": edition.programme.name,
            "contact": edition.contact_email,
            "accept_by": last.isoformat() if last else "",
        },
        "reason": reason,
    }


# ---------------------------------------------------------------- AT RENDERING


def _guardian(message: Message, row: Participation) -> Guardian | None:
    return row.person.guardians.filter(
        pk=message.context.get("guardian"), email__iexact=message.to_email
    ).first()


def _link(message: Message) -> str:
    row = mails.about(message)
    guardian = _guardian(message, row) if row else None
    if row is None or guardian is None:
        return settings.BASE_URL
    return f"{settings.BASE_URL}{reverse('people:agree', args=[answers.link(row, guardian)])}"


def _context(message: Message) -> dict[str, Any]:
    """The student's name is looked up when the message is written."""
    row = mails.about(message)
    dates = {"arrival": row.edition.arrival_day, "departure": row.edition.departure_day} if row else {}
    known = row is None or row.person.birth_date is not None
    return {
        **mails.context(message),
        "student": row.person.full_name if row else "",
        "birth_date_known": known,
        **dates,
    }


def _guardian_still_asked(message: Message) -> bool:
    """Not once they have agreed, nor to an address that is no longer theirs, nor after the offer."""
    row = mails.about(message)
    return row is not None and _guardian(message, row) is not None and answers.misses_guardian(row)


def _student_still_asked(message: Message) -> bool:
    row = mails.about(message)
    return row is not None and row.state == State.OFFERED and Answering.STUDENT not in answers.of(row)


def register() -> None:
    """Tell the outbox about these kinds."""
    parent = _("A student named you as a parent or guardian.")
    for name, label in ((ASKED, _("A parent is asked")), (REMINDED, _("A parent is reminded"))):
        registry.register(
            registry.Kind(
                name=name,
                label=label,
                template="people/mails/guardian_asked",
                still_wanted=_guardian_still_asked,
                context=_context,
                links={"link": _link},
                why=parent,
            )
        )
    registry.register(
        registry.Kind(
            name=LAST_DAY,
            label=_("Reminder to answer"),
            template=f"people/mails/{LAST_DAY}",
            still_wanted=_student_still_asked,
            context=mails.context,
            links={"link": mails.link},
            why=_("The school offered you a place."),
        )
    )
