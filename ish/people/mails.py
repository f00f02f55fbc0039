"""What this app writes to participants: one named function per kind of message. Links are minted when a message is rendered."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import services as accounts
from ish import clock
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import enqueue, readdress
from ish.outbox.states import State as Sending
from ish.people import deadlines, requirements, rules
from ish.people.models import Participation, Person, Step
from ish.people.requirements import Task
from ish.people.states import COMING, OPEN, Actor, State

OFFERED, CONFIRMED, WITHDRAWN = "place_offered", "place_confirmed", "withdrawn_notice"
REMINDER, INVITATION = "reminder", "person_invitation"


@dataclass(frozen=True)
class Batch:
    """What messages written together share: a mark, a moment before which they do not go, and a note to this student."""

    name: str = ""
    not_before: datetime | None = None
    note: str = ""


_batch: ContextVar[Batch] = ContextVar("people_mail_batch", default=Batch())  # noqa: B039 - frozen


@contextmanager
def in_batch(name: str, *, not_before: datetime | None = None, note: str = "") -> Iterator[None]:
    """Mark the messages written inside as belonging to one batch (a release of decisions)."""
    token = _batch.set(Batch(name, not_before, note))
    try:
        yield
    finally:
        _batch.reset(token)


def write(
    *, kind: str, participation: Participation, key: str, why: Any, hold: bool = False, **context: Any
) -> Message | None:
    """Queue one message to the person; nobody is written to without an address."""
    person, edition = participation.person, participation.edition
    if not person.email:
        return None
    with translation.override(person.language):
        reason = str(why)
    facts = {"name": person.calling_name, "edition": str(edition), "programme": edition.programme.name}
    return enqueue(
        kind=kind,
        to_email=person.email,
        to_name=person.full_name,
        to_user=person.user,
        language=person.language,
        time_zone=person.time_zone,
        about=participation,
        person_id=person.pk,
        edition_id=edition.pk,
        context={**facts, "contact": edition.contact_email, **context},
        key=f"{kind}:{key}",
        hold=hold,
        batch=_batch.get().name,
        not_before=_batch.get().not_before,
        reason=reason,
    )


def invitation(participation: Participation, by: Any) -> dict[str, Any]:
    """Return the key of a fresh invitation for somebody without account; nothing for others."""
    person = participation.person
    if person.user_id or not person.email:
        return {}
    invitation, _token = accounts.invite(
        role="participant",
        target_id=person.pk,
        email=person.email,
        language=person.language,
        by=by,
        days=60,
    )
    return {"invitation": invitation.pk}


_guests: list[Any] = []
"""Who invites people that are no participants: told by `guest_mails`, which stands above."""


def set_guest_invitation(fn: Any) -> None:
    """Tell how somebody who is no participant is invited."""
    _guests[:] = [fn]


def to_new_address(*, person: Person, old: str, by: Any) -> None:
    """Follow a corrected address: what was sent to the old one opens nothing any more, what waits goes to the new one, and an
    invitation that had gone out is written anew."""
    was_invited = accounts.take_back_invitations(role="participant", target_id=person.pk)
    row = _newest_open(person) if person.email and person.user_id is None else None
    fresh = invitation(row, by) if row and (was_invited or _gone(person)) else {}
    if old:
        readdress(person_id=person.pk, old=old, new=person.email, context=fresh)
    told = Message.objects.filter(person_id=person.pk, context__invitation=fresh.get("invitation", 0))
    if row and fresh and not told.exists():
        _invite_anew(row, by, fresh)


def written_to(people: Sequence[Person]) -> list[Person]:
    """Return those of some people whom a message or an account has reached: a new address of theirs has to be followed."""
    keys: list[int] = [person.pk for person in people]
    found: set[int | None] = set()
    for start in range(0, len(keys), 10_000):
        told = Message.objects.filter(person_id__in=keys[start : start + 10_000]).order_by()
        found.update(told.values_list("person_id", flat=True).distinct())
    return [person for person in people if person.user_id or person.pk in found]


def _newest_open(person: Person) -> Participation | None:
    rows = person.participations.open().select_related("edition__programme")
    row = rows.order_by("edition__arrival_day", "pk").last()
    if row is not None:
        row.person = person
    return row


def _gone(person: Person, *kinds: str) -> bool:
    """Say whether a letter with an invitation (of these kinds, or of any) has left for somebody."""
    sent = Message.objects.filter(person_id=person.pk, state__in=(Sending.SENT, Sending.SENDING))
    sent = sent.filter(context__has_key="invitation")
    return (sent.filter(kind__in=kinds) if kinds else sent).exists()


def _invite_anew(row: Participation, by: Any, fresh: dict[str, Any]) -> None:
    """Write again what brought the invitation to the wrong address: the offer with its last day, or the invitation alone."""
    if not row.is_participant:
        _guests[0](participation=row, by=by, again=fresh)
        return
    step = row.steps.filter(new=State.OFFERED).last() if row.state == State.OFFERED else None
    if step is not None and _gone(row.person, OFFERED):
        place_offered(participation=row, step=step, by=by, again=fresh)
    else:
        person_invitation(participation=row, by=by, again=fresh)


# ---------------------------------------------------------------- THE KINDS


def place_offered(
    *, participation: Participation, step: Step, by: Any, again: dict[str, Any] | None = None
) -> Message | None:
    """Tell somebody that a place is theirs, until when, and where to accept it; `again` is the invitation of a letter that was
    released before and went to a wrong address."""
    last, found = participation.accept_by, again or invitation(participation, by)
    return write(
        kind=OFFERED,
        participation=participation,
        key=f"{step.pk}:{again['invitation']}" if again else str(step.pk),
        why=_("The school offers you a place."),
        hold=participation.edition.hold_mail and not again,
        accept_by=last.isoformat() if last else "",
        note=_batch.get().note,
        path=reverse("people:place", args=[participation.pk]),
        **found,
    )


def place_confirmed(*, participation: Participation, step: Step) -> Message | None:
    """Say that the place is accepted and what comes next."""
    return write(
        kind=CONFIRMED,
        participation=participation,
        key=str(step.pk),
        why=_("You accepted your place."),
        arrival=participation.edition.arrival_day.isoformat(),
        path=reverse("people:tasks", args=[participation.pk]),
    )


def withdrawn_notice(*, participation: Participation, step: Step) -> Message | None:
    """Say that somebody is no longer on the list: they gave the place back, or were withdrawn."""
    return write(
        kind=WITHDRAWN,
        participation=participation,
        key=str(step.pk),
        why=_("You no longer take part."),
        gave_back=step.new == State.GAVE_BACK,
    )


def reminder(*, participation: Participation, tasks: Sequence[Task], at: date, by: Any) -> bool:
    """Remind somebody of what they have to do; says whether there was something to write. Once a day at most. Who has no account
    is invited to one only when something on the list needs it."""
    mine = [task for task in tasks if task.open and task.actor == Actor.PARTICIPANT]
    if not mine or participation.state not in OPEN:
        return False
    message = write(
        kind=REMINDER,
        participation=participation,
        key=f"{participation.pk}:{at.isoformat()}",
        why=_("Something is still missing from you."),
        path=reverse("people:tasks", args=[participation.pk]),
        **({} if without_account(mine) else invitation(participation, by)),
    )
    return message is not None


def person_invitation(
    *, participation: Participation, by: Any, again: dict[str, Any] | None = None
) -> Message | None:
    """Invite somebody to their own pages, before or after an offer; by an invitation made already, if there is one (`again`)."""
    found = again or invitation(participation, by)
    return write(
        kind=INVITATION,
        participation=participation,
        key=str(found.get("invitation", "")),
        why=_("You were named for the school, and it needs to know more about you."),
        path=reverse("people:tasks", args=[participation.pk]),
        **found,
    )


def after_step(*, participation: Participation, step: Step, by: Any) -> None:
    """Write what belongs to a step on the ladder of a participant; of others see `guest_mails`."""
    if step.new == State.OFFERED:
        place_offered(participation=participation, step=step, by=by)
    elif step.new == State.CONFIRMED and step.old == State.OFFERED:
        place_confirmed(participation=participation, step=step)
    elif step.new in (State.GAVE_BACK, State.WITHDREW):
        withdrawn_notice(participation=participation, step=step)


# ---------------------------------------------------------------- AT RENDERING


def about(message: Message) -> Participation | None:
    key = message.about.rpartition(":")[2]
    rows = Participation.objects.select_related("person", "edition__programme")
    return rows.filter(pk=key).first() if key.isdigit() else None


def link(message: Message) -> str:
    """Return the address of the person's page; for somebody without account, through their invitation."""
    row, invitation = about(message), message.context.get("invitation")
    if invitation and row is not None and row.person.user_id is None:
        return accounts.invitation_link(invitation)
    return f"{settings.BASE_URL}{message.context.get('path', '/')}"


