"""What this app writes: the lab to participants, their people to lab supervisors, and supervisors' invitations."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import services as accounts
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import Draft, enqueue, enqueue_many
from ish.placements import queries, rules
from ish.placements.models import Host, Placement, Plan
from ish.placements.states import PlanState

LAB, HOST_PEOPLE, HOST_INVITATION = "lab_published", "host_people", "host_invitation"
WHY_LAB = _("You get this because your place in a laboratory has been decided.")
WHY_HOST = _("You get this because you supervise a project of the summer school.")


def published(*, plan: Plan, before: Plan | None) -> int:
    """Write to everybody whose lab is new, and to the supervisors of the labs concerned; return how many participants.

    `before` is the plan that was in force until now.
    """
    rows = queries.new_places(plan, before)
    new = list(rows.select_related("participation__person__user", "project__institute"))
    enqueue_many([draft for row in new if (draft := _lab_draft(plan, row))])
    _to_hosts(plan, new)
    return len({row.participation_id for row in new})


def _words(language: str, text: Any) -> str:
    with translation.override(language):
        return str(text)


def _lab_draft(plan: Plan, row: Placement) -> Draft | None:
    person = row.participation.person
    if not person.email:
        return None
    return Draft(
        kind=LAB,
        to_email=person.email,
        to_name=person.full_name,
        to_user=person.user,
        language=person.language,
        time_zone=person.time_zone,
        about=row.participation,
        person_id=person.pk,
        edition_id=plan.edition_id,
        key=f"{LAB}:{plan.pk}:{row.pk}",
        batch=f"plan:{plan.pk}",
        reason=_words(person.language, WHY_LAB),
        context={
            "name": person.calling_name,
            "edition": str(plan.edition),
            "project": row.project.title,
            "institute": row.project.institute.name,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
            "plan": plan.pk,
            "project_id": row.project_id,
        },
    )


def _to_hosts(plan: Plan, rows: list[Placement]) -> None:
    count: dict[int, int] = defaultdict(int)
    for row in rows:
        count[row.project_id] += 1
    hosts = Host.objects.filter(project__in=count).select_related("project__institute", "user")
    enqueue_many([_host_draft(plan, host, count[host.project_id]) for host in hosts])


def _host_draft(plan: Plan, host: Host, number: int) -> Draft:
    language = _language(host)
    return Draft(
        kind=HOST_PEOPLE,
        to_email=host.email,
        to_name=host.name,
        to_user=host.user,
        language=language,
        about=host,
        edition_id=plan.edition_id,
        key=f"{HOST_PEOPLE}:{plan.pk}:{host.pk}",
        batch=f"plan:{plan.pk}",
        reason=_words(language, WHY_HOST),
        context={
            "name": host.name,
            "edition": str(plan.edition),
            "project": host.project.title,
            "number": number,
            "plan": plan.pk,
            **_invitation(host, None),
        },
    )


def _language(host: Host) -> str:
    """Return the language a supervisor is written to in: their own choice, else what organisers said of them."""
    return host.user.language if host.user else host.language


def _invitation(host: Host, by: Any) -> dict[str, int]:
    """Return the key of a fresh invitation for a supervisor without account; nothing for others."""
    if host.user_id:
        return {}
    invitation, _token = accounts.invite(
        role="host", target_id=host.pk, email=host.email, language=host.language, by=by, days=90
    )
    return {"invitation": invitation.pk}


def host_invitation(*, host: Host, by: Any) -> Message:
    """Invite a supervisor to see their project and, later, their people."""
    found = _invitation(host, by)
    return enqueue(
        kind=HOST_INVITATION,
        to_email=host.email,
        to_name=host.name,
        to_user=host.user,
        language=_language(host),
        about=host,
        edition_id=host.project.edition_id,
        key=f"{HOST_INVITATION}:{host.pk}:{found.get('invitation', 0)}",
        reason=_words(_language(host), WHY_HOST),
        context={
            "name": host.name,
            "edition": str(host.project.edition),
            "project": host.project.title,
            **found,
        },
    )


# ---------------------------------------------------------------- KINDS


def _link(name: str) -> Any:
    def link(message: Message) -> str:
        if invitation := message.context.get("invitation"):
            return accounts.invitation_link(invitation)
        return settings.BASE_URL + reverse(name)

    return link


def _lab_still_true(message: Message) -> bool:
    """The plan is still in force and the person still placed there."""
    person = int(message.about.rpartition(":")[2] or 0)
    return Placement.objects.filter(
        plan=message.context.get("plan"),
        plan__state=PlanState.PUBLISHED,
        participation=person,
        participation__state__in=rules.PLACEABLE,
        project=message.context.get("project_id"),
    ).exists()


def _days(message: Message) -> dict[str, Any]:
    return {name: date.fromisoformat(message.context[name]) for name in ("starts_on", "ends_on")}


def _plan_in_force(message: Message) -> bool:
    return Plan.objects.filter(pk=message.context.get("plan"), state=PlanState.PUBLISHED).exists()


def _still_supervises(message: Message) -> bool:
    return Host.objects.filter(pk=int(message.about.rpartition(":")[2] or 0)).exists()


def _still_has_people(message: Message) -> bool:
    """The plan is in force, and the supervisor still on the project: a removed one learns nothing more of its people."""
    return _plan_in_force(message) and _still_supervises(message)


def register() -> None:
    """Tell the outbox which kinds of message this app writes."""
    registry.register(
        registry.Kind(
            name=LAB,
            label=_("Your lab"),
            template="placements/mails/lab_published",
            still_wanted=_lab_still_true,
            context=_days,
            links={"link": _link("placements:mine")},
            why=WHY_LAB,
        )
    )
    registry.register(
        registry.Kind(
            name=HOST_PEOPLE,
            label=_("Students in your lab"),
            template="placements/mails/host_people",
            still_wanted=_still_has_people,
            links={"link": _link("placements:my_projects")},
            why=WHY_HOST,
        )
    )
    registry.register(
        registry.Kind(
            name=HOST_INVITATION,
            label=_("Invitation for a lab supervisor"),
            template="placements/mails/host_invitation",
            still_wanted=_still_supervises,
            links={"link": _link("placements:my_projects")},
            why=WHY_HOST,
        )
    )
