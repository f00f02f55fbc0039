"""What this app tells the registries at the start: the coordinator's role, requirements, mails, jobs, navigation, panels."""

from typing import Any

from auditlog.registry import auditlog
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from ish import clock
from ish.desk.registry import Entry, navigation, panels
from ish.jobs import registry as jobs
from ish.nominations import (
    following,
    lists_wiring,
    mails,
    nudging_mails,
    places_wiring,
    queries,
    requirements,
    rules,
    season_wiring,
    services,
)
from ish.nominations.models import Coordinator, Correction, Nomination
from ish.nominations.rules import COORDINATOR, ORGANISER
from ish.nominations.views import home, telling
from ish.people import consequences, guards, links, nudging, partners, reminding
from ish.people.states import Actor
from ish.privacy import history
from ish.privacy import registry as privacy
from ish.programme.models import Quota, active_on
from ish.programme.rules import organises
from ish.programme.states import Stage


def connect() -> None:
    """Fill the registries."""
    mails.register()
    requirements.register()
    _register_roles()
    guards.register("nominations", following.guard)
    consequences.register("nominations", following)
    partners.set_offer_again(lambda pk: reverse("nominations:offer_again", args=[pk]))
    body = "nomination__body"
    nudging.register(
        nudging.Source(
            actor=Actor.COORDINATOR,
            way=f"{body}__coordinators",
            label=_("coordinators"),
            page="nominations:mine",
            languages=(f"{body}__coordinators__user__language", f"{body}__language"),
            zones=(f"{body}__coordinators__user__time_zone", f"{body}__time_zone"),
            where=lambda at: active_on(at, f"{body}__coordinators__"),
        )
    )
    reminding.count_as_reminder(nudging_mails.written_today)
    links.register(COORDINATOR, lambda row: reverse("nominations:of", args=[row.pk]))
    for model in (Coordinator, Correction, Nomination):
        if not auditlog.contains(model):
            history.keep(model)
    jobs.register("nominations.import", services.run_import, label=_("Read in a list of students"))
    jobs.register("nominations.submit", services.run_submit, label=_("Hand in to the school"))
    jobs.register("nominations.release", services.run_release, label=_("Release decisions"))
    privacy.on_erase("nominations.lists", services.forget_stashes, many=services.forget_stashes_of)
    privacy.on_erase(
        "nominations.mails", mails.forget, erase="messages", many=mails.forget_many, by_edition=True
    )
    _hang_into_the_frame()
    lists_wiring.connect()
    season_wiring.connect()
    places_wiring.connect()


def _register_roles() -> None:
    roles.register(
        roles.Role(
            name=COORDINATOR,
            label=_("coordinator"),
            holds=lambda user: Coordinator.objects.filter(active_on(clock.today()), user_id=user.pk).exists(),
            holders=_holders,
            bind=lambda target_id, user: services.bind_coordinator(coordinator_id=target_id, user=user),
            describe=_describe,
            sees={
                "people.person": lambda user: rules.of_own_bodies(user, "participations__nomination__body"),
                "people.participation": lambda user: rules.of_own_bodies(user, "nomination__body"),
                "nominations.nomination": rules.of_own_bodies,
                "nominations.coordinator": rules.of_own_bodies,
                "programme.nominatingbody": lambda user: rules.of_own_bodies(user, ""),
                "programme.quota": rules.of_own_bodies,
                "programme.edition": _editions,
            },
        )
    )
    roles.add_sees(ORGANISER, "nominations.nomination", lambda user: organises(user, "edition"))
    roles.add_sees(ORGANISER, "nominations.coordinator", lambda user: roles.EVERY)


def _editions(user: Any) -> Q:
    # Two questions with yes or no: one join of both would be as many rows as places of partners times nominations.
    own, here = rules.of_own_bodies(user), {"edition": OuterRef("pk")}
    has_places, has_named = Quota.objects.filter(own, **here), Nomination.objects.filter(own, **here)
    return Q(Exists(has_places)) | Q(Exists(has_named))


def _holders() -> QuerySet[Coordinator]:
    return Coordinator.objects.filter(active_on(clock.today()), user__isnull=False)


def _describe(coordinator_id: int) -> str:
    row = Coordinator.objects.select_related("body").filter(pk=coordinator_id).first()
    return str(_("Coordinator of %(body)s")) % {"body": row.body} if row else ""


def _hang_into_the_frame() -> None:
    stage = Stage.NOMINATIONS
    navigation.add(Entry(COORDINATOR, 10, _("Your students"), "nominations:mine", "people", stage=stage))
    navigation.add(
        Entry(
            ORGANISER, 30, _("Nominations"), "nominations:list", "person-vcard", stage=stage, part="selection"
        )
    )
    navigation.add(
        Entry(
            ORGANISER,
            32,
            _("Decisions"),
            "nominations:decisions",
            "check-square",
            counted=queries.undecided,
            stage=stage,
            part="selection",
        )
    )
    navigation.add(
        Entry(
            ORGANISER,
            45,
            _("Coordinators"),
            "nominations:coordinators",
            "person-badge",
            stage=stage,
            part="edition",
        )
    )
    navigation.inside(COORDINATOR, "nominations:mine", "people:")
    navigation.inside(ORGANISER, "nominations:list", "nominations:")
    panels.add("desk.coordinator", telling.panel, order=5)
    panels.add("desk.coordinator", home.coordinator_panel, order=10)
    panels.add("desk.organiser", home.organiser_panel, order=30)
    panels.add("person", home.person_panel, order=10)