def without_account(tasks: Sequence[Task]) -> bool:
    """Say whether all of it is done on pages that open without an account."""
    return all(task.requirement.guest_link for task in tasks)


def guest_page(participation: Participation, tasks: Sequence[Task], *, invited: bool) -> str:
    """Return the whole address of the page on which somebody without account does these; "" for others, and where an invitation
    (`invited`) leads to what no such page has."""
    pages = [task.requirement.guest_link for task in tasks if task.requirement.guest_link]
    if participation.person.user_id is not None or not pages or (invited and not without_account(tasks)):
        return ""
    return pages[0](participation)


def _reminder_link(message: Message) -> str:
    """Return where what is open now is done: without an account where that is possible."""
    row, invited = about(message), bool(message.context.get("invitation"))
    return (guest_page(row, _open_tasks(message), invited=invited) if row else "") or link(message)


def context(message: Message) -> dict[str, Any]:
    found = dict(message.context)
    for name in ("accept_by", "arrival"):
        if found.get(name):
            found[name] = date.fromisoformat(found[name])
    return found | _zones(message, found.get("accept_by") or None)


def _zones(message: Message, last: date | None) -> dict[str, str]:
    """Where the days are counted, and when the last one ends for the recipient (whose clock is on at rendering)."""
    row = about(message)
    if row is None:
        return {}
    zone = rules.zone_of(row)
    return {
        "zone": deadlines.zone_name(row.edition.time_zone),
        "elsewhere": deadlines.due_elsewhere(last, zone) if last else "",
    }


