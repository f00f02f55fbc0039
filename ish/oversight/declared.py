"""The need-to-know table for people: every declared field in words, made from the declarations that the program itself obeys."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ish.oversight import words
from ish.privacy import catalogue, registry
from ish.privacy.catalogue import FieldPolicy, ModelPolicy
from ish.privacy.retention import CLASSES, Keeping, in_words
from ish.profiles.notes import months_after
from ish.programme.models import Edition
from ish.programme.states import PhaseCode


@dataclass(frozen=True)
class Row:
    """One field in words. `from_day`, `frozen_day`, `until` are days of the edition, where it has them."""

    model: str
    name: str
    label: str
    fills: str
    reads: str
    asked: str
    from_day: date | None
    frozen: str
    frozen_day: date | None
    kind: str
    sensitive: bool
    sealed: bool
    kept: str
    until: date | None
    logged: bool
    why_clear: str = ""
    derived: bool = False


@dataclass(frozen=True)
class Group:
    """What is known of one model, in words."""

    label: str
    title: str
    purpose: str
    about: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Season:
    """The edition whose days are meant, its phases, and until when what is kept in it."""

    edition: Edition | None
    phases: Mapping[str, tuple[date, date]]
    rules: Mapping[str, Keeping]


def model_title(label: str) -> str:
    """Return what a model is called on the screen, "" when there is no such model (any more)."""
    if label in words.MODELS:
        return str(capfirst(words.MODELS[label]))
    try:
        return str(capfirst(apps.get_model(label)._meta.verbose_name))
    except (LookupError, ValueError):
        return ""


def field_label(label: str, name: str) -> str:
    """Return what a field of a model is called on the screen; of one that is no more, its name."""
    told = words.FIELDS.get(f"{label}.{name}") or words.DERIVED.get(f"{label}.{name}")
    if told:
        return str(told)
    try:
        return str(getattr(apps.get_model(label)._meta.get_field(name), "verbose_name", name))
    except (LookupError, ValueError, FieldDoesNotExist):
        return name


def has_words(label: str, name: str) -> bool:
    """Say whether a field has words that can be translated."""
    if f"{label}.{name}" in words.FIELDS:
        return True
    try:
        field = apps.get_model(label)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return False
    return isinstance(getattr(field, "verbose_name", None), Promise)


def is_titled(label: str) -> bool:
    """Say whether a model has a title that can be translated."""
    return label in words.MODELS or isinstance(apps.get_model(label)._meta.verbose_name, Promise)


def roles_in_words(names: Iterable[str], parts: Iterable[str] = ()) -> str:
    """Return roles in words; for organisers, with the parts that read."""
    own = ", ".join(str(words.PARTS.get(part, part)) for part in parts)
    told = []
    for name in names:
        role = str(words.ROLES.get(name, name))
        told.append(f"{role} ({own})" if own and name == "organiser" else role)
    return ", ".join(told)


def kept_until(keeping: Keeping, edition: Edition | None) -> date | None:
    """Return the last day for somebody who stays to the end of the edition; None where it depends on each person."""
    if edition is None or keeping.anchor not in ("departure", "stay"):
        return None
    return months_after(edition.departure_day, keeping.months) + timedelta(days=keeping.days)


def groups(
    *,
    edition: Edition | None,
    role: str = "",
    model: str = "",
    about_people: bool = False,
) -> list[Group]:
    """Return the table: all of it, or what `role` reads or fills in, or one `model`; `about_people`: no staff, no partners."""
    key = edition.pk if edition else None
    phases, rules = registry.phases_of(key), registry.rules_of(key)
    found = []
    for policy in catalogue.every().values():
        if not policy.fields or (model and policy.label != model):
            continue
        if about_people and policy.person is None:
            continue
        rows = tuple(_rows(policy, Season(edition, phases, rules), role))
        if rows:
            found.append(_group(policy, rows))
    return sorted(found, key=lambda group: group.title.casefold())


def _group(policy: ModelPolicy, rows: tuple[Row, ...]) -> Group:
    about = _("about one person") if policy.person is not None else _("about staff and partners")
    return Group(
        policy.label, model_title(policy.label), str(words.PURPOSES.get(policy.purpose, "")), about, rows
    )


def _rows(policy: ModelPolicy, season: Season, role: str) -> Iterable[Row]:
    for field in policy.fields.values():
        if not role or role in field.reads or role in field.fills:
            yield _row(policy, field, season)
    for derived in policy.derived.values():
        if not role or role in derived.reads:
            of = policy.fields[derived.of[0]]
            row = _row(policy, of, season)
            yield Row(
                **{
                    **row.__dict__,
                    "name": derived.name,
                    "label": field_label(policy.label, derived.name),
                    "fills": _("computed from: %(fields)s")
                    % {"fields": ", ".join(field_label(policy.label, name) for name in derived.of)},
                    "reads": roles_in_words(derived.reads),
                    "derived": True,
                }
            )


def _row(policy: ModelPolicy, field: FieldPolicy, season: Season) -> Row:
    names, phases = dict(PhaseCode.choices), season.phases
    keeping = season.rules.get(field.erase, CLASSES[field.erase])
    column = policy.model._meta.get_field(field.name)
    return Row(
        model=policy.label,
        name=field.name,
        label=field_label(policy.label, field.name),
        fills=roles_in_words(field.fills) or _("nobody: written by the program"),
        reads=roles_in_words(field.reads, field.parts) or _("nobody"),
        asked=str(names.get(field.phase, "")),
        from_day=phases[field.phase][0] if field.phase in phases else None,
        frozen=str(names.get(field.frozen, "")),
        frozen_day=phases[field.frozen][1] if field.frozen in phases else None,
        kind=str(words.KINDS.get(field.kind, field.kind)),
        sensitive=field.logged,
        sealed=bool(getattr(column, "sealed", False)),
        kept=in_words(keeping),
        until=kept_until(keeping, season.edition),
        logged=field.logged,
        why_clear=field.clear_because,
    )


def of_class(code: str) -> list[str]:
    """Return what is kept by one class: models in words, with how many of their fields."""
    found = []
    for policy in catalogue.every().values():
        names = [field.name for field in policy.fields.values() if field.erase == code]
        if names and len(names) == len(policy.fields):
            found.append(model_title(policy.label))
        elif names:
            labels = ", ".join(field_label(policy.label, name) for name in names)
            found.append(f"{model_title(policy.label)} ({labels})")
    return sorted(found, key=str.casefold)
