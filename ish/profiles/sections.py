"""The sections of a profile: what belongs to them, and from which phase they are asked. Of whom: `asked`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ish.people.models import Participation
from ish.people.states import State
from ish.profiles import asked, covers
from ish.profiles.models import (
    AboutMe,
    Education,
    EducationKind,
    Emergency,
    Health,
    Insurance,
    Interests,
    TravelDocument,
)
from ish.programme.states import PhaseCode

Words = str | Promise
NONE = "-"
"""How "none" is kept as the answer to a question about health: an answer, unlike nothing at all."""

BY_KIND: dict[str, tuple[str, ...]] = {
    EducationKind.SCHOOL: ("institution", "grade", "subjects"),
    EducationKind.UNIVERSITY: ("institution", "semester", "study_subject"),
    EducationKind.GAP: ("occupation",),
}
"""The questions that fit who goes to school, studies, or does neither; the rest of the section is for everybody."""

EU_SCHENGEN = frozenset({
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip

HAS_PLACE = (State.OFFERED, State.CONFIRMED, State.ARRIVED, State.COMPLETED)
COMES = (State.CONFIRMED, State.ARRIVED, State.COMPLETED)


@dataclass(frozen=True)
class Section:
    """A page of the profile. `person_fields` are facts of the person, `fields` those of `model`, one row a participation.

    Asked from `phase` on, of participations in one of `states`: what only travel needs is not asked before a place is accepted.
    """

    code: str
    title: Words
    lead: Words
    icon: str
    model: type[Any]
    phase: PhaseCode
    states: tuple[str, ...]
    fields: tuple[str, ...]
    person_fields: tuple[str, ...] = ()
    derive: Callable[[Any], dict[str, Any]] | None = (
        None  # columns worked out from the row whenever it is saved
    )

    def asked_of(self, participation: Participation) -> tuple[str, ...]:
        """Return the facts of the section that concern the participation, by name."""
        return asked.facts(participation.capacity, participation.resident, self.code)

    @property
    def label(self) -> str:
        """The label of the section's model ("profiles.Health")."""
        return str(self.model._meta.label)

    def row(self, participation: Participation) -> Any:
        """Return the section's row of the participation; an unsaved one when there is none yet."""
        found = self.model.objects.filter(participation=participation).first()
        row = found or self.model(participation=participation)
        row.participation = participation
        return row

    def filled(self, row: Any) -> bool:
        """Whether the section's row holds anything at all."""
        return any(getattr(row, name) not in (None, "", [], {}) for name in self.fields)


ABOUT_ME = Section(
    code="about_me",
    title=_("About you"),
    lead=_("Who you are, how to reach you, and where you live."),
    icon="person",
    model=AboutMe,
    phase=PhaseCode.PROFILE,
    states=HAS_PLACE,
    person_fields=(
        "given_names",
        "family_name",
        "badge_name",
        "native_name",
        "pronunciation",
        "birth_date",
        "sex",
        "nationalities",
        "email",
        "phone",
    ),
    fields=("street", "postal_code", "city", "residence_country"),
)
EMERGENCY = Section(
    code="emergency",
    title=_("Emergency contacts"),
    lead=_("Adults who answer the phone, also at night. We call the first one first."),
    icon="bell",
    model=Emergency,
    phase=PhaseCode.PROFILE,
    states=HAS_PLACE,
    fields=("contacts",),
)
EDUCATION = Section(
    code="education",
    title=_("Education and languages"),
    lead=_("What you learn, and which languages you speak. Your lab supervisor reads this."),
    icon="mortarboard",
    model=Education,
    phase=PhaseCode.PROFILE,
    states=HAS_PLACE,
    fields=(
        "kind",
        "institution",
        "grade",
        "subjects",
        "semester",
        "study_subject",
        "occupation",
        "lab_experience",
        "languages",
    ),
)
INTERESTS = Section(
    code="interests",
    title=_("Interests and sizes"),
    lead=_("What you like beside science. All of it is up to you."),
    icon="star",
    model=Interests,
    phase=PhaseCode.PROFILE,
    states=HAS_PLACE,
    fields=("hobbies", "instrument", "sport", "swimming", "shirt_size"),
)
PASSPORT = Section(
    code="passport",
    title=_("Passport"),
    lead=_("The document you will travel with."),
    icon="passport",
    model=TravelDocument,
    phase=PhaseCode.DOCUMENTS,
    states=COMES,
    fields=(
        "kind",
        "number",
        "issuing_country",
        "issued_at_place",
        "issued_on",
        "expires_on",
        "biometric",
        "printed_line",
        "permit",
        "permit_country",
        "permit_number",
        "permit_expires_on",
        "other_documents",
    ),
)
HEALTH = Section(
    code="health",
    title=_("Health and diet"),
    lead=_("What we must know so that you stay well. “None” is an answer, too."),
    icon="heart-pulse",
    model=Health,
    phase=PhaseCode.DOCUMENTS,
    states=COMES,
    fields=(
        "nothing_to_declare",
        "allergies",
        "conditions",
        "medication",
        "diet",
        "access_needs",
        "doctor_name",
        "doctor_phone",
        "private_note",
    ),
)
INSURANCE = Section(
    code="insurance",
    title=_("Insurance"),
    lead=_("For illness, accidents, and harm to others, from the day you leave home until you are back."),
    icon="shield-check",
    model=Insurance,
    phase=PhaseCode.DOCUMENTS,
    states=COMES,
    fields=("covers",),
    derive=lambda row: {"covered": covers.for_illness(row.covers or [])},
)


def rows(participation: Participation) -> dict[str, Any]:
    """Return the rows of all sections by code, as `Section.row` gives them one by one (one query)."""
    names = {section.code: section.model._meta.model_name or "" for section in every()}
    found = Participation.objects.select_related(*names.values()).get(pk=participation.pk)
    return {code: _owned(getattr(found, name, None), code, participation) for code, name in names.items()}


def _owned(row: Any, code: str, participation: Participation) -> Any:
    row = row or get(code).model(participation=participation)
    row.participation = participation
    return row


_SECTIONS = {
    section.code: section
    for section in (ABOUT_ME, EMERGENCY, EDUCATION, INTERESTS, PASSPORT, HEALTH, INSURANCE)
}
QUESTIONS = asked.NEEDED["health"]
"""The questions about health that "none" is an answer to."""
SEALED = ("passport", "health", "insurance")
"""Sections whose facts are shown on a person's page only when somebody asks for them."""


def every() -> list[Section]:
    """Return the sections in the order in which they are filled in."""
    return list(_SECTIONS.values())


def asked_of(participation: Participation) -> list[Section]:
    """Return the sections that concern the participation, in the order in which they are filled in."""
    codes = asked.sections(participation.capacity, participation.resident)
    return [section for section in every() if section.code in codes]


def get(code: str) -> Section:
    """Return the section with this code; raises `KeyError`."""
    return _SECTIONS[code]
