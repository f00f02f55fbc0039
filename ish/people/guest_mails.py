"""What is written to tutors, chaperones and guests: they are invited, or they come. No word of partners, places, nominations."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ish.outbox import registry
from ish.outbox.models import Message
from ish.people import mails
from ish.people.models import Participation, Step
from ish.people.states import OPEN, State

INVITED, COMING, NOT_COMING = "guest_invitation", "guest_coming", "guest_not_coming"


def invitation(
    *, participation: Participation, by: Any, again: dict[str, Any] | None = None
) -> Message | None:
    """Tell somebody that they are on the list, as what, and where their own page is; by an invitation made already (`again`)."""
    found = again or mails.invitation(participation, by)
    return _write(INVITED, participation, str(found.get("invitation", f"{participation.pk}:known")), **found)


def after_step(*, participation: Participation, step: Step, by: Any) -> Message | None:
    """Write what belongs to a step of somebody who is no participant."""
    if step.new == State.CONFIRMED and step.old == State.OFFERED:
        return _write(COMING, participation, str(step.pk))
    if step.new in (State.GAVE_BACK, State.WITHDREW) and writes(participation, step.old, step.new):
        return _write(NOT_COMING, participation, str(step.pk), gave_back=step.new == State.GAVE_BACK)
    return None


def writes(participation: Participation, old: str, new: str) -> bool:
    """Say whether a letter goes out with a step. Who was only noted and never written to learns nothing of being taken off."""
    if not participation.person.email:
        return False
    if new == State.WITHDREW:
        about = f"{participation._meta.label_lower}:{participation.pk}"
        return Message.objects.filter(about=about, kind__in=(INVITED, COMING)).exists()
    return new == State.GAVE_BACK or (old == State.OFFERED and new == State.CONFIRMED)


def _write(kind: str, row: Participation, key: str, **context: Any) -> Message | None:
    return mails.write(
        kind=kind,
        participation=row,
        key=key,
        why=_("You are on the list of this school."),
        path=reverse("people:tasks", args=[row.pk]),
        **context,
    )


def _context(message: Message) -> dict[str, Any]:
    row = mails.about(message)
    if row is None:
        return mails.context(message)
    return {
        **mails.context(message),
        "capacity": str(row.get_capacity_display()),
        "first_day": row.first_day,
        "last_day": row.last_day,
        "invited": row.state == State.OFFERED,
    }


def _notice(message: Message) -> str:
    return f"{settings.BASE_URL}{reverse('desk:privacy')}"


def _in_state(*states: str) -> Any:
    def wanted(message: Message) -> bool:
        row = mails.about(message)
        return row is not None and row.state in states and not row.is_participant

    return wanted


def register() -> None:
    """Tell the outbox about these kinds."""
    mails.set_guest_invitation(invitation)
    why = _("You are on the list of this school.")
    for name, label, states in (
        (INVITED, _("Invitation of a tutor or guest"), OPEN),
        (COMING, _("A tutor or guest is coming"), (State.CONFIRMED, State.ARRIVED)),
        (NOT_COMING, _("A tutor or guest is not coming"), (State.GAVE_BACK, State.WITHDREW)),
    ):
        links = {"link": mails.link, **({"notice": _notice} if name == INVITED else {})}
        registry.register(
            registry.Kind(
                name=name,
                label=label,
                template=f"people/mails/{name}",
                still_wanted=_in_state(*states),
                context=_context,
                links=links,
                why=why,
            )
        )
