"""A coordinator's nudge: what is still open, in the student's own language."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import services as accounts
from ish import clock
from ish.nominations import queries, rules
from ish.nominations.models import Nomination
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import Draft, enqueue
from ish.people import answer_mails, deadlines, requirements
from ish.people import mails as people_mails
from ish.people.requirements import Task
from ish.people.states import OPEN, Actor

KIND = "nudge"


def open_tasks(nomination: Nomination) -> list[Task]:
    """Return what the student has to do now; nothing for somebody who is out."""
    row = nomination.participation
    if row.state not in OPEN:
        return []
    found = requirements.tasks_for([row], clock.today(nomination.edition.time_zone), nomination.edition)
    return [task for task in found[row.pk] if task.open and task.actor == Actor.PARTICIPANT]


def written_today(participations: list[int]) -> set[int]:
    """Return the keys of those who were nudged or reminded today, or whose parents were (one query)."""
    day = clock.today().isoformat()
    keys = {f"{kind}:{pk}:{day}": pk for pk in participations for kind in (KIND, "reminder")}
    keys |= {f"{answer_mails.ASKED}:{answer_mails.nudged_key(pk)}": pk for pk in participations}
    found = Message.objects.filter(Q(key__in=list(keys))).values_list("key", flat=True)
    return {keys[key] for key in found}


def _draft(nomination: Nomination, by: Any, context: dict[str, Any]) -> Draft:
    person, edition, row = nomination.participation.person, nomination.edition, nomination.participation
    with translation.override(person.language):
        reason = str(_("Something is still missing from you."))
    return Draft(
        kind=KIND,
        to_email=person.email,
        to_name=person.full_name,
        to_user=person.user,
        language=person.language,
        time_zone=person.time_zone,
        about=nomination,
        person_id=person.pk,
        edition_id=edition.pk,
        context={
            "name": person.calling_name,
            "edition": str(edition),
            "contact": edition.contact_email,
            "by": by.get_full_name() if by else "",
            "body": nomination.body.name,
            **context,
        },
        key=f"{KIND}:{row.pk}:{clock.today().isoformat()}",
        reason=reason,
    )


def nudge(*, nomination: Nomination, by: Any) -> Message:
    """Write to the student; an invitation goes with it for whoever has no account yet and needs one for what is open."""
    person, more = nomination.participation.person, {}
    if person.user_id is None and not people_mails.without_account(open_tasks(nomination)):
        invitation, _token = accounts.invite(
            role="participant",
            target_id=person.pk,
            email=person.email,
            language=person.language,
            by=by,
            days=60,
        )
        more = {"invitation": invitation.pk}
    draft = _draft(nomination, by, more)
    return enqueue(**{name: getattr(draft, name) for name in draft.__dataclass_fields__})


def preview(*, nomination: Nomination, by: Any) -> Message:
    """Return the message as it would be written, not saved."""
    found = _draft(nomination, by, {})
    return Message(
        kind=KIND,
        to_email=found.to_email,
        to_name=found.to_name,
        language=found.language,
        time_zone=found.time_zone,
        about=f"nominations.nomination:{nomination.pk}",
        edition_id=found.edition_id,
        person_id=found.person_id,
        context=found.context,
        reason=found.reason,
    )


# ---------------------------------------------------------------- AT RENDERING


def _about(message: Message) -> Nomination | None:
    key = message.about.rpartition(":")[2]
    rows = Nomination.objects.select_related(*queries.WITH_PERSON)
    return rows.filter(rules.COUNTED, pk=key).first() if key.isdigit() else None


def _context(message: Message) -> dict[str, Any]:
    """What is open now, not what was open when the nudge was written."""
    row = _about(message)
    if row is None:
        return dict(message.context)
    lines = [{"label": str(t.requirement.label), "due": t.due, "overdue": t.overdue} for t in open_tasks(row)]
    return {**message.context, "tasks": lines, "zone": deadlines.zone_name(row.edition.time_zone)}


def _still_open(message: Message) -> bool:
    row = _about(message)
    return row is not None and bool(open_tasks(row))


def _link(message: Message) -> str:
    row, invitation = _about(message), message.context.get("invitation")
    if row is None:
        return ""
    if row.participation.person.user_id is None:
        page = people_mails.guest_page(row.participation, open_tasks(row), invited=bool(invitation))
        if page or invitation:
            return page or accounts.invitation_link(invitation)
    return f"{settings.BASE_URL}{reverse('people:tasks', args=[row.participation_id])}"


def register() -> None:
    """Tell the outbox about this kind of message."""
    registry.register(
        registry.Kind(
            name=KIND,
            label=_("Reminder by a coordinator"),
            template=f"nominations/mails/{KIND}",
            still_wanted=_still_open,
            context=_context,
            links={"link": _link},
            why=_("A partner named you for the school."),
        )
    )
