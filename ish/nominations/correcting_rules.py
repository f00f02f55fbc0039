"""Which facts of a handed-in student are corrected at once and which wait for the school, in plain values that can be kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from phonenumber_field.phonenumber import PhoneNumber

from ish import clock
from ish.nominations.models import Nomination
from ish.nominations.rules import COORDINATOR, ORGANISER
from ish.nominations.states import DECISIONS, IN_HAND
from ish.people import ages
from ish.people.models import Guardian, Participation, Person
from ish.people.states import OPEN
from ish.privacy import services as privacy
from ish.programme.models import Edition
from ish.programme.queries import has_ended

PARTICIPANT = "participant"
PERSON = (
    "given_names",
    "family_name",
    "native_name",
    "badge_name",
    "pronunciation",
    "birth_date",
    "sex",
    "nationalities",
    "email",
    "phone",
)
NOMINATION = ("school", "grade", "english_level", "interests", "motivation")
ORDER = ("rank", "reserve")
GUARDIAN = {"guardian_name": "name", "guardian_email": "email", "guardian_phone": "phone"}
# Who somebody is, and to whom links go that open their pages. An organiser looks at it first.
WAITING = (
    "given_names",
    "family_name",
    "birth_date",
    "sex",
    "nationalities",
    "email",
    "guardian_name",
    "guardian_email",
)
FIELDS = (*PERSON, *GUARDIAN, *NOMINATION, *ORDER)
_NOT_FOR = {
    COORDINATOR: {"badge_name", "pronunciation"},  # what somebody wants to be called they say themselves
    PARTICIPANT: {*GUARDIAN, *ORDER, "motivation"},  # the motivation has a page of its own
    ORGANISER: set(),
}


def may_correct(nomination: Nomination) -> bool:
    """Say whether there is something to correct: handed in, the person still counts, and the school is not over. What is not
    handed in is changed as it is."""
    handed_in = nomination.sender_state in IN_HAND and nomination.participation.state in OPEN
    return handed_in and not has_ended(nomination.edition)


def offered(nomination: Nomination, role: str) -> list[str]:
    """Return the fields that somebody in this role may correct; once it is decided, rank and waiting list are history."""
    decided = nomination.receiver_state in DECISIONS
    left_out = _NOT_FOR[role] | (set(ORDER) if decided else set())
    return [name for name in FIELDS if name not in left_out]


def at_once(edition: Edition, role: str) -> set[str]:
    """Return the fields whose correction applies at once: the organisers' own all, otherwise what is harmless and not frozen."""
    if role == ORGANISER:
        return set(FIELDS)
    today = clock.today(edition.time_zone)
    own = privacy.writable("people.Person", role, edition_id=edition.pk, at=today)
    return {name for name in FIELDS if name not in WAITING and (name not in PERSON or name in own)}


def plain(value: Any) -> Any:
    """Return a value as it is kept and compared: days in ISO, phone numbers in E.164, nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, PhoneNumber):
        return value.as_e164
    return list(value) if isinstance(value, (list, tuple)) else str(value).strip()


def python(name: str, value: Any) -> Any:
    """Return a kept value as the models take it."""
    if name == "birth_date":
        return date.fromisoformat(value) if value else None
    if name == "rank":
        return value or None
    return bool(value) if name == "reserve" else value


def as_it_is(nomination: Nomination, guardian: Guardian | None) -> dict[str, Any]:
    """Return the present values of all fields, plain."""
    person = nomination.participation.person
    found = {name: plain(getattr(person, name)) for name in PERSON}
    found |= {name: plain(getattr(nomination, name)) for name in (*NOMINATION, *ORDER)}
    found |= {name: plain(getattr(guardian, of)) if guardian else "" for name, of in GUARDIAN.items()}
    return found


def parted(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return plain values as the models take them: of the person, the nomination, the guardian. Raises `TypeError` for others."""
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"Not to be corrected: {', '.join(sorted(unknown))}.")
    taken = {name: python(name, value) for name, value in values.items()}
    return (
        {name: taken[name] for name in PERSON if name in taken},
        {name: taken[name] for name in (*NOMINATION, *ORDER) if name in taken},
        {of: taken[name] for name, of in GUARDIAN.items() if name in taken},
    )


def minor_on_arrival(participation: Participation, born: str) -> bool | None:
    """Say whether somebody born on that (plain) day is under 18 on the day of arrival; None without a day."""
    if not born:
        return None
    age = Person(birth_date=date.fromisoformat(born)).age_on(participation.edition.arrival_day)
    return age is not None and age < ages.ADULT
