"""What this app tells the registries at the start: the lab supervisor's role, requirements, mails, consequences."""

from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import User
from accounts.services import Refused
from ish.consents import registry as consents
from ish.consents.states import Kind
from ish.contacts import morning as morning_list
from ish.contacts.panels import of_subject
from ish.desk.registry import Entry, navigation, panels, search
from ish.handbook import registry as handbook_readers
from ish.handbook.states import Audience
from ish.jobs import registry as jobs
from ish.people import consequences as people_consequences
from ish.people import links as people_links
from ish.people import nudging
from ish.people import queries as people_queries
from ish.people.states import Actor
from ish.placements import (
    carrying,
    consequences,
    erasing,
    mails,
    morning,
    queries,
    requirements,
    rules,
    services,
    subjects,
)
from ish.placements import panels as own_panels
from ish.placements.models import Host, Institute, LabProject, WishList
from ish.placements.states import PlanState
from ish.privacy import history, restricting
from ish.privacy import registry as privacy
from ish.programme.rules import organises
from ish.programme.states import Stage

ROLE = "host"


def _supervisors(change: consents.Withdrawal) -> list[consents.Listener]:
    """Pictures are taken in laboratories, too."""
    if change.kind != Kind.PHOTO:
        return []
    zone = change.participation.edition.time_zone
    return [
        consents.Listener(row.name, row.email, row.language, zone, row.user)
        for row in queries.hosts_of(change.participation)
    ]


def connect() -> None:
    """Fill the registries."""
    mails.register()
    requirements.connect()
    carrying.register()
    subjects.register()
    morning_list.register("placements", morning.lines, order=70)
    people_consequences.register("placements", consequences)
    consents.tell_too(_supervisors)
    roles.register(
        roles.Role(
            name=ROLE,
            label=_("lab supervisor"),
            holds=lambda user: Host.objects.filter(user_id=user.pk).exists(),
            holders=_holders,
            bind=_bind,
            describe=_describe,
            sees={
                "placements.labproject": lambda user: Q(hosts__user_id=user.pk),
                "people.participation": lambda user: _hosted(user),
                "people.person": lambda user: _hosted(user, "participations__"),
                "programme.edition": lambda user: Q(lab_projects__hosts__user_id=user.pk),
            },
        )
    )
    for model, path in (
        ("placements.labproject", "edition"),
        ("placements.host", "project__edition"),
        ("placements.plan", "edition"),
        ("placements.placement", "plan__edition"),
        ("placements.wishlist", "participation__edition"),
    ):
        roles.add_sees("organiser", model, partial(_organised, path))
    lab = "placements__project__hosts"
    nudging.register(
        nudging.Source(
            actor=Actor.HOST,
            way=lab,
            label=_("lab supervisors"),
            page="placements:my_projects",
            languages=(f"{lab}__user__language", f"{lab}__language"),
            zones=(f"{lab}__user__time_zone",),
            where=lambda at: Q(placements__plan__state=PlanState.PUBLISHED),
        )
    )
    people_links.register(ROLE, lambda row: reverse("placements:my_projects"))
    for kept in (Host, Institute, LabProject, WishList):
        history.keep(kept)
    privacy.on_erase("placements", erasing.erase, many=erasing.erase_many, by_edition=True)
    jobs.register("placements.propose", services.run_propose, label=_("Propose lab places"))
    jobs.register("placements.publish", services.run_publish, label=_("Publish lab places"))
    _hang_into_the_frame()


def _hang_into_the_frame() -> None:
    wishes, placement = Stage.WISHES, Stage.PLACEMENT
    navigation.add(
        Entry(
            "participant",
            30,
            _("Your lab"),
            "placements:mine",
            "building",
            stage=wishes,
            shown=people_queries.comes_as_participant,
        )
    )
    navigation.add(
        Entry(
            "organiser",
            50,
            _("Lab projects"),
            "placements:projects",
            "building",
            stage=placement,
            part="labs",
        )
    )
    navigation.add(
        Entry("organiser", 52, _("Lab places"), "placements:plans", "kanban", stage=placement, part="labs")
    )
    navigation.inside("organiser", "placements:projects", "placements:")
    navigation.inside("organiser", "people:list", "placements:wishes", "placements:person_history")
    navigation.add(Entry(ROLE, 10, _("Your projects"), "placements:my_projects", "building"))
    navigation.add(Entry(ROLE, 60, _("Handbook"), "handbook:contents", "book"))
    handbook_readers.add(ROLE, lambda user, edition: {Audience.HOSTS.value})
    panels.add("person.more", own_panels.person_panel, order=50)
    panels.add("institute", of_subject(subjects.INSTITUTE), order=10)
    panels.add("desk.participant", own_panels.participant_panel, order=30)
    panels.add("desk.organiser", own_panels.organiser_panel, order=50)
    panels.add("desk.host", own_panels.host_panel, order=10)
    search.add(_("Lab projects"), own_panels.find_projects)


def _organised(path: str, user: Any) -> Q:
    return organises(user, path)


def _hosted(user: Any, prefix: str = "") -> Q:
    """Return the condition for people placed in the user's projects by the plan in force."""
    placed = Q(
        **{
            f"{prefix}placements__plan__state": PlanState.PUBLISHED,
            f"{prefix}placements__project__hosts__user_id": user.pk,
            f"{prefix}state__in": rules.PLACEABLE,
        }
    )
    return placed & ~restricting.unused("pk" if prefix else "person")


def _holders() -> QuerySet[Host]:
    return Host.objects.filter(user__isnull=False)


def _bind(host_id: int, user: User) -> None:
    """Tie the supervisor's rows of this address to the user. Raises `Refused` when somebody else has the row."""
    host = Host.objects.select_for_update().filter(pk=host_id).first()
    if host is None:
        raise Refused("revoked")
    if host.user_id not in (None, user.pk):
        raise Refused("used")
    Host.objects.filter(Q(pk=host_id) | Q(email__iexact=host.email, user__isnull=True)).update(user=user)
    if not user.name:
        user.name = host.name
        user.save(update_fields=["name"])


def _describe(host_id: int) -> str:
    host = Host.objects.filter(pk=host_id).select_related("project__institute").first()
    return str(_("Supervising “%(project)s”")) % {"project": host.project} if host else ""
