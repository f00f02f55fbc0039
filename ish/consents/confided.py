"""What one guardian has told is not shown to another: which facts of a section, and which people to call, stay behind.

A fact that a guardian wrote is "already answered" to every other guardian, whoever changed it since, until the student shows it.
Somebody to call who is another guardian stays behind in any case: their number is theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ish.consents.models import Handover
from ish.desk import folding
from ish.people.models import Guardian, Participation
from ish.profiles import sections
from ish.profiles.sections import HEALTH, QUESTIONS, Section

EVERYTHING = "*"
"""Stands in `Handover.wrote` for every fact of a section: what was written before it was noted which."""
CONTACTS = "contacts"
_EMPTY: tuple[Any, ...] = (None, "", [], {})
ALL_NONE = "nothing_to_declare"


def hidden(participation: Participation, section: Section, row: Any, guardian: Guardian) -> frozenset[str]:
    """Return the facts of a section that this guardian does not read, because another guardian wrote what is there."""
    written: set[str] = set()
    for handover in Handover.objects.filter(participation=participation, section=section.code):
        if handover.guardian_id != guardian.pk:
            written |= set(handover.wrote)
        elif handover.ended_at is None and handover.shown_at is not None:
            return frozenset()
    names = section.fields if EVERYTHING in written else [one for one in section.fields if one in written]
    found = {name for name in names if getattr(row, name) not in _EMPTY}
    return frozenset(found | (_told_together(found, row) if section is HEALTH else set()))


def _told_together(found: set[str], row: Any) -> set[str]:
    """ "Nothing to declare" answers each question, and an answer to one contradicts it: they stay behind together."""
    if ALL_NONE in found:
        return set(QUESTIONS)
    return {ALL_NONE} if found & set(QUESTIONS) else set()


def labels_hidden(label: str, row: Any, guardian: Guardian) -> frozenset[str]:
    """Return the same for a row of any model; nothing for what is no section that is handed over."""
    section = next((one for one in sections.every() if one.model._meta.label_lower == label), None)
    return hidden(row.participation, section, row, guardian) if section else frozenset()


# ---------------------------------------------------------------- PEOPLE TO CALL

Contact = Mapping[str, str]


def others(guardian: Guardian) -> list[Guardian]:
    """Return the student's other guardians."""
    return list(Guardian.objects.filter(person=guardian.person_id).exclude(pk=guardian.pk))


def is_one_of(contact: Contact, parents: Iterable[Guardian]) -> bool:
    """Say whether somebody to call is one of these guardians: by phone number, or by name."""
    name, phone = folding.searchable(contact.get("name", "")), _digits(contact.get("phone", ""))
    return any(
        (phone and phone == _digits(str(one.phone))) or (name and name == folding.searchable(one.name))
        for one in parents
    )


def _digits(phone: str) -> str:
    """Return the end of a number, by which it is the same with and without the code of its country."""
    found = "".join(sign for sign in phone if sign.isdecimal())
    return found[-9:] if len(found) >= 6 else ""


def seen(contacts: Sequence[Contact] | None, parents: Iterable[Guardian]) -> list[Contact]:
    """Return the people to call without those who are one of these guardians."""
    known = list(parents)
    return [one for one in contacts or [] if not is_one_of(one, known)]


def put_back(
    new: Sequence[Contact], kept: Sequence[Contact] | None, parents: Iterable[Guardian]
) -> list[Contact]:
    """Return the people to call as a guardian wrote them, with those whom they did not see where they stood in the order."""
    known, found = list(parents), list(new)
    for place, one in enumerate(kept or []):
        if is_one_of(one, known):
            found.insert(min(place, len(found)), one)
    return found
