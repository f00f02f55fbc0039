"""The four sections of a profile: what belongs to them, from which phase and of whom they are asked."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ish.people.models import Participation
from ish.people.states import State
from ish.profiles.models import AboutMe, Education, Health, TravelDocument
from ish.programme.states import PhaseCode

Words = str | Promise
NONE = "-"
"""How "none" is kept as the answer to a question about health: an answer, unlike nothing at all."""

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
    lead=_("Who you are, where you live, and whom we call if something happens."),
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
    fields=(
        "city",
        "residence_country",
        "emergency_name",
        "emergency_relation",
        "emergency_phone",
        "emergency_language",
    ),
)
EDUCATION = Section(
    code="education",
    title=_("Education and languages"),
    lead=_("What you learn, and which languages you speak. Your lab supervisor reads this."),
    icon="mortarboard",
    model=Education,
    phase=PhaseCode.PROFILE,
    states=HAS_PLACE,
    fields=("kind", "institution", "grade", "subjects", "lab_experience", "languages"),
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
        "has_residence_permit",
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
    fields=("nothing_to_declare", "allergies", "conditions", "medication", "diet", "access_needs"),
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


_SECTIONS = {section.code: section for section in (ABOUT_ME, EDUCATION, PASSPORT, HEALTH)}
QUESTIONS = tuple(name for name in HEALTH.fields if name != "nothing_to_declare")


def every() -> list[Section]:
    """Return the sections in the order in which they are filled in."""
    return list(_SECTIONS.values())


def get(code: str) -> Section:
    """Return the section with this code; raises `KeyError`."""
    return _SECTIONS[code]
