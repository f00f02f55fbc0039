"""Adding people who are no participants, and changing as what they come. Nobody is the same person twice: whoever is added is
looked for first, under a lock on the edition, so that a form sent twice, or by two organisers, makes one row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ish import clock
from ish.people import consequences, knowing, requirements, services
from ish.people.consequences import Change
from ish.people.knowing import Known, Sought
from ish.people.models import Participation, Person, Step
from ish.people.states import GUESTS, OPEN, Capacity, State
from ish.programme.models import Edition

STAY = ("capacity", "resident", "from_day", "to_day", "brought_by")


class WhoIsIt(Exception):
    """Somebody of this name, or at this address, is known: the organiser says whether it is them."""

    def __init__(self, known: list[Known]) -> None:
        super().__init__(_("Somebody of this name is known already."))
        self.known = known


class NotPossible(Exception):
    """Somebody cannot be what was asked for; the message says why."""


@dataclass(frozen=True)
class Guest:
    """Who is added, and as what they come. `invited`: they have not said yet that they come."""

    who: Sought
    capacity: str
    phone: Any = ""
    language: str = "en"
    resident: bool = True
    from_day: date | None = None
    to_day: date | None = None
    brought_by: Any = None
    invited: bool = False


@dataclass(frozen=True)
class Added:
    """What came of it: `new` is false for somebody who was on the list as just this already."""

    participation: Participation
    new: bool
    known: bool
    kept: tuple[str, ...] = field(default=())


@transaction.atomic
def add_guest(
    *, edition: Edition, guest: Guest, by: Any, known: int | None = None, besides: Iterable[int] = ()
) -> Added:
    """Add somebody as a tutor, chaperone or guest. `known` is the person it is; `besides` are those it is not.

    Raises `WhoIsIt` when nobody has said whether it is somebody we know; `ValidationError`; `NotPossible`.
    """
    if guest.capacity not in GUESTS:
        raise NotPossible(_("Participants are named by a partner."))
    Edition.objects.select_for_update().get(pk=edition.pk)
    person, was_known, kept = _person(guest, by, known, set(besides))
    row, made = Participation.objects.get_or_create(
        person=person,
        edition=edition,
        capacity=guest.capacity,
        defaults={
            **{name: getattr(guest, name) for name in STAY if name != "capacity"},
            "created_at": clock.now(),
        },
    )
    row.person, row.edition = person, edition
    if made:
        Step.objects.create(participation=row, old="", new=row.state, at=clock.now(), by=by)
    if made or row.state not in OPEN:
        to = State.OFFERED if guest.invited else State.CONFIRMED
        services.move(participation=row, to=to, by=by, quiet=True)
        return Added(row, True, was_known, kept)
    return Added(row, False, was_known, kept)


def _person(
    guest: Guest, by: Any, known: int | None, besides: set[int]
) -> tuple[Person, bool, tuple[str, ...]]:
    found = [one for one in knowing.find(guest.who, by=by) if one.person.pk not in besides]
    one = next((item for item in found if item.person.pk == known), None)
    if one is None and known is not None:
        raise WhoIsIt(found)  # whoever was meant is gone, or was never theirs to choose
    sure = [item for item in found if item.sure]
    one = one or (sure[0] if len(sure) == 1 else None)
    if one is not None:
        return _completed(one.person, guest, by)
    if found:
        raise WhoIsIt(found)
    person = services.add_person(
        given_names=guest.who.given,
        family_name=guest.who.family,
        email=guest.who.email,
        birth_date=guest.who.born,
        phone=guest.phone or "",
        language=guest.language,
    )
    return person, False, ()


def _completed(person: Person, guest: Guest, by: Any) -> tuple[Person, bool, tuple[str, ...]]:
    """Fill in what we did not know; what we knew stays, and is told."""
    said = {"email": guest.who.email, "birth_date": guest.who.born, "phone": guest.phone or ""}
    missing = {name: value for name, value in said.items() if value and not getattr(person, name)}
    kept = tuple(
        name
        for name, value in said.items()
        if value and name not in missing and _differs(person, name, value)
    )
    if missing:
        person = services.save_person(person=person, values=missing, by=by)
    return person, True, kept


def _differs(person: Person, name: str, value: Any) -> bool:
    return str(getattr(person, name)).casefold() != str(value).casefold()


class WhoAreThey(Exception):
    """Some lines of a list may be people we know; nothing was written. `asked` has whom by the number in the list."""

    def __init__(self, asked: dict[int, list[Known]]) -> None:
        super().__init__(_("Some of them may be people whom we know already."))
        self.asked = asked


@dataclass(frozen=True)
class Entry:
    """One of several who are added: who, and what the organiser said about whom it is."""

    guest: Guest
    known: int | None = None
    besides: tuple[int, ...] = ()


@transaction.atomic
def add_guests(*, edition: Edition, entries: Sequence[Entry], by: Any) -> list[Added]:
    """Add several at once: all of them, or none. Raises `WhoAreThey`, `ValidationError`, `NotPossible`."""
    added: list[Added] = []
    asked: dict[int, list[Known]] = {}
    for number, entry in enumerate(entries):
        try:
            added.append(
                add_guest(edition=edition, guest=entry.guest, by=by, known=entry.known, besides=entry.besides)
            )
        except WhoIsIt as error:
            asked[number] = error.known
    if asked:
        raise WhoAreThey(asked)
    return added


# ---------------------------------------------------------------- CHANGING IT


@dataclass(frozen=True)
class Follows:
    """What another capacity, or another stay, brings: what is asked from then on, what no longer, and what else follows."""

    asked: list[str]
    dropped: list[str]
    lines: list[str]


def foresee_stay(*, participation: Participation, values: Mapping[str, Any], by: Any) -> Follows:
    """Return what would follow from other values of `STAY`. Writes nothing. Raises `NotPossible`."""
    with transaction.atomic():
        before = _asked(participation)
        row = _changed(participation, values)
        change = Change("stay", row, {"old": _stay(participation), "by": by})
        lines = [str(line) for line in consequences.preview(change)]
        after = _asked(row)
        transaction.set_rollback(True)
    return Follows(
        asked=[label for code, label in after.items() if code not in before],
        dropped=[label for code, label in before.items() if code not in after],
        lines=lines,
    )


@transaction.atomic
def change_stay(*, participation: Participation, values: Mapping[str, Any], by: Any) -> Participation:
    """Change as what somebody comes, where they stay, and on which days. Raises `NotPossible`."""
    old = _stay(participation)
    row = _changed(participation, values)
    consequences.apply(Change("stay", row, {"old": old, "by": by}))
    return row


def _stay(row: Participation) -> dict[str, Any]:
    return {name: getattr(row, name) for name in STAY}


def _changed(participation: Participation, values: Mapping[str, Any]) -> Participation:
    row = Participation.objects.select_for_update().get(pk=participation.pk)
    row.person, row.edition = participation.person, participation.edition
    told = {name: values[name] for name in STAY if name in values}
    new = told.get("capacity", row.capacity)
    if new != row.capacity and Capacity.PARTICIPANT in (new, row.capacity):
        raise NotPossible(
            _("Who takes part as a participant stays one; add the person once more as something else.")
        )
    twice = Participation.objects.filter(person=row.person_id, edition=row.edition_id, capacity=new)
    if twice.exclude(pk=row.pk).exists():
        raise NotPossible(_("The person is on the list as that already."))
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=list(told))
    return row


def _asked(row: Participation) -> dict[str, str]:
    """Return what is asked of somebody, now or later, by code."""
    at = clock.today(row.edition.time_zone)
    return {
        task.requirement.code: str(task.requirement.label)
        for task in requirements.tasks_for([row], at, row.edition).get(row.pk, [])
        if not task.optional
    }
