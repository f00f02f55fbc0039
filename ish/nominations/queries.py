"""Reads: a body's students, how many are where, what is due when, who acts for a body."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest

from accounts import roles
from accounts.models import Invitation
from ish import clock
from ish.nominations.models import Coordinator, ImportStash, Nomination
from ish.nominations.rules import (
    ACCEPTED,
    COORDINATOR,
    COUNTED,
    KEPT,
    ORGANISER,
    TOLD_FIRST,
    holding,
    letter_waits,
    own_bodies,
)
from ish.nominations.states import DECISIONS, IN_HAND, Receiver, Sender
from ish.people.models import Guardian
from ish.people.states import State
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody, Quota, active_on
from ish.programme.states import PhaseCode

WITH_PERSON = ("participation__person", "participation__edition__programme", "edition__programme", "body")
BY_RANK = ("body__name", "reserve", "rank", "pk")


def hoping(told: Q = TOLD_FIRST) -> Q:
    """Return the condition of those named for a place, neither decided on nor told: they use one, though they hold none yet."""
    return _open(told) & Q(reserve=False) & ~Q(receiver_state__in=DECISIONS)


def in_line(told: Q = TOLD_FIRST) -> Q:
    """Return the condition of those on the waiting list: by our decision, or named for it and not decided on."""
    named = Q(reserve=True) & ~Q(receiver_state__in=DECISIONS)
    return _open(told) & (Q(receiver_state=Receiver.WAITING_LIST) | named)


def _open(told: Q) -> Q:
    return COUNTED & Q(participation__state=State.PROSPECTIVE) & ~told


HOPING = hoping()


# ---------------------------------------------------------------- THE GATE


def seen(user: Any, role: str | None = None) -> QuerySet[Nomination]:
    """Return the nominations the user may see (through `role`, or any). What a coordinator's partner has not been told yet is
    marked `not_told_yet`: they see nothing of it."""
    rows = roles.visible_to(Nomination.objects.select_related(*WITH_PERSON), user, role=role)
    if role != COORDINATOR:
        return rows
    waits = When(TOLD_FIRST & letter_waits(), then=Value(True))
    return rows.annotate(not_told_yet=Case(waits, default=Value(False), output_field=BooleanField()))


def nomination_or_404(user: Any, pk: int) -> Nomination:
    """Return one nomination with its person; raises `Http404` unless the user sees it."""
    return roles.visible_or_404(Nomination.objects.select_related(*WITH_PERSON), user, pk=pk)


def role_for(user: Any, nomination: Nomination) -> str:
    """Return the role in which the user deals with a nomination: for the body if they can, else for the school. Every panel of a
    page asks: the answer stays with the row."""
    known: dict[Any, str] = nomination.__dict__.setdefault("_role_for", {})
    if user.pk not in known:
        known[user.pk] = _as(COORDINATOR in roles.through(user, nomination))
    return known[user.pk]


def _as(coordinates: bool) -> str:
    return COORDINATOR if coordinates else ORGANISER


def coordinated_edition(request: HttpRequest) -> Edition | None:
    """Return the edition in hand if the user coordinates a body in it, else the newest in which they do, else None."""
    return programme.edition_as(request, COORDINATOR)


def body_or_404(request: HttpRequest, pk: int) -> tuple[NominatingBody, Edition, str]:
    """Return a body, the edition in hand and the role in which the user acts for it; raises `Http404` for a foreign one."""
    user = request.user
    if roles.holds(user, COORDINATOR) and (body := own_bodies(user).filter(pk=pk).first()):
        edition = coordinated_edition(request)
        if edition is not None:
            return body, edition, COORDINATOR
    if not roles.holds(user, ORGANISER):
        raise Http404
    edition = programme.organised_edition(request)
    body = roles.visible_or_404(NominatingBody.objects.all(), user, role=ORGANISER, pk=pk)
    return body, edition, ORGANISER


def stash_or_404(user: Any, pk: int) -> tuple[ImportStash, str]:
    """Return an uploaded list of the user's own, while they may still act for its body, and the role; raises `Http404`."""
    rows = ImportStash.objects.select_related("edition__programme", "body", "owner").defer("data")
    stash = rows.filter(pk=pk, owner_id=user.pk).first()
    if stash is None:
        raise Http404
    if roles.holds(user, COORDINATOR) and own_bodies(user).filter(pk=stash.body_id).exists():
        return stash, COORDINATOR
    organised = roles.visible_to(Edition.objects.all(), user, role=ORGANISER)
    if organised.filter(pk=stash.edition_id).exists():
        return stash, ORGANISER
    raise Http404


# ---------------------------------------------------------------- DATES


