"""Whom we know already: somebody who is added may have been here before, as a participant, a candidate, or a guest.

Only people whom the organiser sees anyway are looked through. What is certain is taken (a name and a birth date, or a name and an
address); a name alone is a question, for the organiser to answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from accounts import roles
from ish.desk import folding
from ish.people.models import Participation, Person

MOST = 6
"""So many people are asked about; more of one name say nothing."""


@dataclass(frozen=True)
class Sought:
    """By what somebody who is added may be known."""

    given: str
    family: str = ""
    email: str = ""
    born: date | None = None


@dataclass(frozen=True)
class Known:
    """Who it may be. `sure`: a name with a birth date or an address says so."""

    person: Person
    sure: bool
    here: tuple[Participation, ...] = ()


def find(sought: Sought, *, by: Any) -> list[Known]:
    """Return whom the organiser `by` knows who may be the person sought, those that are certain first."""
    return find_many([sought], by=by)[0]


def find_many(sought: Sequence[Sought], *, by: Any) -> list[list[Known]]:
    """The same for several at once, in two queries for each fifty."""
    found: list[list[Known]] = []
    for start in range(0, len(sought), 50):
        part = sought[start : start + 50]
        people = _people(part, by)
        taking = _taking_part([person.pk for person in people], by)
        found += [_among(people, one, taking) for one in part]
    return found


def _people(sought: Iterable[Sought], by: Any) -> list[Person]:
    either = Q(pk__in=[])
    for one in sought:
        if one.email:
            either |= Q(email__iexact=one.email)
        alike = Q()
        for forms in folding.wanted([one.given, one.family]):
            word = Q()
            for form in forms:
                word |= Q(folded__contains=form)
            alike &= word
        if alike:
            either |= alike
    rows = roles.visible_to(Person.objects.filter(erased_at=None), by, role="organiser")
    return list(rows.filter(either).distinct().order_by("pk")[:500])


def _taking_part(keys: list[int], by: Any) -> dict[int, list[Participation]]:
    seen = roles.visible_to(Participation.objects.filter(person__in=keys), by, role="organiser")
    found: dict[int, list[Participation]] = {}
    for row in seen.select_related("edition__programme").order_by("-edition__arrival_day", "pk"):
        found.setdefault(row.person_id, []).append(row)
    return found


def _among(people: list[Person], one: Sought, taking: dict[int, list[Participation]]) -> list[Known]:
    fitting = [
        Known(person, sure, tuple(taking.get(person.pk, ())))
        for person in people
        if (sure := _is(one, person)) is not None
    ]
    return sorted(fitting, key=lambda known: not known.sure)[:MOST]


def _is(one: Sought, person: Person) -> bool | None:
    """Say whether it is the person: True, False for perhaps, None for somebody else."""
    same_name = _words(one.given, one.family) == _words(person.given_names, person.family_name)
    same_address = bool(one.email) and one.email.casefold() == person.email.casefold()
    if one.born and person.birth_date and one.born != person.birth_date:
        return None  # two birth dates are two people, also at one address
    if same_name:
        return bool(same_address or (one.born and one.born == person.birth_date))
    return False if same_address else None


def _words(given: str, family: str) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(folding.wanted([given, family])))
