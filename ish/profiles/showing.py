"""Facts of sections as pages show them, through `privacy.reveal` alone: values for a form, and words."""

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ish.desk import days, names
from ish.people.models import Guardian, Participation
from ish.privacy.services import in_words, reveal
from ish.profiles.forms import label_of
from ish.profiles.row_specs import SPECS
from ish.profiles.sections import BY_KIND, NONE, Section
from ish.profiles.services import GUARDIAN, GUARDIAN_FIELDS, MOST_GUARDIANS, NOTHING_SAID

_COUNTRIES = ("nationalities", "residence_country", "issuing_country", "permit_country")


def _is_said(name: str, known: Any) -> bool:
    return bool(known.get(name)) and known[name] != NOTHING_SAID.get(name)


def _of_parent(row: Guardian, name: str) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown() if shown else getattr(row, name))


def words(obj: Any, name: str) -> str:
    """Return a fact as people read it: days in words, countries and languages by name, "none" and "not given" told apart."""
    value = getattr(obj, name)
    if name == "languages":
        return ", ".join(_language(row) for row in value or [] if isinstance(row, dict))
    if name in SPECS and value not in (NONE, None):
        return "; ".join(SPECS[name].in_words(value))
    if name in _COUNTRIES:
        codes = value if isinstance(value, list) else [str(value)]
        return ", ".join(names.name_of("nationality", code) for code in codes if code)
    if name == "nothing_to_declare":
        return _("yes") if value else ""
    if value == NONE:
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "isoformat"):
        return days.in_words(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    shown = in_words(obj, name) if value else ""
    return str(getattr(shown, "as_international", shown) or "")


def _language(row: dict[str, str]) -> str:
    level = row.get("level", "")
    if level == "first":
        level = _("first language")
    name = names.name_of("language", row.get("language", ""))
    return f"{name} ({level})" if level else name


class Known:
    """What a reader may know of one section: the section's row, the person's facts in it, the parents. Looking is logged."""

    def __init__(
        self,
        participation: Participation,
        section: Section,
        *,
        reader: Any,
        role: str,
        where: str,
        reason: str = "",
    ) -> None:
        self.section, self.participation = section, participation
        self.row = section.row(participation)
        look: dict[str, Any] = {"reader": reader, "role": role, "where": where, "reason": reason}
        self.own = reveal(self.row, **look)
        person = participation.person
        self.person = reveal(person, **look) if section.person_fields else {}
        self.guardians: list[tuple[Guardian, Any]] = []
        if section.person_fields:
            prefetch_related_objects([person], "guardians")  # the page asks for them more than once
            rows = sorted(person.guardians.all(), key=lambda row: row.pk)[:MOST_GUARDIANS]
            self.guardians = [(row, reveal(row, **look)) for row in rows]

    def initial(self) -> dict[str, Any]:
        """Return the values for a form, by name."""
        values = {name: self.person[name] for name in self.section.person_fields if name in self.person}
        values |= {name: self.own[name] for name in self.section.fields if name in self.own}
        if "nothing_to_declare" in values:
            values["nothing_to_declare"] = bool(values["nothing_to_declare"])
        for index, (_row, known) in enumerate(self.guardians):
            values |= {f"{GUARDIAN}{index}_{name}": known[name] for name in GUARDIAN_FIELDS if name in known}
        return values

    def facts(self, without: Iterable[str] = ()) -> list[dict[str, Any]]:
        """Return the facts in words, in the order of the form, for a definition list; `erased`: when, if they were."""
        skipped = set(without) | self.unfitting()
        found = []
        for source, obj, wanted in (
            (self.person, self.participation.person, self.section.person_fields),
            (self.own, self.row, self.section.fields),
        ):
            found += [
                {
                    "label": capfirst(label_of(name, self.section)),
                    "value": words(obj, name),
                    "erased": getattr(obj, "erased_at", None),
                }
                for name in wanted
                if name in source and name not in skipped
            ]
        return found

    def unfitting(self) -> set[str]:
        """Return the facts of the section that do not concern this participation, or do not fit where it learns."""
        section = self.section
        unasked = {*section.person_fields, *section.fields} - set(section.asked_of(self.participation))
        kind = getattr(self.row, "kind", "")
        if section.code != "education" or kind not in BY_KIND:
            return unasked
        return unasked | {name for names in BY_KIND.values() for name in names} - set(BY_KIND[kind])

    def guardian_facts(self) -> list[dict[str, str]]:
        """Return the parents, one line each."""
        return [
            {
                "label": _("Parent or guardian"),
                "value": " · ".join(_of_parent(row, n) for n in GUARDIAN_FIELDS if _is_said(n, known)),
            }
            for row, known in self.guardians
        ]

    def anything(self) -> bool:
        """Whether there is anything to show of the section itself."""
        return any(self.own.get(name) not in (None, "", [], {}) for name in self.section.fields)
