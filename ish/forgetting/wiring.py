"""What this app tells the registries at the start."""

from collections.abc import Iterable

from auditlog.registry import auditlog
from django.utils.translation import gettext_lazy as _

from ish.contacts import morning as morning_list
from ish.desk.registry import Entry, navigation
from ish.desk.registry import panels as slots
from ish.forgetting import clearing, evidence, morning, panels, registry, rules, services
from ish.forgetting.models import ArchiveOffer, LegalHold, Rule
from ish.jobs import registry as jobs
from ish.placements.models import Institute, LabProject
from ish.privacy import history
from ish.privacy import registry as privacy
from ish.programme.models import NominatingBody, Programme


def connect() -> None:
    """Fill the registries."""
    privacy.set_rules_source(rules.keeping_of)
    privacy.set_holds_source(rules.held)
    privacy.set_watch(evidence.watch)
    privacy.on_erase("jobs", clearing.forget, many=clearing.forget_many)
    registry.add_vocabulary(_institutions)
    for model in (Rule, LegalHold, ArchiveOffer):
        if not auditlog.contains(model):
            history.keep(model)
    jobs.register("forgetting.run", services.run_in_background, label=_("Erase what is due"))
    jobs.register("forgetting.scan", services.scan_in_background, label=_("Look for what should be gone"))
    morning_list.register("forgetting", morning.lines, order=80)
    slots.add("person.marks", panels.held_panel, order=10)
    slots.add("person.more", panels.person_panel, order=95)
    slots.add("own_data", panels.own_panel, order=20)
    navigation.add(
        Entry("organiser", 87, _("Kept until"), "forgetting:overview", "hourglass-split", part="edition")
    )
    navigation.add(Entry("participant", 80, _("Kept until"), "forgetting:mine", "hourglass-split"))


def _institutions() -> Iterable[str]:
    """Return the names of partners, institutes and projects: they stand everywhere."""
    yield from NominatingBody.objects.values_list("name", flat=True)
    yield from Programme.objects.values_list("name", flat=True)
    yield from Institute.objects.values_list("name", flat=True)
    yield from LabProject.objects.values_list("title", flat=True)
