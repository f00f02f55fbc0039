"""The only writers of references: who is asked, what they write; `move` is the one door to a reference's state."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.applications import mails
from ish.applications.models import Reference
from ish.applications.seat import Seat, asked, is_open, may_write
from ish.applications.services import NotAllowed, NotAsked, TooLate, day_again
from ish.applications.states import NEXT, RefereeState
from ish.documents import kinds
from ish.documents import services as documents
from ish.documents.models import StoredFile
from ish.nominations.models import Nomination
from ish.outbox.models import Message
from ish.people.models import Participation

MOST_REFEREES = 5
REMIND_AFTER = timedelta(days=3)
MOST_REMINDERS = 3
LETTER = "letter"
"""The kind under which a referee's file is checked; it is no paper of the student's."""


@transaction.atomic
def move(*, reference: Reference, to: str, **stamps: Any) -> Reference:
    """Bring a reference to another state and return it as saved. Raises `NotAllowed`."""
    row = Reference.objects.select_for_update(of=("self",)).get(pk=reference.pk)
    new = RefereeState(to)
    if new not in NEXT[row.state]:
        words = {"old": RefereeState(row.state).label, "new": new.label}
        raise NotAllowed(_("“%(old)s” cannot become “%(new)s”.") % words)
    row.participation = reference.participation
    row.state = new.value
    for field, value in stamps.items():
        setattr(row, field, value)
    row.save(update_fields=["state", *stamps])
    return row


def reference_of(participation: Participation) -> Reference | None:
    """Return the reference that counts: of the one who is asked now."""
    rows = Reference.objects.filter(participation=participation).exclude(state=RefereeState.REPLACED)
    found = rows.first()
    if found is not None:
        found.participation = participation
    return found


@transaction.atomic
def ask(*, seat: Seat, name: str, email: str, relation: str = "", language: str = "en") -> Reference:
    """Ask somebody to write about the student, in place of whoever has not written. The same address twice asks once.

    Raises `TooLate`, `NotAsked`, `NotAllowed`, `ValidationError`.
    """
    participation = seat.participation
    Participation.objects.select_for_update().get(pk=participation.pk)
    if not may_write(seat):
        raise TooLate
    if "reference" not in asked(seat.nomination.edition):
        raise NotAsked
    old = reference_of(participation)
    if (
        old is not None
        and old.state != RefereeState.DECLINED
        and old.email.casefold() == email.strip().casefold()
    ):
        return old
    if old is not None and old.state == RefereeState.ARRIVED:
        raise NotAllowed(_("A letter has arrived already; nobody else is asked."))
    if Reference.objects.filter(participation=participation).count() >= MOST_REFEREES:
        raise NotAllowed(_("You have named several people already. Please write to us."))
    _not_themself(participation, email)
    if old is not None:
        move(reference=old, to=RefereeState.REPLACED)
    row = Reference(
        participation=participation,
        name=name.strip(),
        email=email.strip(),
        relation=relation.strip(),
        language=language,
        asked_at=clock.now(),
        again_by=old.again_by if old is not None else None,  # the time that was given is theirs now
    )
    row.full_clean(exclude=["participation"], validate_constraints=False)
    row.save()
    mails.request(reference=row)
    return row


def _not_themself(participation: Participation, email: str) -> None:
    own = participation.person.email.strip().casefold()
    if own and own == email.strip().casefold():
        raise NotAllowed(_("This is your own address. Please give that of the person who knows your work."))


@transaction.atomic
def remind(*, seat: Seat) -> Message:
    """Write to the referee again, at most every few days and a few times. Raises `TooLate`, `NotAllowed`."""
    reference = reference_of(seat.participation)
    if not may_write(seat):
        raise TooLate
    if reference is None or reference.state != RefereeState.ASKED or not reference.email:
        raise NotAllowed(_("Nobody is waiting for a message."))
    row = Reference.objects.select_for_update(of=("self",)).get(pk=reference.pk)
    if not may_remind(row):
        raise NotAllowed(_("We have written to them not long ago. Please give them a few days."))
    row.reminded_at, row.reminders = clock.now(), row.reminders + 1
    row.save(update_fields=["reminded_at", "reminders"])
    return mails.request(reference=reference, mark=str(row.reminders))


@transaction.atomic
def send_back_letter(*, seat: Seat, reason: str, again_by: date | None = None) -> Reference:
    """Send a letter back to whoever wrote it, with a reason, a new link and a last day; until it comes anew the board does not
    read it, and the student may name somebody else. Sent back once more, it gives more time. Organisers, before the decision.
    Raises `NotAllowed`."""
    Participation.objects.select_for_update().get(pk=seat.participation.pk)
    reference, day = reference_of(seat.participation), day_again(seat, again_by)
    if reference is None or not may_go_back(reference):
        raise NotAllowed(_("No letter has arrived."))
    if not reference.email:
        raise NotAllowed(
            _("We know no e-mail address of this referee. Enter the new letter below when you have it.")
        )
    if not reason.strip():
        raise NotAllowed(_("Say what is missing or wrong."))
    now = clock.now()
    if reference.state == RefereeState.ASKED and reference.again_by and day <= reference.again_by:
        raise NotAllowed(_("This was done already."))
    stamps = {"reason": reason.strip(), "again_by": day, "asked_at": now, "reminders": 0}
    row = move(reference=reference, to=RefereeState.ASKED, **stamps)
    mails.request(reference=row, mark=f"back:{now.isoformat()}")
    return row


def may_go_back(reference: Reference) -> bool:
    """Say whether a letter can be sent back: it has arrived, or was sent back before and may have more time."""
    asked = RefereeState.ASKED if reference.reason else RefereeState.ARRIVED
    return reference.state in (RefereeState.ARRIVED, asked)


def may_remind(reference: Reference) -> bool:
    """Say whether the referee may be written to again now."""
    last = reference.reminded_at or reference.asked_at
    waited = clock.now() - last >= REMIND_AFTER
    return reference.state == RefereeState.ASKED and waited and reference.reminders < MOST_REMINDERS


def write(
    *, reference: Reference, nomination: Nomination, letter: str, data: bytes = b"", name: str = ""
) -> Reference:
    """Take what a referee has written, or the file they chose; a second time replaces the first while there is time.

    Raises `TooLate`, `NotAllowed`, `documents.services.Refused`.
    """
    if not is_open(nomination):
        raise TooLate
    return _take(reference, letter=letter, data=data, name=name, by=None, source="")


def enter(
    *, seat: Seat, referee: str, letter: str, data: bytes = b"", name: str = "", source: str
) -> Reference:
    """Enter a letter that came by post or mail, for whoever wrote it (organisers). Raises `NotAllowed`, `.Refused`, `TooLate`."""
    if seat.role != "organiser":
        raise TooLate
    with transaction.atomic():
        Participation.objects.select_for_update().get(pk=seat.participation.pk)
        reference = reference_of(seat.participation)
        if reference is None:
            reference = Reference.objects.create(
                participation=seat.participation, name=referee.strip() or _("not named"), asked_at=clock.now()
            )
    try:
        return _take(reference, letter=letter, data=data, name=name, by=seat.by, source=source)
    except BaseException:
        # Who was never asked and gave nothing is nobody.
        Reference.objects.filter(pk=reference.pk, email="", state=RefereeState.ASKED).delete()
        raise


def _take(reference: Reference, *, letter: str, data: bytes, name: str, by: Any, source: str) -> Reference:
    """Check and keep a letter, then say that it has arrived. The scanner is asked before anything is locked."""
    if not letter.strip() and not data:
        raise NotAllowed(_("Write a few lines, or choose a file."))
    file = None
    if data:
        file = documents.keep_file(
            participation=reference.participation, data=data, name=name, kind=kinds.get(LETTER), by=by
        )
    with transaction.atomic():
        old = StoredFile.objects.filter(reference=reference.pk).first()
        stamps: dict[str, Any] = {
            "letter": letter.strip() or None,
            "answered_at": clock.now(),
            "source": source,
            "reason": "",
        }
        stamps["file"] = file or (old if letter.strip() else None)
        row = move(reference=reference, to=RefereeState.ARRIVED, **stamps)
        if old is not None and file is not None:
            documents.discard_file(file=old)
        mails.answered(reference=row)
    return row


def decline(*, reference: Reference, nomination: Nomination) -> Reference:
    """Note that a referee will not write, and tell the student to name somebody else. Raises `NotAllowed`, `TooLate`."""
    if not is_open(nomination):
        raise TooLate
    with transaction.atomic():
        row = Reference.objects.select_for_update(of=("self",)).get(pk=reference.pk)
        if row.state == RefereeState.DECLINED:  # pressed twice
            return row
        if row.state != RefereeState.ASKED:
            raise NotAllowed(
                _(
                    "Your letter is here already, so there is nothing to decline. To take it back, please write to us."
                )
            )
        row = move(reference=reference, to=RefereeState.DECLINED, answered_at=clock.now())
        mails.answered(reference=row)
    return row


def renew_reference(*, reference: Reference) -> None:
    """Send a referee a fresh link to the address we know."""
    mails.request(reference=reference, mark=f"{clock.now():%Y%m%d%H}")
