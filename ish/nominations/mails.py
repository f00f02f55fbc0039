"""What this app writes: to coordinators about their lists, to students about decisions that are no offer.

Names of students are looked up when a message is rendered; a row of the outbox holds keys only.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import services as accounts
from ish import clock
from ish.nominations import places_queries, rules
from ish.nominations.models import Coordinator, Nomination
from ish.nominations.rules import RESULT
from ish.nominations.states import Receiver, Sender
from ish.outbox import registry
from ish.outbox.models import Message
from ish.outbox.services import Draft, enqueue, enqueue_many
from ish.people.models import Participation
from ish.people.states import GONE, State
from ish.privacy import holding
from ish.programme.models import Edition, NominatingBody

INVITATION = "coordinator_invitation"
RECEIVED, SENT_BACK = "nomination_received", "nomination_sent_back"
NOT_SELECTED, WAITING_LIST = "not_selected", "waiting_list"
TO_BODIES = (RECEIVED, SENT_BACK, RESULT)


def _to_coordinator(row: Coordinator, *, kind: str, why: Any, **more: Any) -> Draft:
    """Return a message to one coordinator, in their own language and zone or in the body's."""
    language = row.user.language if row.user else row.body.language
    with translation.override(language):
        reason = str(why)
    return Draft(
        kind=kind,
        to_email=row.email,
        to_name=row.name,
        to_user=row.user,
        language=language,
        time_zone=row.user.time_zone if row.user else row.body.time_zone,
        reason=reason,
        **more,
    )


def _facts(edition: Edition, body: NominatingBody) -> dict[str, Any]:
    return {"edition": str(edition), "body": body.name, "contact": edition.contact_email}


# ---------------------------------------------------------------- TO COORDINATORS


def coordinator_invitation(*, coordinator: Coordinator, invitation: Any, by: Any) -> Message:
    """Ask somebody to name students for a body."""
    with translation.override(invitation.language):
        reason = str(_("You were invited as a coordinator."))
    edition = rules.edition_of(coordinator.body)
    return enqueue(
        kind=INVITATION,
        to_email=coordinator.email,
        to_name=coordinator.name,
        language=invitation.language,
        time_zone=coordinator.body.time_zone,
        about=coordinator,
        edition_id=edition.pk if edition else None,
        context={
            "invitation": invitation.pk,
            "body": coordinator.body.name,
            "by": by.get_full_name() if by else "",
        },
        key=f"{INVITATION}:{invitation.pk}",
        reason=reason,
    )


def nomination_received(
    *, body: NominatingBody, edition: Edition, nominations: Sequence[Nomination], mark: str
) -> int:
    """Tell the coordinators of a body that their students have arrived: one message each for the whole batch."""
    context = {
        **_facts(edition, body),
        "nominations": [row.pk for row in nominations],
        "count": len(nominations),
        "late": sum(row.late for row in nominations),
    }
    return _to_all(
        body, edition, kind=RECEIVED, mark=mark, why=_("You handed in students."), context=context, about=body
    )


def nomination_sent_back(*, nomination: Nomination, mark: str) -> int:
    """Ask the coordinators of a body to correct what they said of a student."""
    context = {**_facts(nomination.edition, nomination.body), "nominations": [nomination.pk]}
    return _to_all(
        nomination.body,
        nomination.edition,
        kind=SENT_BACK,
        mark=mark,
        why=_("The school has a question about a student you named."),
        context=context,
        about=nomination,
    )


def body_result(
    *,
    body: NominatingBody,
    edition: Edition,
    nominations: Sequence[Nomination],
    batch: str,
    not_before: datetime | None = None,
) -> int:
    """Tell the coordinators of a body what was decided, in numbers and names; if they tell their students first, until when."""
    days = [row.tell_on for row in nominations if rules.is_told_first(row) and row.tell_on]
    context = {
        **_facts(edition, body),
        "nominations": [row.pk for row in nominations],
        "tell_on": min(days).isoformat() if days else "",
        "days": (min(days) - clock.today(edition.time_zone)).days if days else 0,
    }
    return _to_all(
        body,
        edition,
        kind=RESULT,
        mark=batch,
        why=_("You named students."),
        context=context,
        about=body,
        hold=edition.hold_mail,
        batch=batch,
        not_before=not_before,
    )


