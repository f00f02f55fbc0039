"""Reads for free places: which of them are free again, whose they were, and who could have them next.

A place belongs to the partner with which it was agreed. Who holds it is usually named by that partner, and by another when it was
given from the common pool (`place_of`). A lost place is free until somebody who `replaces` its last holder was offered it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ish import clock
from ish.nominations import places_queries, queries
from ish.nominations.models import Nomination, SeasonReply
from ish.nominations.rules import COUNTED, HOLDING
from ish.nominations.states import DECISIONS, IN_HAND, Receiver, TakesPart
from ish.people.models import Step
from ish.people.states import State
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody, Quota

LOST = (State.GAVE_BACK, State.WITHDREW, State.VISA_REFUSED, State.NO_SHOW)
GIVER = Coalesce("place_of", "body")
_LAST = 10_000

Scores = Callable[[Edition], Mapping[int, float]]
_scores: list[Scores] = []


def set_scores(fn: Scores) -> None:
    """Tell how the board's result of an edition is found: {nomination: the higher the better}."""
    _scores[:] = [fn]


# ---------------------------------------------------------------- WHAT IS FREE


def holders(edition: Edition) -> dict[int, int]:
    """Return how many hold a place of each partner, whoever named them (one query)."""
    rows = Nomination.objects.filter(HOLDING, edition=edition).order_by()
    return dict(rows.annotate(giver=GIVER).values_list("giver").annotate(n=Count("pk")))


def _taken() -> QuerySet[Nomination]:
    return Nomination.objects.filter(replaces=OuterRef("pk"), participation__offered_at__isnull=False)


def lost(edition: Edition) -> QuerySet[Nomination]:
    """Return those who had a place, have it no longer, and whom nobody has replaced."""
    rows = Nomination.objects.filter(
        edition=edition, participation__state__in=LOST, participation__offered_at__isnull=False
    )
    return rows.filter(~Exists(_taken())).annotate(giver=GIVER)


def still_free(edition: Edition) -> QuerySet[Nomination]:
    """Return those of them whose partner really has a place free: more may have been offered than were agreed."""
    agreed = Quota.objects.filter(edition=edition, body=OuterRef("giver")).values("places")
    return (
        lost(edition)
        .alias(
            held=places_queries.held(edition, "giver"),
            agreed=Coalesce(Subquery(agreed[:1]), 0),
        )
        .filter(held__lt=F("agreed"))
    )


@dataclass
class Free:
    """A place that is free: of which partner, whose it was and since when (None: nobody's yet), and who is proposed for it.

    `count` places nobody has had stand together. `named` is whom the partner has named for the place. `candidate` comes from
    the waiting list of the partner, or from the common pool (`from_pool`).
    """

    body: NominatingBody
    was: Nomination | None = None
    since: datetime | None = None
    why: str = ""
    count: int = 1
    named: Nomination | None = None
    candidate: Nomination | None = None
    from_pool: bool = False
    score: float | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def free_places(edition: Edition) -> list[Free]:
    """Return the free places of an edition, those lost first, the longest free ahead (a constant number of queries)."""
    bodies = {body.pk: body for body in queries.taking_part(edition)}
    agreed = {row.body_id: row for row in Quota.objects.filter(edition=edition)}
    held = holders(edition)
    left = {pk: row.places - held.get(pk, 0) for pk, row in agreed.items()}
    found = []
    # The last ones lost are the free ones: places lost before them were filled by an ordinary decision.
    for row in reversed(_lost_rows(edition)):
        giver = row.giver  # type: ignore[attr-defined]
        if left.get(giver, 0) > 0 and giver in bodies:
            left[giver] -= 1
            since = row.since  # type: ignore[attr-defined]
            found.append(Free(bodies[giver], was=row, since=since, why=row.participation.state))
    found.reverse()
    _give_named(edition, found)
    return found + _never_held(edition, bodies, agreed, left)


def _lost_rows(edition: Edition) -> list[Nomination]:
    steps = Step.objects.filter(participation=OuterRef("participation"), new=OuterRef("participation__state"))
    rows = lost(edition).annotate(since=Subquery(steps.order_by("-at").values("at")[:1]))
    return list(rows.select_related(*queries.WITH_PERSON).order_by("since", "pk"))


def _give_named(edition: Edition, found: Sequence[Free]) -> None:
    """Put on the places whom their partner has named for them."""
    keys = [free.was.pk for free in found if free.was]
    rows = Nomination.objects.filter(COUNTED, edition=edition, replaces__in=keys)
    by_place = {row.replaces_id: row for row in rows.select_related(*queries.WITH_PERSON).order_by("-pk")}
    for free in found:
        free.named = by_place.get(free.was.pk) if free.was else None


def _never_held(
    edition: Edition,
    bodies: Mapping[int, NominatingBody],
    agreed: Mapping[int, Quota],
    left: Mapping[int, int],
) -> list[Free]:
    """Return the places for which no name will come: the partner says so, or the day for names is over."""
    replies = {r.body_id: r for r in SeasonReply.objects.filter(edition=edition).exclude(taking_part="")}
    hoping = _hoping(edition)
    phase = programme.phase(edition, "nominations")
    today = clock.today(edition.time_zone)
    found = []
    for pk, free in left.items():
        quota, reply = agreed[pk], replies.get(pk)
        spare = free - hoping.get(pk, 0)
        days = [day for day in (phase.closes if phase else None, quota.nominations_by) if day]
        over = bool(days) and today > max(days)
        why = "late" if over else ""
        if reply and reply.taking_part == TakesPart.NO:
            why = "not_this_year"
        elif reply and reply.places is not None and reply.places < quota.places:
            why, spare = "fewer", spare if over else min(spare, quota.places - reply.places)
        if why and spare > 0 and pk in bodies:
            found.append(Free(bodies[pk], why=why, count=spare))
    return sorted(found, key=lambda one: (one.body.name, one.body.pk))


