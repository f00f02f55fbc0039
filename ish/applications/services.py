"""The only writers of applications: motivation, fields, papers, links, options. Referees stand in `referee_services`."""

import zlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.applications import mails
from ish.applications.models import Application, Options, Reference
from ish.applications.seat import PAPERS, Seat, asked, is_over, may_write, time_again
from ish.applications.states import MOST_FIELDS, NEXT_JUDGED, Field, Judged, RefereeState
from ish.documents import services as documents
from ish.documents.models import Document
from ish.people.consequences import Change
from ish.people.models import Participation
from ish.people.states import State
from ish.programme.models import Edition


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


def day_again(seat: Seat, wanted: date | None) -> date:
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
    day = day_again(seat, again_by) if new == Judged.SENT_BACK else None
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