def _to_all(body: NominatingBody, edition: Edition, *, kind: str, mark: str, why: Any, **more: Any) -> int:
    drafts = [
        _to_coordinator(
            row, kind=kind, why=why, key=f"{kind}:{body.pk}:{row.pk}:{mark}", edition_id=edition.pk, **more
        )
        for row in rules.active_coordinators(body)
    ]
    return enqueue_many(drafts)


# ---------------------------------------------------------------- TO STUDENTS


def decision(*, nomination: Nomination, batch: str, not_before: datetime | None = None) -> Message | None:
    """Tell a student that they are on the waiting list or were not selected; the offer of a place is written with the offer."""
    kind = {Receiver.WAITING_LIST: WAITING_LIST, Receiver.NOT_SELECTED: NOT_SELECTED}.get(
        Receiver(nomination.receiver_state)
    )
    person = nomination.participation.person
    if kind is None or not person.email:
        return None
    with translation.override(person.language):
        reason = str(_("The school decided about your nomination."))
    edition = nomination.edition
    return enqueue(
        kind=kind,
        to_email=person.email,
        to_name=person.full_name,
        to_user=person.user,
        language=person.language,
        time_zone=person.time_zone,
        about=nomination,
        person_id=person.pk,
        edition_id=edition.pk,
        context={
            **_facts(edition, nomination.body),
            "name": person.calling_name,
            "note": nomination.reason_student,
        },
        key=f"{kind}:{nomination.pk}:{batch}",
        hold=edition.hold_mail,
        batch=batch,
        not_before=not_before,
        reason=reason,
    )


# ---------------------------------------------------------------- AT RENDERING


def _key(message: Message) -> int:
    key = message.about.rpartition(":")[2]
    return int(key) if key.isdigit() else 0


def _told(message: Message) -> list[Nomination]:
    """Return the nominations that a message speaks of, without withdrawn ones."""
    rows = Nomination.objects.filter(pk__in=message.context.get("nominations", []))
    rows = rows.exclude(sender_state=Sender.WITHDRAWN)
    rows = rows.select_related("participation__person", "body", "release", "edition")
    return list(rows.order_by("reserve", "rank", "pk"))


def _names(rows: Iterable[Nomination]) -> list[str]:
    return [row.participation.person.full_name for row in rows if not row.participation.person.erased_at]


def _received_context(message: Message) -> dict[str, Any]:
    return {**message.context, "names": _names(_told(message))[:50]}


def _sent_back_context(message: Message) -> dict[str, Any]:
    rows = _told(message)
    comment = rows[0].sent_back_comment if rows else ""
    return {**message.context, "names": _names(rows), "comment": comment}


def _result_context(message: Message) -> dict[str, Any]:
    rows = _told(message)
    groups = {
        state.value: _names(
            r for r in rows if (r.pending if rules.is_told_first(r) else r.receiver_state) == state
        )
        for state in (Receiver.SELECTED, Receiver.WAITING_LIST, Receiver.NOT_SELECTED)
    }
    offers = [r.participation.accept_by for r in rows if r.participation.state == State.OFFERED]
    return {
        **message.context,
        "tell_on": _tell_on(message, rows),
        "accept_by": max((d for d in offers if isinstance(d, date)), default=None),
        **groups,
    }


def _tell_on(message: Message, rows: list[Nomination]) -> date | None:
    """Return the day on which we write to students whom their partner tells: its days begin when this letter goes."""
    if not message.context.get("tell_on"):
        return None
    named = date.fromisoformat(message.context["tell_on"])
    return max(
        places_queries.days_to_write([row for row in rows if rules.is_told_first(row)]).values(),
        default=named,
    )


def _page(name: str) -> Any:
    return lambda message: f"{settings.BASE_URL}{reverse(name)}"


def _paper(message: Message) -> str:
    """Return the list as a paper; it asks for a sign-in like every page of the partner."""
    return f"{settings.BASE_URL}{reverse('nominations:receipt', args=[_key(message)])}"


def _telling(message: Message) -> str:
    return f"{settings.BASE_URL}{reverse('nominations:telling')}"


def _student_page(message: Message) -> str:
    return f"{settings.BASE_URL}{reverse('nominations:student', args=[_key(message)])}"


