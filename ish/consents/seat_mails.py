"""What this app writes to guardians: the link to their seat. Each guardian has letters of their own, at their own address."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.consents import counting, queries, seat
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue
from ish.people import mails
from ish.people.consequences import Change
from ish.people.models import Guardian, Participation
from ish.people.states import Answering, Method, State

ASKED, AGAIN, HANDED = "consents_asked", "consents_link", "consents_handed"


def asked(*, participation: Participation, guardian: Guardian, mark: str = "") -> Message:
    """Ask a guardian for the consents; once for each person, guardian, address and `mark`."""
    key = f"{participation.pk}:{guardian.pk}:{seat._mark(participation, guardian)}:{mark}"
    return _write(ASKED, participation, guardian, key)


def again(*, participation: Participation, guardian: Guardian) -> Message:
    """Send a new link to the address we know of this guardian, and to no other; once in an hour."""
    key = f"{participation.pk}:{guardian.pk}:{clock.now():%Y-%m-%dT%H}"
    return _write(AGAIN, participation, guardian, key)


def handed(*, participation: Participation, guardian: Guardian) -> Message:
    """Tell a guardian that a section was handed over to them; once a day, however many there are."""
    key = f"{participation.pk}:{guardian.pk}:{clock.today().isoformat()}"
    return _write(HANDED, participation, guardian, key)


def to_ask(participation: Participation, sheet: queries.Sheet | None = None) -> list[Guardian]:
    """Return the guardians who still have something needed to answer and can be written to."""
    found = sheet or queries.sheet(participation)
    waits = {key for line in found.lines if line.purpose.needed for key in line.outcome.waits}
    rows = [row for row in participation.person.guardians.all() if row.pk in waits]
    return [row for row in rows if seat.may_sit(row, participation)]


def on_change(change: Change) -> None:
    """Once a place is accepted, write to the guardians who have to sign; who agreed by link was led to their seat already."""
    row = change.participation
    if change.kind != "state" or change.data["new"] != State.CONFIRMED or not queries.purposes(row.edition):
        return
    led = row.answers.filter(role=Answering.GUARDIAN, method=Method.LINK, agrees=True)
    known = set(led.values_list("guardian", flat=True))
    for guardian in to_ask(row):
        if guardian.pk not in known:
            asked(participation=row, guardian=guardian)


def _write(kind: str, participation: Participation, guardian: Guardian, key: str) -> Message:
    edition, language = participation.edition, guardian.language or participation.person.language
    with translation.override(language):
        reason = str(_("Somebody gave us your address as a parent or guardian."))
    return enqueue(
        kind=kind,
        key=f"{kind}:{key}",
        to_email=guardian.email,
        to_name="" if guardian.name == guardian.email else guardian.name,
        language=language,
        time_zone=participation.person.time_zone,
        about=participation,
        person_id=participation.person_id,
        edition_id=edition.pk,
        context={
            "guardian": guardian.pk,
            "edition": str(edition),
            "programme": edition.programme.name,
            "contact": edition.contact_email,
        },
        reason=reason,
    )


# ---------------------------------------------------------------- AT RENDERING


def _guardian(message: Message, row: Participation) -> Guardian | None:
    rows = row.person.guardians.filter(pk=message.context.get("guardian"), email__iexact=message.to_email)
    return next((one for one in rows if seat.may_sit(one, row)), None)


def _link(message: Message) -> str:
    row = mails.about(message)
    guardian = _guardian(message, row) if row else None
    return seat.full_link(row, guardian) if row and guardian else ""


def _context(message: Message) -> dict[str, Any]:
    row = mails.about(message)
    return {**message.context, "student": row.person.full_name if row else "", "days": seat.DAYS}


def _still_asked(message: Message) -> bool:
    """Not once everything needed is answered, nor to an address that is no longer theirs."""
    row = mails.about(message)
    guardian = _guardian(message, row) if row else None
    if row is None or guardian is None or not seat.is_living(row):
        return False
    return any(
        guardian.pk in line.outcome.waits and line.state in counting.OPEN
        for line in queries.sheet(row).lines
        if line.purpose.needed
    )


def _still_theirs(message: Message) -> bool:
    row = mails.about(message)
    return bool(row and seat.is_living(row) and _guardian(message, row))


def register() -> None:
    """Tell the outbox about these kinds."""
    why = _("Somebody gave us your address as a parent or guardian.")
    for name, label, wanted, template in (
        (ASKED, _("A guardian is asked for consents"), _still_asked, "seat_asked"),
        (AGAIN, _("A guardian gets a new link"), _still_theirs, "seat_asked"),
        (HANDED, _("A guardian is to fill in a section"), _still_theirs, "seat_handed"),
    ):
        registry.register(
            registry.Kind(
                name=name,
                label=label,
                template=f"consents/mails/{template}",
                still_wanted=wanted,
                context=_context,
                links={"link": _link},
                why=why,
            )
        )
