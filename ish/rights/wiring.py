"""What this app tells the registries at the start."""

from typing import Any

from auditlog.registry import auditlog
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import roles
from ish.contacts import morning as morning_list
from ish.desk.registry import Entry, navigation
from ish.desk.registry import panels as slots
from ish.jobs import registry as jobs
from ish.privacy import history
from ish.privacy import registry as privacy
from ish.programme import queries as programme
from ish.programme.rules import organises
from ish.rights import mails, making, morning, panels, queries, seat_mails, services, storage
from ish.rights.models import Copy, Request, Restriction


def connect() -> None:
    """Fill the registries."""
    mails.register()
    seat_mails.register()
    jobs.register(services.JOB, making.run, label=_("A copy of everything"))
    privacy.on_rotate("rights.copies", storage.SealedCopies())
    privacy.on_erase(
        "rights.copies", services.forget, erase="health", many=services.forget_many
    )  # what is in them goes with the first of it
    privacy.on_erase(
        "rights.restrictions",
        services.forget_restriction,
        erase="certificate",
        many=services.forget_restrictions,
    )
    for model in (Copy, Request, Restriction):
        if not auditlog.contains(model):
            history.keep(model)
    roles.add_sees("organiser", "rights.request", lambda user: _organised(user))
    morning_list.register("rights", morning.lines, order=80)
    slots.add("person.more", panels.person_panel, order=94)
    slots.add("seat", panels.seat_panel, order=50)
    slots.add("own_data", panels.own_panel, order=10)
    navigation.add(
        Entry(
            "organiser",
            28,
            _("Requests about data"),
            "rights:requests",
            "shield-lock",
            counted=_counted,
            part="edition",
        )
    )
    navigation.inside("organiser", "rights:requests", "rights:")
    navigation.add(Entry("participant", 90, _("Your rights"), "rights:mine", "shield-lock"))


def _organised(user: Any) -> Q:
    return organises(user, "person__participations__edition")


def _counted(request: HttpRequest) -> QuerySet[Any] | None:
    edition = programme.edition_as(request, "organiser")
    return queries.waiting(edition) if edition else None