def _open_tasks(message: Message) -> list[Task]:
    """Return what somebody has to do now, in all the capacities in which they come, each thing once."""
    row = about(message)
    if row is None:
        return []
    same = Participation.objects.open().filter(person=row.person_id, edition=row.edition_id)
    rows = list(same.select_related("edition__programme").order_by("pk"))
    found = requirements.tasks_for(rows, clock.today(row.edition.time_zone), row.edition) if rows else {}
    mine: dict[str, Task] = {}
    for task in (task for one in rows for task in found.get(one.pk, [])):
        if task.open and task.actor == Actor.PARTICIPANT:
            mine.setdefault(task.requirement.code, task)
    return sorted(mine.values(), key=lambda task: task.due)


def _reminder_context(message: Message) -> dict[str, Any]:
    """What is open now, not what was open when the reminder was written."""
    lines = [
        {"label": str(t.requirement.label), "due": t.due, "overdue": t.overdue} for t in _open_tasks(message)
    ]
    return {**context(message), "tasks": lines}


def _in_state(*states: str) -> Any:
    def wanted(message: Message) -> bool:
        row = about(message)
        return row is not None and row.state in states

    return wanted


def _still_invited(message: Message) -> bool:
    row = about(message)
    return row is not None and row.person.user_id is None and row.state in OPEN


def register() -> None:
    """Tell the outbox about the kinds of message of this app."""
    offer_why = _("A partner named you for the school, and the school chose you.")
    kinds = [
        (OFFERED, _("Offer of a place"), _in_state(State.OFFERED), context, offer_why),
        (CONFIRMED, _("Place accepted"), _in_state(*COMING), context, _("You accepted a place.")),
        (
            WITHDRAWN,
            _("No longer taking part"),
            _in_state(State.GAVE_BACK, State.WITHDREW),
            context,
            _("You were on the list of this school."),
        ),
        (
            REMINDER,
            _("Reminder of what is to do"),
            lambda message: bool(_open_tasks(message)),
            _reminder_context,
            _("Some things on your list are still open."),
        ),
        (
            INVITATION,
            _("Invitation of a student"),
            _still_invited,
            context,
            _("A partner named you for the school."),
        ),
    ]
    for name, label, still_wanted, words, why in kinds:
        registry.register(
            registry.Kind(
                name=name,
                label=label,
                template=f"people/mails/{name}",
                still_wanted=still_wanted,
                context=words,
                links={"link": _reminder_link if name == REMINDER else link},
                why=why,
            )
        )
