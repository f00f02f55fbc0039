"""Changes that are asked for: values as a request keeps them, which part of the work reads them, what may be asked elsewhere."""

from typing import Any

from django.db import models

from ish.people.models import Person
from ish.privacy import catalogue
from ish.privacy.services import empty_value
from ish.profiles.models import ChangeRequest
from ish.profiles.sections import Section
from ish.profiles.states import Care, ChangeState

WAYS = {ChangeState.WAITING: "waiting", ChangeState.ACCEPTED: "done", ChangeState.DECLINED: "problem"}
"""How a state looks on a page; others are neutral."""


def model_of(section: Section, name: str) -> Any:
    """Return the model that holds a fact of the section."""
    return Person if name in section.person_fields else section.model


def plain(value: Any) -> Any:
    """Return a value as a request keeps it: what JSON knows, empty as ""."""
    if value is None or isinstance(value, (str, bool, int, float, list, dict)):
        return "" if value is None else value
    return str(getattr(value, "as_e164", None) or getattr(value, "code", None) or value)


def python(model: Any, name: str, value: Any) -> Any:
    """Return a kept value as the model takes it."""
    field = model._meta.get_field(name)
    return empty_value(field) if value in (None, "", [], {}) else field.to_python(value)


def care_for(label: str, name: str) -> str:
    """Return which part of the organisers' work reads a request about this fact, by how it is declared."""
    policy = catalogue.declared(label).fields[name]
    if policy.kind == "health" or "health" in policy.parts:
        return Care.HEALTH
    if policy.kind in ("passport", "document") or policy.parts:
        return Care.PASSPORT
    return Care.OPEN


def cares_of(parts: set[str]) -> set[str]:
    """Return the requests that an organiser with these parts of the work reads."""
    declared = catalogue.declared(ChangeRequest).fields
    columns = {Care.OPEN: "changes", Care.PASSPORT: "passport_changes", Care.HEALTH: "health_changes"}
    return {care for care, name in columns.items() if not (need := declared[name].parts) or set(need) & parts}


def writes_itself(model: Any, name: str) -> bool:
    """Say whether an accepted correction of this fact can be written as it was asked: words that anybody may choose freely."""
    field = model._meta.get_field(name)
    texty = isinstance(field, (models.CharField, models.TextField)) or type(field).__name__.endswith(
        "TextField"
    )
    return texty and not field.choices and not field.unique
