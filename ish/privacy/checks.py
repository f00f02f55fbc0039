"""System checks: a personal field without a declaration does not pass."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.checks import CheckMessage, Error
from django.db import models

from ish.privacy import catalogue
from ish.privacy.catalogue import KINDS, READERS, ModelPolicy
from ish.privacy.purposes import PURPOSES
from ish.privacy.retention import CLASSES

OURS = (
    "accounts",
    "jobs",
    "privacy",
    "outbox",
    "desk",
    "programme",
    "contacts",
    "handbook",
    "people",
    "documents",
    "portraits",
    "nominations",
    "applications",
    "selection",
    "interviews",
    "profiles",
    "consents",
    "placements",
    "oversight",
    "rights",
    "forgetting",
    "logistics",
)
SPINE = ("people.person", "people.participation")


def declarations(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check every declaration, every model near a person, and Django's admin."""
    found: list[CheckMessage] = []
    for policy in catalogue.every().values():
        found.extend(_fields(policy))
        found.extend(_words(policy))
        found.extend(_derived(policy))
        found.extend(_purpose(policy))
    found.extend(_undeclared())
    found.extend(_in_admin())
    return found


def _fields(policy: ModelPolicy) -> Iterator[CheckMessage]:
    actual = {field.name for field in policy.model._meta.concrete_fields}
    listed = set(policy.fields) | policy.plain
    for name in sorted(actual - listed - {"id"}):
        yield Error(
            f"{policy.label}.{name} is not declared.", hint="Add it to policies.py.", id="privacy.E001"
        )
    for name in sorted((listed - actual) - {"id"}):
        yield Error(f"{policy.label}.{name} is declared but does not exist.", id="privacy.E002")
    for name in sorted(set(policy.fields) & policy.plain):
        yield Error(f"{policy.label}.{name} is declared both as personal and as plain.", id="privacy.E002")


def _words(policy: ModelPolicy) -> Iterator[CheckMessage]:
    for field in policy.fields.values():
        where = f"{policy.label}.{field.name}"
        if field.kind not in KINDS:
            yield Error(f"{where}: unknown kind {field.kind!r}.", id="privacy.E003")
        if field.erase not in CLASSES:
            yield Error(f"{where}: unknown class of keeping {field.erase!r}.", id="privacy.E008")
        for reader in (*field.reads, *field.fills):
            if reader not in READERS:
                yield Error(f"{where}: unknown reader {reader!r}.", id="privacy.E003")
        if field.name not in {f.name for f in policy.model._meta.concrete_fields}:
            continue
        sealed = getattr(policy.model._meta.get_field(field.name), "sealed", False)
        if field.logged and not sealed and not field.clear_because:
            hint = "Use an encrypted field, or say clear_because."
            yield Error(f"{where} is {field.kind} and kept in clear.", hint=hint, id="privacy.E004")


def _derived(policy: ModelPolicy) -> Iterator[CheckMessage]:
    """What is derived comes from declared fields, has a name of its own, and known readers."""
    for derived in policy.derived.values():
        where = f"{policy.label}.{derived.name}"
        if derived.name in set(policy.fields) | policy.plain or not derived.of:
            yield Error(f"{where} is derived from nothing, or a field itself.", id="privacy.E007")
        for name in sorted(set(derived.of) - set(policy.fields)):
            yield Error(f"{where} is derived from {name!r}, which is not declared.", id="privacy.E007")
        for reader in sorted(set(derived.reads) - set(READERS)):
            yield Error(f"{where}: unknown reader {reader!r}.", id="privacy.E003")


def _purpose(policy: ModelPolicy) -> Iterator[CheckMessage]:
    """What holds something personal is kept for one of the purposes that the record of processing names."""
    if policy.fields and policy.purpose not in PURPOSES:
        hint = "Name one in the declaration, or one for the app in privacy/purposes.py."
        yield Error(f"{policy.label}: unknown purpose {policy.purpose!r}.", hint=hint, id="privacy.E009")


def _undeclared() -> Iterator[CheckMessage]:
    for model in apps.get_models():
        label = model._meta.label_lower
        if model._meta.app_label not in OURS or label in catalogue.every():
            continue
        targets = {
            field.related_model._meta.label_lower
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type)
        }
        if label in SPINE or targets & set(SPINE):
            yield Error(
                f"{label} belongs to a person and is not declared.",
                hint="Add it to policies.py.",
                id="privacy.E005",
            )


def _in_admin() -> Iterator[CheckMessage]:
    for model in admin.site._registry:
        policy = catalogue.every().get(model._meta.label_lower)
        if policy and policy.fields and policy.person is not None:
            yield Error(
                f"{policy.label} holds personal values and must not be in the admin.", id="privacy.E006"
            )