_MORE_LINKS: dict[str, dict[str, Any]] = {RECEIVED: {"paper": _paper}, RESULT: {"telling": _telling}}


# ---------------------------------------------------------------- STILL WANTED?


def _still_invited(message: Message) -> bool:
    """Nobody is invited who has accepted or whose time is over; somebody whose time ends later still is."""
    lasts = Q(active_to__isnull=True) | Q(active_to__gte=clock.today())
    return Coordinator.objects.filter(lasts, pk=_key(message), user__isnull=True).exists()


def _acts_for(message: Message) -> bool:
    """A coordinator whose time is over reads nothing more about students."""
    rows = Nomination.objects.filter(pk__in=message.context.get("nominations", [])).select_related("body")
    first = rows.first()
    return first is not None and rules.active_coordinators(first.body).filter(email=message.to_email).exists()


def _still_sent_back(message: Message) -> bool:
    return _acts_for(message) and any(row.sender_state == Sender.SENT_BACK for row in _told(message))


def _still_told(message: Message) -> bool:
    return _acts_for(message) and bool(_told(message))


def _still(state: str) -> Any:
    """The decision stands, and the student still counts (or was let go by just this decision)."""

    def wanted(message: Message) -> bool:
        row = Nomination.objects.filter(pk=_key(message)).select_related("participation").first()
        if row is None or row.receiver_state != state or row.sender_state == Sender.WITHDRAWN:
            return False
        left = row.participation.state
        return left not in GONE or (left == State.NOT_SELECTED and state == Receiver.NOT_SELECTED)

    return wanted


# ---------------------------------------------------------------- ERASURE


def forget(person_id: int) -> dict[str, int]:
    """Empty the texts of messages to coordinators that name this person."""
    return forget_many([person_id])


def forget_many(people: Collection[int], edition_id: int | None = None) -> dict[str, int]:
    """Empty the texts of messages to coordinators that name one of these people (in this edition), and nobody who is held."""
    rows = Participation.objects.filter(person__in=people, nomination__isnull=False)
    rows = rows if edition_id is None else rows.filter(edition=edition_id)
    pks = set(rows.values_list("nomination", flat=True))
    editions = set(rows.values_list("edition", flat=True))
    told = Message.objects.filter(kind__in=TO_BODIES, edition_id__in=editions).only("pk", "context")
    held = Nomination.objects.filter(participation__person__in=holding.everybody())
    kept = set(held.values_list("pk", flat=True))
    about = ((m.pk, set(m.context.get("nominations", []))) for m in told.iterator())
    named = [pk for pk, students in about if pks & students and not kept & students]
    count = Message.objects.filter(pk__in=named).update(body_text="", body_html="")
    return {"outbox.Message": count}


def register() -> None:
    """Tell the outbox about the kinds of message of this app."""
    mine, student = _page("nominations:mine"), _student_page
    sender = _("You act for a partner of the school.")
    named = _("A partner named you for the school.")
    kinds: list[tuple[str, Any, Any, Any, Any, Any]] = [
        (RECEIVED, _("Students have arrived"), _still_told, _received_context, mine, sender),
        (SENT_BACK, _("Please correct"), _still_sent_back, _sent_back_context, student, sender),
        (RESULT, _("Decisions for a partner"), _still_told, _result_context, mine, sender),
        (NOT_SELECTED, _("Not selected"), _still(Receiver.NOT_SELECTED), None, None, named),
        (WAITING_LIST, _("On the waiting list"), _still(Receiver.WAITING_LIST), None, None, named),
    ]
    for name, label, wanted, context, link, why in kinds:
        registry.register(
            registry.Kind(
                name=name,
                label=label,
                template=f"nominations/mails/{name}",
                still_wanted=wanted,
                context=context or (lambda message: dict(message.context)),
                links={**({"link": link} if link else {}), **_MORE_LINKS.get(name, {})},
                why=why,
            )
        )
    registry.register(
        registry.Kind(
            name=INVITATION,
            label=_("Invitation of a coordinator"),
            template=f"nominations/mails/{INVITATION}",
            still_wanted=_still_invited,
            links={"link": lambda message: accounts.invitation_link(message.context["invitation"])},
            why=_("An organiser of the school asked you to name students."),
        )
    )
