"""What this app tells the registries at the start."""

from collections.abc import Iterable

from ish.forgetting import clearing, evidence, registry, rules
from ish.placements.models import Institute, LabProject
from ish.privacy import registry as privacy
from ish.programme.models import NominatingBody, Programme


def connect() -> None:
    """Fill the registries."""
    privacy.set_rules_source(rules.keeping_of)
    privacy.set_holds_source(rules.held)
    privacy.set_watch(evidence.watch)
    privacy.on_erase("jobs", clearing.forget, many=clearing.forget_many)
    registry.add_vocabulary(_institutions)


def _institutions() -> Iterable[str]:
    """Return the names of partners, institutes and projects: they stand everywhere."""
    yield from NominatingBody.objects.values_list("name", flat=True)
    yield from Programme.objects.values_list("name", flat=True)
    yield from Institute.objects.values_list("name", flat=True)
    yield from LabProject.objects.values_list("title", flat=True)
