"""The only writers of applications and references; `move` is the one door to a reference's state."""

import zlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.applications import mails
from ish.applications.models import Application, Options, Reference
from ish.applications.seat import PAPERS, Seat, asked, is_open, is_over, may_write, time_again
from ish.applications.states import MOST_FIELDS, NEXT, NEXT_JUDGED, Field, Judged, RefereeState
from ish.documents import kinds
from ish.documents import services as documents
from ish.documents.models import Document, StoredFile
from ish.nominations.models import Nomination
from ish.outbox.models import Message
from ish.people.consequences import Change
from ish.people.models import Participation
from ish.people.states import State
from ish.programme.models import Edition

MOST_REFEREES = 5
REMIND_AFTER = timedelta(days=3)
MOST_REMINDERS = 3
LETTER = "letter"
"""The kind under which a referee's file is checked; it is no paper of the student's."""


class TooLate(Exception):
    """The time for this part is over."""

    def __init__(self) -> None:
        super().__init__(_("The time for this part is over. What you handed in stays here for you to read."))


class NotAsked(Exception):
    """The edition does not ask for this part, or not any more."""

    def __init__(self) -> None:
        super().__init__(_("This is not asked for this year."))


class ChangedMeanwhile(Exception):
    """Somebody else wrote between reading and saving. `application` is as it is now."""

    def __init__(self, application: Application) -> None:
        super().__init__(_("Somebody else has changed this in the meantime."))
        self.application = application


class NotAllowed(Exception):
    """This cannot be done with a reference in its present state; the message says why."""


# ---------------------------------------------------------------- MOTIVATION AND FIELDS


def of(participation: Participation) -> Application:
    """Return the application of a participation, unsaved where nothing was written yet."""
    found = Application.objects.filter(participation=participation).select_related("saved_by").first()
    return found or Application(participation=participation)


def mark_of(application: Application) -> int:
    """Return a number that stands for what is written: it changes only when that does, so that nothing else is a conflict."""
    text = "\0".join([application.motivation or "", *application.fields])
    return zlib.crc32(text.encode("utf-8", "replace")) % 10**9


@transaction.atomic
def save(*, seat: Seat, motivation: str, fields: Sequence[str], mark: int, source: str = "") -> Application:
    """Save motivation and fields of interest; return the row. The same words again count as saved, whatever the mark.

    What the partner wrote stays as it is. Raises `TooLate`, `NotAsked`, `ChangedMeanwhile`, `ValidationError`.
    """
    Application.objects.get_or_create(participation=seat.participation)
    row = Application.objects.select_for_update().get(participation=seat.participation)
    if not may_write(seat):
        raise TooLate
    wanted = [code for code in dict.fromkeys(fields) if code in Field.values][:MOST_FIELDS]
    if (row.motivation or "", row.fields) == (motivation, wanted):
        return row
    if "motivation" not in asked(seat.nomination.edition):
        raise NotAsked
    if mark_of(row) != mark:
        raise ChangedMeanwhile(row)
    if (row.motivation or "") != motivation and row.judged:
        row.judged, row.reason = "", ""
    row.motivation, row.fields = motivation or None, wanted
    row.saved_at, row.saved_by = clock.now(), seat.by
    row.source = source or row.source
    row.clean_fields(exclude={f.name for f in Application._meta.fields} - {"motivation"})
    row.save(update_fields=["motivation", "judged", "reason", "fields", "saved_at", "saved_by", "source"])
    return row


def _day_again(seat: Seat, wanted: date | None) -> date:
    """Return the day by which something sent back should come again (none wanted: the usual one). Raises `NotAllowed`."""
    span = time_again(seat.nomination) if seat.role == "organiser" else None
    if span is None:
        raise NotAllowed(_("This is settled: the school has decided."))
    if wanted is not None and not span.holds(wanted):
        raise NotAllowed(_("Please choose a later day, but one before the school begins."))
    return wanted or span.usual


