"""Who may do what with nominations, and when: small answers, no requests."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.nominations.models import Coordinator, Nomination
from ish.nominations.states import EDITABLE, IN_HAND, RECEIVER_NEXT, SENDER_NEXT, Receiver, Sender
from ish.outbox.models import Message
from ish.outbox.states import State as Sending
from ish.people import ages
from ish.people.states import COMING, GONE, HOLDS_PLACE, State
from ish.privacy import services as privacy
from ish.programme.models import Edition, NominatingBody, active_on
from ish.programme.queries import has_ended

COORDINATOR, ORGANISER = "coordinator", "organiser"
# Those a body counts as named: neither withdrawn nor out.
COUNTED = ~Q(sender_state=Sender.WITHDRAWN) & ~Q(participation__state__in=GONE)
KEPT = ~Q(sender_state=Sender.WITHDRAWN)
# Have said yes to their place, whatever became of it after they had arrived.
ACCEPTED = Q(participation__state__in=(*COMING, State.COMPLETED, State.LEFT_EARLY))
# Decided, and known to the partner, who tells its students first; they themselves do not know yet.
TOLD_FIRST = Q(tell_on__isnull=False) & ~Q(pending="") & Q(sender_state__in=IN_HAND)
RESULT = "body_result"
"""The kind of message by which a partner hears what the school decided on its students."""
NOT_YET_RELEASED = Q(tell_on__isnull=True) & ~Q(pending="")


def holding(told: Q) -> Q:
    """Return the condition that somebody holds a place, `told` being the one that only their partner knows."""
    return Q(participation__state__in=HOLDS_PLACE) | (told & Q(pending=Receiver.SELECTED))


HOLDING = holding(TOLD_FIRST)


def letter_waits() -> Q:
    """Return the condition that the partner's own letter about a decision has not gone yet, be it that it is tried again later:
    the partner knows no more than its student."""
    about = Concat(Value(f"{NominatingBody._meta.label_lower}:"), Cast(OuterRef("body_id"), CharField()))
    letters = Message.objects.filter(
        kind=RESULT, edition_id=OuterRef("edition_id"), batch=OuterRef("release__batch"), about=about
    ).order_by()
    waiting = Q(state__in=(Sending.HELD, Sending.QUEUED)) | Q(state=Sending.FAILED, not_before__isnull=False)
    gone = letters.filter(state__in=(Sending.SENDING, Sending.SENT))
    return Q(Exists(letters.filter(waiting))) & ~Q(Exists(gone))


def partner_knows() -> Q:
    """Return the condition of `TOLD_FIRST` as the partner sees it: from the moment its letter has gone."""
    return TOLD_FIRST & ~letter_waits()


def own_bodies(user: Any) -> QuerySet[NominatingBody]:
    """Return the bodies that `user` coordinates today: their own, and those that name through one of these."""
    mine = Coordinator.objects.filter(active_on(clock.today()), user_id=user.pk).values("body")
    return NominatingBody.objects.filter(Q(pk__in=mine) | Q(parent__in=mine))


def of_own_bodies(user: Any, path: str = "body") -> Q:
    """Return the condition for rows of the user's own bodies; `path` leads to the body ("" = the row is one)."""
    return Q(**{f"{path}__in" if path else "pk__in": own_bodies(user).values("pk")})


def active_coordinators(body: NominatingBody) -> QuerySet[Coordinator]:
    """Return those who act for a body today: its own coordinators, else those of the body it names through."""
    rows = Coordinator.objects.filter(active_on(clock.today())).select_related("user", "body")
    own = rows.filter(body=body)
    return own if body.parent_id is None or own.exists() else rows.filter(body=body.parent_id)


def with_nobody(bodies: Iterable[int]) -> set[int]:
    """Return those of some bodies for whom nobody acts today, as `active_coordinators` says of one (one query)."""
    acting = Coordinator.objects.filter(active_on(clock.today())).order_by().values("body")
    attended = Q(pk__in=acting) | Q(parent__isnull=False, parent__in=acting)
    rows = NominatingBody.objects.filter(pk__in=list(bodies)).exclude(attended)
    return set(rows.values_list("pk", flat=True))