def due_for(edition: Edition, body: NominatingBody) -> date | None:
    """Return the day by which the body's names are due: the latest of the phase's day and its own."""
    quota = programme.quota(edition, body)
    return due_of(edition, quota)


def due_of(edition: Edition, quota: Quota | None) -> date | None:
    """The same, with the places at hand."""
    phase = programme.phase(edition, PhaseCode.NOMINATIONS)
    days = [phase.closes] if phase else []
    if quota is not None and quota.nominations_by:
        days.append(quota.nominations_by)
    return max(days, default=None)


# ---------------------------------------------------------------- NUMBERS


@dataclass(frozen=True)
class Numbers:
    """How many students of one body are where. `places` and `reserves` are what was agreed; `holding` is how many hold
    its places, `chosen` how many of its own students hold one, be it a place of another body; `hoping` are named for a place
    and not decided on, `in_line` wait for one."""

    body: NominatingBody
    quota: Quota | None
    named: int = 0
    named_reserve: int = 0
    drafts: int = 0
    submitted: int = 0
    sent_back: int = 0
    late: int = 0
    holding: int = 0
    hoping: int = 0
    in_line: int = 0
    chosen: int = 0
    accepted: int = 0
    waiting_list: int = 0
    not_selected: int = 0
    pending_selected: int = 0
    pending_waiting_list: int = 0
    pending_not_selected: int = 0
    undecided: int = 0
    kept: int = 0
    total: int = 0

    @property
    def places(self) -> int:
        """The places agreed."""
        return self.quota.places if self.quota else 0

    @property
    def reserves(self) -> int:
        """The places on the waiting list agreed."""
        return self.quota.reserve_places if self.quota else 0

    @property
    def used(self) -> int:
        """Places that somebody holds, whoever named them, or for which somebody is named and not decided on."""
        return self.holding + self.hoping

    @property
    def free(self) -> int:
        """Places that nobody holds and for which nobody is named."""
        return max(0, self.places - self.used)

    @property
    def free_reserves(self) -> int:
        """Places on the waiting list on which nobody is."""
        return max(0, self.reserves - self.in_line)

    @property
    def decided(self) -> bool:
        """Whether decisions on its students are known."""
        return bool(self.chosen or self.waiting_list or self.not_selected)

    @property
    def pending(self) -> int:
        """How many decisions are pending."""
        return self.pending_selected + self.pending_waiting_list + self.pending_not_selected

    @property
    def after_release(self) -> int:
        """How many would hold a place after the pending decisions."""
        return self.holding + self.pending_selected

    @property
    def over(self) -> int:
        """By how many that exceeds the places."""
        return max(0, self.after_release - self.places)


def counts(told: Q = TOLD_FIRST) -> dict[str, Count]:
    """Return what `Numbers` counts, as expressions over nominations; `told`: which decisions only partners know."""
    in_hand = COUNTED & Q(sender_state__in=IN_HAND)
    open_yet = in_hand & Q(participation__state=State.PROSPECTIVE)
    return {
        "named": Count("pk", filter=COUNTED & Q(reserve=False)),
        "named_reserve": Count("pk", filter=COUNTED & Q(reserve=True)),
        "drafts": Count("pk", filter=COUNTED & Q(sender_state=Sender.DRAFT)),
        "submitted": Count("pk", filter=KEPT & Q(submitted_at__isnull=False)),
        "sent_back": Count("pk", filter=COUNTED & Q(sender_state=Sender.SENT_BACK)),
        "late": Count("pk", filter=COUNTED & Q(late=True)),
        "holding": Count("pk", filter=holding(told)),
        "hoping": Count("pk", filter=hoping(told)),
        "in_line": Count("pk", filter=in_line(told)),
        "accepted": Count("pk", filter=ACCEPTED),
        "waiting_list": Count("pk", filter=COUNTED & Q(receiver_state=Receiver.WAITING_LIST)),
        "not_selected": Count("pk", filter=Q(receiver_state=Receiver.NOT_SELECTED)),
        "undecided": Count("pk", filter=open_yet & ~Q(receiver_state__in=DECISIONS) & Q(pending="")),
        "kept": Count("pk", filter=KEPT),
        "total": Count("pk"),
        **{
            f"pending_{name}": Count("pk", filter=in_hand & Q(pending=name, tell_on=None))
            for name in DECISIONS
        },
    }


