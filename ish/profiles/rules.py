"""Who fills in which section, and when. Writes nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts import roles
from ish import clock
from ish.people.models import Guardian, Participation, Person
from ish.people.states import OPEN
from ish.privacy import catalogue, registry
from ish.privacy import services as privacy
from ish.profiles.conditions import eighteen_before
from ish.profiles.models import NoticeRead
from ish.profiles.notice import NOTICE_VERSION
from ish.profiles.sections import Section
from ish.programme import queries as programme

FILLING = ("participant", "organiser")


def role_of(user: Any, participation: Participation) -> str | None:
    """Return the role in which `user` fills in this profile: their own before an organiser's; None for everybody else."""
    through = roles.through(user, participation)
    return next((name for name in FILLING if name in through), None)


def today(participation: Participation) -> date:
    """Return the day that counts for the participation: in the zone of its edition."""
    return clock.today(participation.edition.time_zone)


@dataclass(frozen=True)
class Standing:
    """How a section stands for one who fills it in: may it be shown, may anything be written, and if not, why."""

    shown: bool
    writable: frozenset[str] = frozenset()
    person_writable: frozenset[str] = frozenset()
    why: str = ""  # "unasked", "not_yet", "over", "frozen", "part"
    begins: date | None = None

    @property
    def open(self) -> bool:
        """Whether anything can be written."""
        return bool(self.writable | self.person_writable)


def standing(participation: Participation, section: Section, *, user: Any, role: str, at: date) -> Standing:
    """Return how the section stands. Organisers write at any time, but only what their part of the work lets them read."""
    if role == "organiser":
        return _for_organiser(participation, section, user, at)
    phase = programme.phase(participation.edition, section.phase)
    begins = phase.opens if phase else None
    if participation.state not in section.states:
        return Standing(
            shown=False,
            why="unasked" if participation.state in OPEN else "over",
            begins=begins,
        )
    if phase is None or phase.opens > at:
        return Standing(shown=False, why="not_yet", begins=begins)
    found = _writable(participation, section, role, at)
    return found if found.open else Standing(shown=True, why="frozen")


def _for_organiser(participation: Participation, section: Section, user: Any, at: date) -> Standing:
    parts = registry.parts_of(user, participation.edition_id)
    if not privacy.readable(section.label, "organiser", parts) & set(section.fields):
        return Standing(shown=False, why="part")
    return _writable(participation, section, "organiser", at)


def _writable(participation: Participation, section: Section, role: str, at: date) -> Standing:
    edition_id = participation.edition_id
    known = {} if role == "organiser" else programme.phases_by_code(participation.edition)
    when: dict[str, Any] = {
        "edition_id": edition_id,
        "at": at,
        "phases": {code: (phase.opens, phase.closes) for code, phase in known.items()},
    }
    own = privacy.writable(section.label, role, **when)
    # A person's own facts carry no edition in their declaration: the phases of the edition in hand decide.
    person = privacy.writable(Person, role, **when) if section.person_fields else set()
    return Standing(
        shown=True,
        writable=frozenset(own & set(section.fields)),
        person_writable=frozenset(person & set(section.person_fields)),
    )


def asks_for_guardian(participation: Participation, at: date) -> bool:
    """Say whether a parent is asked for: under 18 today (whoever is so on the day of arrival is so today)."""
    born = participation.person.birth_date
    return born is not None and born > eighteen_before(at)


def shares_address(guardian: Guardian, person: Person) -> bool:
    """Say whether a parent is written to at the student's own address (or the one they sign in with)."""
    own = {person.email.casefold(), person.user.email.casefold() if person.user else ""}
    return bool(guardian.email) and guardian.email.casefold() in own


def notice_read(participation: Participation) -> bool:
    """Say whether the person has read the present version of the privacy notice."""
    return NoticeRead.objects.filter(
        person=participation.person_id, edition_id=participation.edition_id, version=NOTICE_VERSION
    ).exists()


def guardian_fields(role: str) -> frozenset[str]:
    """Return the facts of a guardian that the role may fill in."""
    declared = catalogue.declared("people.Guardian").fields
    return frozenset(name for name, field in declared.items() if role in field.fills)
