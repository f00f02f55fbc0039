"""Writes the people who are no participants: two tutors (one was a student last year), a chaperone, two day guests, a speaker."""

from dataclasses import dataclass
from datetime import date, datetime

from ish.people.models import Participation, Person, Step, Waiver
from ish.people.states import Capacity, State
from logistics.demo import season
from logistics.demo.build import World

ADDED_ON = datetime(2027, 4, 28, 14, 15, tzinfo=season.BERLIN)
CASTLE, FAREWELL = date(2027, 7, 24), date(2027, 8, 13)


@dataclass(frozen=True)
class Guest:
    """Somebody who comes as something else than a participant."""

    given: str
    family: str
    capacity: str
    email: str = ""
    born: date | None = None
    language: str = "en"
    resident: bool = True
    days: tuple[date | None, date | None] = (None, None)
    body: str = ""
    state: str = State.CONFIRMED
    phone: str = ""


GUESTS = (
    Guest("Toni", "KELLER", Capacity.TUTOR, "toni@example.org", date(2003, 6, 9), phone="+4962215550171"),
    Guest("Felix", "ADLER", Capacity.TUTOR, "felix.adler@example.org", language="de", resident=False),
    Guest("Haruko", "SAKAI", Capacity.CHAPERONE, "haruko.sakai@example.org", date(1979, 11, 3), body="kumamoto"),
    Guest("Leni", "BRAUN", Capacity.DAY_GUEST, "leni.braun@example.org", date(2010, 2, 21), "de", False, (CASTLE, CASTLE)),
    Guest("Arda", "YILMAZ", Capacity.DAY_GUEST, "", date(2009, 12, 12), "de", False, (CASTLE, CASTLE)),
    Guest("Renate", "VOSS", Capacity.INVITED_GUEST, "renate.voss@example.org", None, "de", False, (FAREWELL, FAREWELL), state=State.OFFERED),
)  # fmt: skip


def guests(world: World) -> None:
    """Write them, once the season has come as far as the profiles; the student of last year is known again."""
    if not world.reached("profiles"):
        return
    for guest in GUESTS:
        person = _person(world, guest)
        row = Participation.objects.create(
            person=person,
            edition=world.edition,
            capacity=guest.capacity,
            state=guest.state,
            resident=guest.resident,
            from_day=guest.days[0],
            to_day=guest.days[1],
            brought_by=world.bodies.get(guest.body),
            offered_at=ADDED_ON if guest.state == State.OFFERED else None,
            confirmed_at=ADDED_ON if guest.state == State.CONFIRMED else None,
            created_at=ADDED_ON,
        )
        olga = world.users["olga@example.org"]
        Step.objects.create(participation=row, old="", new=State.PROSPECTIVE, at=ADDED_ON, by=olga)
        Step.objects.create(participation=row, old=State.PROSPECTIVE, new=guest.state, at=ADDED_ON, by=olga)
        if guest.capacity == Capacity.CHAPERONE:
            why = "Flies home with the students of Kumamoto."
            Waiver.objects.create(
                participation=row, requirement="departure", reason=why, by=olga, at=ADDED_ON
            )


def _person(world: World, guest: Guest) -> Person:
    known = Person.objects.filter(given_names=guest.given, family_name=guest.family).first()
    facts = {
        "email": guest.email,
        "birth_date": guest.born,
        "phone": guest.phone,
        "language": guest.language,
        "user": world.users.get(guest.email),
    }
    if known is None:
        return Person.objects.create(given_names=guest.given, family_name=guest.family, **facts)
    for name, value in facts.items():
        setattr(known, name, value)
    known.save()
    return known