def numbers(
    edition: Edition,
    bodies: Iterable[NominatingBody],
    rows: QuerySet[Nomination] | None = None,
    *,
    quotas: Mapping[int, Quota] | None = None,
    told: Q = TOLD_FIRST,
) -> list[Numbers]:
    """Return the numbers of each body in the edition (two queries, however many bodies and students; one less with `quotas`).
    For the partner itself, `told` is `rules.partner_knows()`."""
    wanted = list(bodies)
    found = counted(edition, wanted, rows, told=told)
    if quotas is None:
        quotas = {row.body_id: row for row in Quota.objects.filter(edition=edition, body__in=wanted)}
    return [Numbers(body, quotas.get(body.pk), **found.get(body.pk, {})) for body in wanted]


def counted(
    edition: Edition,
    wanted: Sequence[NominatingBody],
    rows: QuerySet[Nomination] | None = None,
    *,
    told: Q = TOLD_FIRST,
) -> dict[int, dict[str, int]]:
    """Return the numbers of each body: of its own students, and (`holding`) of those who hold its places, whoever named them."""
    base = Nomination.objects.all() if rows is None else rows
    base = base.filter(Q(body__in=wanted) | Q(place_of__in=wanted), edition=edition).order_by()
    own = {body.pk for body in wanted}
    found: dict[int, dict[str, int]] = {}
    groups: list[Any] = list(base.values("body", "place_of").annotate(**counts(told)))
    for row in groups:
        named_by, held = row.pop("body"), row.pop("holding")
        giver = row.pop("place_of") or named_by
        if named_by in own:
            _add(found.setdefault(named_by, {}), {**row, "chosen": held})
        if giver in own:
            _add(found.setdefault(giver, {}), {"holding": held})
    return found


def _add(to: dict[str, int], numbers: Mapping[str, int]) -> None:
    for name, number in numbers.items():
        to[name] = to.get(name, 0) + number


def taking_part(edition: Edition) -> QuerySet[NominatingBody]:
    """Return the bodies that have places in the edition or have named somebody for it."""
    has_places = Quota.objects.filter(edition=edition, body=OuterRef("pk"))
    has_named = Nomination.objects.filter(edition=edition, body=OuterRef("pk"))
    return NominatingBody.objects.filter(Exists(has_places) | Exists(has_named)).select_related("parent")


def without_anybody(edition: Edition) -> QuerySet[NominatingBody]:
    """Return the bodies that take part and for which nobody can sign in today, also not for the body they name through."""
    able = Coordinator.objects.filter(active_on(clock.today()), user__isnull=False)
    able = able.filter(Q(body=OuterRef("pk")) | Q(body=OuterRef("parent")))
    return taking_part(edition).filter(~Exists(able))


def coordinated_bodies(user: Any, edition: Edition) -> list[NominatingBody]:
    """Return the user's own bodies that take part in the edition; all of their own when none does yet."""
    own = own_bodies(user)
    return list(taking_part(edition).filter(pk__in=own.values("pk"))) or list(own.filter(dormant=False))


# ---------------------------------------------------------------- WHO ACTS FOR A BODY


@dataclass(frozen=True)
class Acting:
    """A coordinator as the list shows them: active or not, and whether an invitation waits for an answer."""

    row: Coordinator
    active: bool
    invited: bool
    ended: bool


def acting_for(bodies: Iterable[NominatingBody], *, at: date) -> dict[int, list[Acting]]:
    """Return the coordinators of each body, those who act now first (two queries)."""
    rows = list(Coordinator.objects.filter(body__in=list(bodies)).select_related("user"))
    waiting = Invitation.objects.filter(role=COORDINATOR, accepted_at=None, revoked_at=None)
    invited = set(waiting.filter(target_id__in=[r.pk for r in rows]).values_list("target_id", flat=True))
    found: dict[int, list[Acting]] = {}
    for row in rows:
        begun = row.active_from is None or row.active_from <= at
        ended = row.active_to is not None and row.active_to < at
        active = begun and not ended
        found.setdefault(row.body_id, []).append(Acting(row, active, row.pk in invited, ended))
    for acting in found.values():
        acting.sort(key=lambda one: (not one.active, one.row.kind != "lead", one.row.name))
    return found


def guardian_of(nomination: Nomination) -> Guardian | None:
    """Return the guardian named with the student, or None."""
    return Guardian.objects.filter(person=nomination.participation.person_id).order_by("pk").first()


def undecided(request: HttpRequest) -> QuerySet[Nomination] | None:
    """Return the handed-in nominations of the edition they organise that have no decision in sight; None without edition."""
    edition = programme.edition_as(request, ORGANISER)
    if edition is None:
        return None
    rows = Nomination.objects.filter(COUNTED, edition=edition, sender_state__in=IN_HAND, pending="")
    return rows.filter(participation__state=State.PROSPECTIVE).exclude(receiver_state__in=DECISIONS)