@transaction.atomic
def judge(*, seat: Seat, to: str, reason: str = "", again_by: date | None = None) -> Application:
    """Accept a motivation, or send it back with a reason: then the student is told and has time until a day. Sent back once more,
    it gives more time. Organisers, before the decision. Raises `NotAllowed`, and then nothing has changed."""
    Application.objects.get_or_create(participation=seat.participation)
    row = Application.objects.select_for_update().get(participation=seat.participation)
    new = Judged(to)
    if seat.role != "organiser" or seat.participation.state != State.PROSPECTIVE:
        raise NotAllowed(_("This is settled: the school has decided."))
    if not (row.motivation or seat.nomination.motivation):
        raise NotAllowed(_("Nothing was written yet."))
    day = _day_again(seat, again_by) if new == Judged.SENT_BACK else None
    no_later = bool(day and row.judged == new and row.again_by and day <= row.again_by)
    if new not in NEXT_JUDGED[row.judged] or no_later:
        raise NotAllowed(_("This was done already."))
    if new == Judged.SENT_BACK and not reason.strip():
        raise NotAllowed(_("Say what is missing or wrong."))
    row.judged, row.judged_at = new.value, clock.now()
    row.again_by = day or row.again_by  # accepted in the end, it still came within the time that was given
    row.reason = reason.strip() if new == Judged.SENT_BACK else ""
    row.save(update_fields=["judged", "judged_at", "again_by", "reason"])
    if new == Judged.SENT_BACK:
        row.participation = seat.participation
        mails.motivation_back(application=row)
    return row


# ---------------------------------------------------------------- PAPERS


def hand_in(*, seat: Seat, part: str, data: bytes, name: str, source: str = "") -> Document:
    """Hand in a CV or a transcript. Raises `NotAsked`, `TooLate`, `documents.services.Refused`, `.NotAllowed`, `KeyError`."""
    if part not in PAPERS:
        raise KeyError(part)
    if part not in asked(seat.nomination.edition):
        raise NotAsked
    if not may_write(seat):
        raise TooLate
    return documents.hand_in(
        participation=seat.participation, kind=part, data=data, name=name, by=seat.by, source=source
    )


def after_paper(document: Document, event: str, by: Any) -> None:
    """Tell the student when a paper has to be handed in again."""
    if event == "sent_back":
        mails.sent_back(document=document)


# ---------------------------------------------------------------- REFEREES


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
    reference, day = reference_of(seat.participation), _day_again(seat, again_by)
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


# ---------------------------------------------------------------- LINKS


def send_new_link(*, email: str) -> int:
    """Send fresh links to whoever is known at an address, as student or as referee; return how many. At most one an hour each."""
    wanted, sent = email.strip(), 0
    hour = f"{clock.now():%Y%m%d%H}"
    rows = Participation.objects.open().filter(person__email__iexact=wanted)
    for participation in rows.select_related("person__user", "edition__programme", "nomination")[:5]:
        nomination = getattr(participation, "nomination", None)
        if nomination is not None:
            nomination.participation = participation
            if not is_over(nomination) and mails.new_link(participation=participation, mark=hour):
                sent += 1
    asked = Reference.objects.filter(email__iexact=wanted, state=RefereeState.ASKED)
    for reference in asked.select_related("participation__person", "participation__edition__programme")[:5]:
        mails.request(reference=reference, mark=hour)
        sent += 1
    return sent


def renew(*, participation: Participation) -> None:
    """Send a fresh link to the address we know, for somebody who holds an expired one."""
    mails.new_link(participation=participation, mark=f"{clock.now():%Y%m%d%H}")


def renew_reference(*, reference: Reference) -> None:
    """Send a referee a fresh link to the address we know."""
    mails.request(reference=reference, mark=f"{clock.now():%Y%m%d%H}")


def on_change(change: Change) -> None:
    """Make links that went to a wrong address useless."""
    if change.kind == "address":
        revoke(participation=change.participation)


@transaction.atomic
def revoke(*, participation: Participation) -> None:
    """Make all links of a student that are in the world useless; the next one is good again."""
    Application.objects.get_or_create(participation=participation)
    row = Application.objects.select_for_update().get(participation=participation)
    row.serial += 1
    row.save(update_fields=["serial"])


# ---------------------------------------------------------------- OPTIONS


@transaction.atomic
def set_options(*, edition: Edition, values: dict[str, str], by: Any) -> Options:
    """Say which parts an edition asks for. Raises `ValidationError`."""
    row, _made = Options.objects.get_or_create(edition=edition)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(exclude=["edition"], validate_constraints=False)
    row.save(update_fields=list(values))
    return row
