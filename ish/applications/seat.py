"""Whose application this is and who sits before it: a student by signed link, a student who has signed in, or an organiser.

A link carries the participation and a serial number. It is dead when the number has moved on (the address was corrected), when
the student was withdrawn or erased, and after `DAYS`; an expired one can be renewed by whoever holds it, to the address we know.
"""

from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any

from django.http import Http404
from django.urls import reverse

from accounts import links
from ish import clock
from ish.applications.models import Application, Options, Reference
from ish.applications.states import GRACE, Ask, RefereeState
from ish.documents.kinds import TimeAgain
from ish.documents.models import Document
from ish.nominations import correcting_rules
from ish.nominations import queries as nominations
from ish.nominations.models import Nomination
from ish.nominations.states import Sender
from ish.people import deadlines
from ish.people import queries as people
from ish.people.models import Participation
from ish.people.states import GONE, State
from ish.programme import queries as programme
from ish.programme.models import Edition
from ish.programme.states import PhaseCode

STUDENT, REFEREE = "applications.student", "applications.referee"
DAYS = 60
PARTS = ("motivation", "cv", "transcript", "reference")
PAPERS = ("cv", "transcript")
HANDED_IN = (Sender.SUBMITTED, Sender.RESUBMITTED, Sender.SENT_BACK)
DEAD = tuple(state for state in GONE if state != State.NOT_SELECTED)
WITH = ("participation__person__user", "participation__edition__programme", "body", "edition__programme")


class Over(Exception):
    """The link is good, but there is nothing behind it any more: withdrawn, erased, replaced."""


class Revoked(Exception):
    """The link was good until a newer one took its place."""


@dataclass(frozen=True)
class Seat:
    """One application before somebody: `role` is "student" (by link), "participant" or "organiser"."""

    nomination: Nomination
    role: str
    user: Any = None
    signed: str = ""

    @property
    def participation(self) -> Participation:
        """The participation that the application belongs to."""
        return self.nomination.participation

    @property
    def by(self) -> Any:
        """Who acts, as far as it is a user."""
        return self.user if self.user is not None and self.user.is_authenticated else None

    @property
    def url(self) -> str:
        """The address of the page for this seat."""
        return self.address("page" if self.signed else "own")

    def address(self, name: str, **more: Any) -> str:
        """Return an address of this seat; `name` as it is for a signed link."""
        key: dict[str, Any] = {"signed": self.signed} if self.signed else {"pk": self.participation.pk}
        return reverse(f"applications:{name}", kwargs={**key, **more})


# ---------------------------------------------------------------- STUDENTS


def sign(participation: Participation) -> str:
    """Return the text of a student's link."""
    return links.sign(STUDENT, participation.pk, _serial(participation.pk), days=DAYS)


def link(participation: Participation) -> str:
    """Return the whole address under which a student finds their part: their own page with an account, a signed one without."""
    if participation.person.user_id is not None:
        return links.absolute(reverse("applications:own", args=[participation.pk]))
    return links.absolute(reverse("applications:page", args=[sign(participation)]))


def correcting_link(participation: Participation) -> str:
    """Return the whole address under which a student without an account corrects what is known of them."""
    return links.absolute(reverse("applications:correct", args=[sign(participation)]))


def _serial(participation_id: int) -> int:
    rows = Application.objects.filter(participation=participation_id)
    return rows.values_list("serial", flat=True).first() or 0


def by_link(signed: str) -> Seat:
    """Return the seat of a signed link. Raises `BadLink`, `Revoked`, `Over`."""
    pk, serial = links.unsign(STUDENT, signed)
    if serial != _serial(pk):
        raise Revoked
    row = _nomination(pk)
    if row is None or is_over(row):
        raise Over
    return Seat(row, "student", signed=signed)


def of_expired(signed: str) -> Participation | None:
    """Return whose an expired link was, if it would be good otherwise; None for anything else."""
    try:
        pk, serial = links.unsign(STUDENT, signed, expired_too=True)
    except links.BadLink:
        return None
    row = _nomination(pk) if serial == _serial(pk) else None
    return None if row is None or is_over(row) else row.participation


def by_user(user: Any, pk: int) -> Seat:
    """Return the seat of a student or an organiser who has signed in; raises `Http404`."""
    participation, role = people.participation_as(user, pk, "participant", "organiser")
    row = _nomination(participation.pk)
    if row is None or (role == "participant" and is_over(row)):
        raise Http404
    return Seat(row, role, user=user)


def _nomination(participation_id: int) -> Nomination | None:
    return Nomination.objects.select_related(*WITH).filter(participation=participation_id).first()


def is_over(nomination: Nomination) -> bool:
    """Say whether nobody has anything to look for here: not handed in, taken back, gone, erased."""
    participation = nomination.participation
    erased = participation.person.erased_at is not None
    return erased or nomination.sender_state not in HANDED_IN or participation.state in DEAD


def is_asked(participation: Participation) -> bool:
    """Say whether a student is asked for anything of their own now: for the first mail."""
    row = _nomination(participation.pk)
    return row is not None and not is_over(row) and is_open(row) and any(asked(row.edition).values())