def _hoping(edition: Edition) -> dict[int, int]:
    """Return how many of each partner may still get one of its places by an ordinary decision."""
    rows = Nomination.objects.filter(COUNTED, edition=edition, participation__state=State.PROSPECTIVE)
    rows = rows.filter(
        Q(pending=Receiver.SELECTED) | (Q(reserve=False, pending="") & ~Q(receiver_state__in=DECISIONS))
    )
    return dict(rows.exclude(HOLDING).order_by().values_list("body").annotate(n=Count("pk")))


def lapsed(edition: Edition) -> QuerySet[Nomination]:
    """Return those who have not answered their offer by its last day, the longest ago first."""
    today = clock.today(edition.time_zone)
    rows = Nomination.objects.filter(
        edition=edition, participation__state=State.OFFERED, participation__accept_by__lt=today
    )
    return rows.select_related(*queries.WITH_PERSON, "place_of").order_by("participation__accept_by", "pk")


# ---------------------------------------------------------------- WHO IS NEXT


def waiting(edition: Edition) -> QuerySet[Nomination]:
    """Return who waits: on the waiting list by our decision, or named for it and not decided on."""
    on_list = Q(receiver_state=Receiver.WAITING_LIST)
    named_for = Q(reserve=True) & ~Q(receiver_state__in=DECISIONS)
    rows = Nomination.objects.filter(
        on_list | named_for,
        edition=edition,
        sender_state__in=IN_HAND,
        participation__state=State.PROSPECTIVE,
        pending__in=("", Receiver.WAITING_LIST),
    )
    return rows.exclude(HOLDING)


@dataclass(frozen=True)
class Waits:
    """Somebody who waits, as far as the order needs to know."""

    key: int
    body: int
    reserve: bool
    rank: int | None
    submitted: datetime | None
    score: float | None

    def own_order(self) -> tuple[Any, ...]:
        """The partner's own order, then when they were handed in."""
        return (self.reserve, self.rank or _LAST, str(self.submitted), self.key)

    def pool_order(self) -> tuple[Any, ...]:
        """The board's result where there is one, then the partner's rank, then when they were handed in."""
        return (self.score is None, -(self.score or 0), self.rank or _LAST, str(self.submitted), self.key)


def line(edition: Edition) -> list[Waits]:
    """Return everybody who waits (one query, and the board's)."""
    scores = _scores[0](edition) if _scores else {}
    rows = waiting(edition).values_list("pk", "body", "reserve", "rank", "submitted_at")
    return [Waits(*row, score=scores.get(row[0])) for row in rows]


def in_order(people: Iterable[Waits], body: int) -> list[tuple[Waits, bool]]:
    """Return who could have a place of a partner, the next first, each with whether they come from the common pool: the
    partner's own waiting list, then everybody else's."""
    rows = list(people)
    own = sorted((one for one in rows if one.body == body), key=Waits.own_order)
    pool = sorted((one for one in rows if one.body != body), key=Waits.pool_order)
    return [*((one, False) for one in own), *((one, True) for one in pool)]


def propose(edition: Edition, places: Sequence[Free]) -> None:
    """Put on each place who is next for it, nobody twice: first the partners' own students, then the pool (two queries)."""
    people = line(edition)
    taken = {free.named.pk for free in places if free.named}
    chosen: dict[int, tuple[Waits, bool]] = {}
    for pool in (False, True):
        for number, free in enumerate(places):
            if number in chosen or free.named:
                continue
            nexts = (
                pair
                for pair in in_order(people, free.body.pk)
                if pair[1] == pool and pair[0].key not in taken
            )
            if found := next(nexts, None):
                chosen[number] = found
                taken.add(found[0].key)
    keys = [one.key for one, _pool in chosen.values()]
    rows = Nomination.objects.filter(pk__in=keys).select_related(*queries.WITH_PERSON)
    by_key = {row.pk: row for row in rows}
    for number, (one, pool) in chosen.items():
        free = places[number]
        free.candidate, free.from_pool, free.score = by_key[one.key], pool, one.score
    for free in places:
        if free.named and free.named.sender_state in IN_HAND:
            free.candidate = free.named


def days_until(edition: Edition) -> int:
    """Return the days until arrival."""
    return (edition.arrival_day - clock.today(edition.time_zone)).days


def could_have(edition: Edition, body: NominatingBody, *, first: int) -> list[tuple[Nomination, bool]]:
    """Return the first people who could have a place of a partner, with whether they come from the common pool."""
    chosen = in_order(line(edition), body.pk)[:first]
    rows = Nomination.objects.filter(pk__in=[one.key for one, _pool in chosen])
    by_key = {row.pk: row for row in rows.select_related(*queries.WITH_PERSON)}
    return [(by_key[one.key], pool) for one, pool in chosen]
