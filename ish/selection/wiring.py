"""What this app tells the registries at the start: the reviewer's role, mails, work in the background, panels, navigation."""

from typing import Any

from auditlog.registry import auditlog
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from ish import clock
from ish.contacts import morning as morning_list
from ish.desk.registry import Entry, Hit, called, navigation, search
from ish.desk.registry import panels as slots
from ish.jobs import registry as jobs
from ish.nominations import vacancy_queries
from ish.privacy import history
from ish.privacy import registry as privacy
from ish.programme.models import active_on
from ish.programme.rules import organises
from ish.programme.states import Stage
from ish.selection import carrying, mails, morning, panels, queries, rules, services
from ish.selection.models import BoardSettings, Criterion, Opinion, Reviewer
from ish.selection.rules import ORGANISER, REVIEWER


def connect() -> None:
    """Fill the registries."""
    mails.register()
    carrying.register()
    morning_list.register("selection", morning.lines, order=60)
    _register_roles()
    for model in (BoardSettings, Criterion, Opinion, Reviewer):
        if not auditlog.contains(model):
            history.keep(model)
    jobs.register("selection.dossiers", services.run_bundle, label=_("All dossiers as one PDF"))
    privacy.on_erase("selection.bundles", services.forget, many=services.forget_many)
    vacancy_queries.set_board_place(queries.place_in_result)
    _hang_into_the_frame()


def _register_roles() -> None:
    roles.register(
        roles.Role(
            name=REVIEWER,
            label=_("reviewer"),
            holds=lambda user: rules.own_rows(user).exists(),
            holders=_holders,
            bind=lambda target_id, user: services.bind_reviewer(reviewer_id=target_id, user=user),
            describe=_describe,
            wide=True,
            sees={
                "programme.edition": _editions,
                "nominations.nomination": rules.listed,
                "people.participation": rules.participations,
                "people.person": rules.people,
            },
        )
    )
    roles.add_sees(ORGANISER, "selection.reviewer", lambda user: organises(user, "edition"))


def _editions(user: Any) -> Q:
    return Q(pk__in=rules.own_rows(user).values("edition"))


def _holders() -> QuerySet[Reviewer]:
    return Reviewer.objects.filter(active_on(clock.today()), user__isnull=False)


def _describe(reviewer_id: int) -> str:
    row = Reviewer.objects.select_related("edition__programme").filter(pk=reviewer_id).first()
    return str(_("Advisory board of %(edition)s")) % {"edition": row.edition} if row else ""


def _find_reviewers(user: Any, words: list[str], limit: int) -> list[Hit]:
    """Return reviewers by name or address, for organisers of their edition alone."""
    rows = roles.visible_to(Reviewer.objects.select_related("edition__programme"), user, role=ORGANISER)
    found = called(rows.order_by("-edition__arrival_day", "name", "pk"), words, limit, "name", "email")
    return [Hit(row.name, str(row.edition), reverse("selection:board")) for row in found]


def _hang_into_the_frame() -> None:
    search.add(_("Reviewers"), _find_reviewers)
    stage = Stage.NOMINATIONS
    navigation.add(Entry(REVIEWER, 10, _("Students to read"), "selection:reading", "card-list", stage=stage))
    navigation.add(
        Entry(ORGANISER, 31, _("Advisory board"), "selection:board", "people", stage=stage, part="selection")
    )
    navigation.inside(ORGANISER, "selection:board", "selection:")
    slots.add("desk.reviewer", panels.reviewer_panel, order=10)
    slots.add("decisions", panels.decisions_panel, order=10)
    slots.add("nomination", panels.nomination_panel, order=20)