# ---------------------------------------------------------------- WHAT IS ASKED, AND UNTIL WHEN


def asked(edition: Edition) -> dict[str, str]:
    """Return what an edition asks for, "optional" or "required" by part, in order; what is not asked is left out."""
    row = Options.objects.filter(edition=edition.pk).first() or Options(edition=edition)
    return {part: getattr(row, part) for part in PARTS if getattr(row, part) != Ask.OFF}


def last_day(nomination: Nomination) -> date | None:
    """Return the last day on which a student may add something: the end of the phase in which the school decides; later where
    the partner's names are due later or came later, as for a replacement; before the arrival in any case. None = no end."""
    edition = nomination.edition
    phase = programme.phase(edition, PhaseCode.DECISION)
    if phase is None:
        return None
    starts = [nominations.due_for(edition, nomination.body)]
    if nomination.submitted_at:
        starts.append(nomination.submitted_at.astimezone(UTC).date())  # as `requirements.still_open` counts
    days = [day + timedelta(days=GRACE) for day in starts if day]
    days += _given_again(nomination.participation_id)
    return min(max(phase.closes, *days), edition.arrival_day - timedelta(days=1))


def _given_again(participation_id: int) -> list[date]:
    """Return the days until which something that was sent back may come again (one query)."""
    texts = Application.objects.filter(participation=participation_id)
    letters = Reference.objects.filter(participation=participation_id).exclude(state=RefereeState.REPLACED)
    papers = Document.objects.filter(participation=participation_id, kind__in=PAPERS)
    first, *others = (
        rows.exclude(again_by=None).order_by().values_list("again_by", flat=True)
        for rows in (texts, letters, papers)
    )
    return [day for day in first.union(*others) if day]


AGAIN = 3
"""So many working days are usual for something that was sent back."""


def time_again(nomination: Nomination) -> TimeAgain | None:
    """Return until when something that is sent back today can come again; None once the school has decided, or just before the
    arrival. Nobody's time gets shorter by it."""
    edition = nomination.edition
    today, latest = clock.today(edition.time_zone), edition.arrival_day - timedelta(days=1)
    if is_over(nomination) or nomination.participation.state != State.PROSPECTIVE or today > latest:
        return None
    earliest = max(today, last_day(nomination) or today)
    return TimeAgain(earliest, min(max(earliest, deadlines.working_days_after(today, AGAIN)), latest), latest)


def paper_again(document: Document) -> TimeAgain | None:
    """The same for a paper."""
    row = _nomination(document.participation_id)
    return time_again(row) if row is not None else None


def is_open(nomination: Nomination) -> bool:
    """Say whether the student may still write: no decision is known yet, and the last day is not over."""
    return nomination.participation.state == State.PROSPECTIVE and is_open_until(
        nomination, last_day(nomination)
    )


def is_open_until(nomination: Nomination, ends: date | None) -> bool:
    """The same for who knows the last day already."""
    undecided = nomination.participation.state == State.PROSPECTIVE
    return undecided and (ends is None or clock.today(nomination.edition.time_zone) <= ends)


def may_write(seat: Seat) -> bool:
    """Say whether this seat may still change something: organisers always."""
    return seat.role == "organiser" or is_open(seat.nomination)


def may_correct(seat: Seat) -> bool:
    """Say whether a student may correct what is known of them. By the link only until it is decided: what can be done afterwards
    would tell whoever holds the link which decision it was."""
    undecided = seat.participation.state == State.PROSPECTIVE
    allowed = undecided if seat.role == "student" else seat.role == "participant"
    return allowed and correcting_rules.may_correct(seat.nomination)


# ---------------------------------------------------------------- REFEREES


def referee_link(reference: Reference) -> str:
    """Return the whole address under which a referee writes."""
    signed = links.sign(REFEREE, reference.pk, _mark(reference), days=DAYS)
    return links.absolute(reverse("applications:reference", args=[signed]))


def reference_by_link(signed: str) -> tuple[Reference, Nomination]:
    """Return what a referee's link leads to. Raises `BadLink`, `Over`."""
    pk, mark = links.unsign(REFEREE, signed)
    found = _reference(pk, mark)
    if found is None:
        raise Over
    return found


def reference_of_expired(signed: str) -> Reference | None:
    """Return which reference an expired link was for, if it would be good otherwise."""
    try:
        pk, mark = links.unsign(REFEREE, signed, expired_too=True)
    except links.BadLink:
        return None
    found = _reference(pk, mark)
    return found[0] if found else None


def _mark(reference: Reference) -> str:
    """A link is good for one address only; what stands in it does not give the address away."""
    return links.derived_token(REFEREE, reference.pk, reference.email.casefold())[:16]


def _reference(pk: int, mark: str) -> tuple[Reference, Nomination] | None:
    row = Reference.objects.filter(pk=pk).exclude(state=RefereeState.REPLACED).first()
    if row is None or _mark(row) != mark:
        return None
    nomination = _nomination(row.participation_id)
    if nomination is None or is_over(nomination):
        return None
    row.participation = nomination.participation
    return row, nomination
