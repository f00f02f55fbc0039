"""The catalogue of personal fields: every `policies.py`, read once, as objects that can be asked.

A declaration is a plain literal, so that it can be read like a table and checked by the system check. See `docs/need-to-know.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import Model

from ish.privacy import purposes

KINDS = ("plain", "contact", "identity", "free", "passport", "health", "document")
LOGGED = frozenset({"passport", "health", "document"})
CONSENTS = ("data", "health")
"""What facts may rest on alone: as a declaration names it in "consent"."""
READERS = (
    "participant",
    "guardian",
    "coordinator",
    "organiser",
    "host",
    "reviewer",
    "companion",
    "officer",
    "user",
)


@dataclass(frozen=True)
class FieldPolicy:
    """Who fills a field in, who reads it, when it is asked and frozen, how sensitive it is, when it is erased."""

    name: str
    kind: str
    fills: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    phase: str = ""
    frozen: str = ""
    erase: str = "keep"
    clear_because: str = ""
    consent: str = ""
    """The consent without which it is not kept: "data" (what is given freely) or "health" (GDPR Art. 9); "": another ground."""

    @property
    def logged(self) -> bool:
        """Whether a look at this field is written down."""
        return self.kind in LOGGED


@dataclass(frozen=True)
class DerivedPolicy:
    """Something less than a field that is computed from fields (an age band from the birth date), for readers of its own."""

    name: str
    of: tuple[str, ...]
    reads: tuple[str, ...]


@dataclass(frozen=True)
class ModelPolicy:
    """The declaration of one model: the way to person and edition, its personal fields, the others, what is derived, what for."""

    label: str
    person: str | None
    edition: str | None
    fields: Mapping[str, FieldPolicy]
    plain: frozenset[str]
    derived: Mapping[str, DerivedPolicy]
    purpose: str = ""

    @property
    def model(self) -> type[Model]:
        """The model class declared."""
        return apps.get_model(self.label)

    def person_id(self, obj: Model) -> int | None:
        """Return the key of the person whom `obj` is about; None when it is about nobody."""
        if self.person is None:
            return None
        if self.person == "":
            return obj.pk
        if self.person.startswith("#"):
            return getattr(obj, self.person[1:], None)
        *way, last = self.person.split("__")
        for step in way:
            obj = getattr(obj, step)
        return getattr(obj, f"{last}_id", None)

    def lookup(self) -> str | None:
        """Return the ORM lookup by which the rows of one person are found."""
        if self.person is None:
            return None
        return "pk" if self.person == "" else self.person.removeprefix("#")


def _read(label: str, raw: Mapping[str, Any]) -> ModelPolicy:
    fields = {name: FieldPolicy(name=name, **spec) for name, spec in raw["fields"].items()}
    if unknown := {one.consent for one in fields.values()} - {"", *CONSENTS}:
        raise ValueError(f"{label} rests on a consent nobody knows: {', '.join(sorted(unknown))}")
    derived = {name: DerivedPolicy(name=name, **spec) for name, spec in raw.get("derived", {}).items()}
    plain = frozenset(raw.get("plain", ()))
    purpose = purposes.of(label.lower(), raw.get("purpose", ""))
    return ModelPolicy(label.lower(), raw.get("person"), raw.get("edition"), fields, plain, derived, purpose)


@cache
def every() -> dict[str, ModelPolicy]:
    """Return all declarations by model label in lower case ("people.person"). Raises `ValueError` on one given twice."""
    found: dict[str, ModelPolicy] = {}
    for config in apps.get_app_configs():
        if not find_spec(f"{config.name}.policies"):
            continue
        for label, raw in getattr(import_module(f"{config.name}.policies"), "POLICIES", {}).items():
            if label.lower() in found:
                raise ValueError(f"{label} is declared twice.")
            found[label.lower()] = _read(label, raw)
    return found


@cache
def resting_on(consent: str) -> dict[str, tuple[str, ...]]:
    """Return the fields that are kept on this consent alone, by model label."""
    found = {
        label: tuple(one.name for one in policy.fields.values() if one.consent == consent)
        for label, policy in every().items()
    }
    return {label: names for label, names in found.items() if names}


def declared(model: str | type[Model] | Model) -> ModelPolicy:
    """Return the declaration of a model. Raises `KeyError` when it has none."""
    label = model.lower() if isinstance(model, str) else model._meta.label_lower
    return every()[label]