def edition_of(body: NominatingBody) -> Edition | None:
    """Return the edition in which a body (or the one it names through) has places: the next that is not over, else the newest.

    None when in none."""
    rows = Edition.objects.filter(Q(quotas__body=body.pk) | Q(quotas__body=body.parent_id))
    to_come = rows.filter(departure_day__gte=clock.today()).order_by("arrival_day", "pk").first()
    return to_come or rows.order_by("-arrival_day", "-pk").first()


def sender_may(old: str, new: str) -> bool:
    """Say whether the body's ladder goes from one state to the other."""
    return new in SENDER_NEXT[old]


def receiver_may(old: str, new: str) -> bool:
    """Say whether the school's ladder goes from one state to the other."""
    return new in RECEIVER_NEXT[old]


def is_editable(nomination: Nomination) -> bool:
    """Say whether the body may still change what it says: a draft, or sent back for correction, and the school not over."""
    return nomination.sender_state in EDITABLE and not has_ended(nomination.edition)


def is_submittable(nomination: Nomination) -> bool:
    """Say whether it can be handed in, for the first time or again."""
    return is_editable(nomination) and nomination.participation.state not in GONE


def may_withdraw(nomination: Nomination) -> bool:
    """Say whether the body can still take it back: not withdrawn yet, and the person not gone home already."""
    over = nomination.participation.state in ("completed", "left_early", "arrived")
    return nomination.sender_state != Sender.WITHDRAWN and not over and not has_ended(nomination.edition)


def may_send_back(nomination: Nomination) -> bool:
    """Say whether the school can ask for a correction: handed in, and no letter on a decision that ends the matter."""
    decided = nomination.receiver_state in (Receiver.SELECTED, Receiver.NOT_SELECTED)
    return nomination.sender_state in IN_HAND and not decided


def may_decide(nomination: Nomination, decision: str) -> bool:
    """Say whether the school can intend this decision now ("" = none)."""
    if is_told_first(nomination):
        return False
    if not decision:
        return True
    return nomination.sender_state in IN_HAND and receiver_may(nomination.receiver_state, decision)


def is_told_first(nomination: Nomination) -> bool:
    """Say whether the partner knows the decision and the student does not: it can no longer be changed, only told or undone."""
    return bool(nomination.tell_on and nomination.pending)


def is_partner_waiting(nomination: Nomination) -> bool:
    """Say whether a decision that the partner is to tell is not known to it yet (a query for such a one alone)."""
    if not is_told_first(nomination):
        return False
    return Nomination.objects.filter(letter_waits(), pk=nomination.pk).exists()


def may_offer_again(nomination: Nomination) -> bool:
    """Say whether a place can be offered again: selected once, and the place given back or lost with the visa."""
    lost = nomination.participation.state in (State.GAVE_BACK, State.VISA_REFUSED)
    return lost and nomination.receiver_state == Receiver.SELECTED and nomination.sender_state in IN_HAND


def may_name(edition: Edition, role: str, *, at: date) -> bool:
    """Say whether somebody in this role can write down new students on the day: organisers always, partners at most until all
    have left."""
    if role == COORDINATOR and has_ended(edition, at):
        return False
    return "given_names" in privacy.writable("people.Person", role, edition_id=edition.pk, at=at)


def is_late(due: date | None, at: date) -> bool:
    """Say whether something handed in on the day comes after its due date."""
    return due is not None and at > due


def _same_address(person: Any, guardian: Any) -> bool:
    return bool(guardian and guardian.email and guardian.email.casefold() == person.email.casefold())


def missing(nomination: Nomination, guardian: Any) -> list[Any]:
    """Return in words what a partner should still say of a student. It stops nothing."""
    person, day = nomination.participation.person, nomination.edition.arrival_day
    age = person.age_on(day)
    wanted = [
        (person.birth_date, _("date of birth")),
        (person.nationalities, _("nationality")),
        (person.email or person.phone, _("e-mail address or phone")),
        (nomination.school, _("school or university")),
        (
            guardian or age is None or age >= ages.ADULT,
            _("a parent or guardian, because the student is under 18"),
        ),
        (not _same_address(person, guardian), _("an address of the parent's own: it is the student's")),
    ]
    return [words for value, words in wanted if not value]
