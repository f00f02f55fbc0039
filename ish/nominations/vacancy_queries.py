"""Reads for free places: which of them are free again, whose they were, and who could have them next.

A place belongs to the partner with which it was agreed. Who holds it is usually named by that partner, and by another when it was
given from the common pool (`place_of`). A lost place is free until somebody who `replaces` its last holder was offered it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import HttpRequest

from ish import clock
from ish.nominations import places_queries, queries
from ish.nominations.models import Nomination, SeasonReply
from ish.nominations.rules import COUNTED, HOLDING, ORGANISER
from ish.nominations.states import DECISIONS, IN_HAND, Receiver, TakesPart
from ish.people.models import Step
from ish.people.states import State
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody, Quota

LOST = (State.GAVE_BACK, State.WITHDREW, State.VISA_REFUSED, State.NO_SHOW)
GIVER = Coalesce("place_of", "body")

BoardPlace = Callable[[Edition], Any]
_board_place: list[BoardPlace] = []


def set_board_place(fn: BoardPlace) -> None:
    """Tell how the place of a nomination in the board's result of an edition is found: an expression over nominations, 1 for the
    first, null for those without."""
    _board_place[:] = [fn]


def as_candidates(rows: QuerySet[Nomination], edition: Edition) -> QuerySet[Nomination]:
    """Add what is to be known before somebody is offered a place: `board_place` (in the board's result), and `tells_first`
    (whether their partner tells its students first)."""
    board = _board_place[0](edition) if _board_place else Value(None, output_field=IntegerField())
    agreed = Quota.objects.filter(edition=edition, body=OuterRef("body"), tells_first_days__gt=0)
    asked = SeasonReply.objects.filter(edition=edition, body=OuterRef("body"), tells_first=True)
    return rows.annotate(board_place=board, tells_first=Exists(agreed) | Exists(asked))


# ---------------------------------------------------------------- WHAT IS FREE


def lost(edition: Edition) -> QuerySet[Nomination]:
    """Return those who had a place, have it no longer, and whom nobody has replaced."""
    rows = Nomination.objects.filter(
        edition=edition, participation__state__in=LOST, participation__offered_at__isnull=False
    )
    taken = Nomination.objects.filter(edition=edition, replaces__isnull=False)
    taken = taken.filter(participation__offered_at__isnull=False)
    return rows.exclude(pk__in=taken.values("replaces")).annotate(giver=GIVER)


def still_free(edition: Edition) -> QuerySet[Nomination]:
    """Return those of them whose place is free: of each partner the last ones, as many as it has free. Places lost before them
    were filled by an ordinary decision, or more had been offered than were agreed."""
    agreed = Quota.objects.filter(edition=edition, body=OuterRef("giver")).values("places")
    last_ones = Window(RowNumber(), partition_by=[GIVER], order_by=[F("since").desc(), F("pk").desc()])
    rows = (
        lost(edition)
        .annotate(since=_since(), number=last_ones)
        .annotate(free=Coalesce(Subquery(agreed[:1]), 0) - places_queries.held(edition, "giver"))
    )
    return Nomination.objects.filter(pk__in=rows.filter(number__lte=F("free")).values("pk"))


def _since() -> Subquery:
    """The moment somebody came to the state they are in."""
    steps = Step.objects.filter(participation=OuterRef("participation"), new=OuterRef("participation__state"))
    return Subquery(steps.order_by("-at").values("at")[:1])


def counted(request: HttpRequest) -> QuerySet[Nomination] | None:
    """Return whose places are free in the edition they organise; None without edition."""
    edition = programme.edition_as(request, ORGANISER)
    return still_free(edition) if edition else None


@dataclass
class Free:
    """A place that is free: of which partner, whose it was and since when (None: nobody's yet), and who is proposed for it.

    `count` places nobody has had stand together. `was_key` and `named_key` are known of every place; whose it was (`was`), whom
    the partner has named for it (`named`) and who is proposed (`candidate`) only of those that are shown. A candidate comes from
    the waiting list of the partner, or from the common pool (`from_pool`).
    """

    body: NominatingBody
    was_key: int | None = None
    since: datetime | None = None
    why: str = ""
    count: int = 1
    named_key: int | None = None
    was: Nomination | None = None
    named: Nomination | None = None
    candidate: Nomination | None = None
    from_pool: bool = False
    board_place: int | None = None


def free_places(edition: Edition) -> list[Free]:
    """Return the free places of an edition, those lost first, the longest free ahead (four queries; as many rows as places are
    free, not as there are people)."""
    partners = {row.body_id: row for row in _with_free(edition)}
    left = {pk: row.places - row.holding for pk, row in partners.items()}
    rows = lost(edition).annotate(since=_since()).filter(giver__in=list(left))
    found = []
    # The last ones lost are the free ones: places lost before them were filled by an ordinary decision.
    columns = ("pk", "giver", "since", "participation__state")
    for pk, giver, since, state in rows.order_by("-since", "-pk").values_list(*columns):
        if left[giver] > 0:
            left[giver] -= 1
            found.append(Free(partners[giver].body, was_key=pk, since=since, why=state))
    found.reverse()
    _note_named(edition, found)
    return found + _never_held(edition, partners, left)


def _with_free(edition: Edition) -> QuerySet[Any]:
    """Return what was agreed with the partners that have places free: with how many hold a place, how many may still get one by
    an ordinary decision, and what the partner said of this season."""
    reply = SeasonReply.objects.filter(edition=edition, body=OuterRef("body")).exclude(taking_part="")
    rows = Quota.objects.filter(edition=edition).select_related("body").order_by()
    return (
        rows.annotate(holding=places_queries.held(edition, "body"))
        .filter(places__gt=F("holding"))
        .annotate(
            hoping=_hoping(edition),
            said=Subquery(reply.values("taking_part")[:1]),
            wants=Subquery(reply.values("places")[:1]),
        )
    )


def _hoping(edition: Edition) -> Any:
    """Count who may still get a place of the partner by an ordinary decision."""
    rows = Nomination.objects.filter(COUNTED, edition=edition, participation__state=State.PROSPECTIVE)
    rows = rows.filter(
        Q(pending=Receiver.SELECTED) | (Q(reserve=False, pending="") & ~Q(receiver_state__in=DECISIONS))
    )
    return places_queries.number_of(rows.exclude(HOLDING).filter(body=OuterRef("body")).order_by())


def _note_named(edition: Edition, found: Sequence[Free]) -> None:
    """Put on the places whom their partner has named for them."""
    by_place = {one.was_key: one for one in found}
    rows = Nomination.objects.filter(COUNTED, edition=edition, replaces__in=list(by_place))
    for key, place in rows.order_by("pk").values_list("pk", "replaces"):
        by_place[place].named_key = key


def _never_held(edition: Edition, partners: Mapping[int, Any], left: Mapping[int, int]) -> list[Free]:
    """Return the places for which no name will come: the partner says so, or the day for names is over."""
    phase = programme.phase(edition, "nominations")
    today = clock.today(edition.time_zone)
    found = []
    for pk, row in partners.items():
        spare = left[pk] - row.hoping
        days = [day for day in (phase.closes if phase else None, row.nominations_by) if day]
        over = bool(days) and today > max(days)
        why = "late" if over else ""
        if row.said == TakesPart.NO:
            why = "not_this_year"
        elif row.wants is not None and row.wants < row.places:
            why, spare = "fewer", spare if over else min(spare, row.places - row.wants)
        if why and spare > 0:
            found.append(Free(row.body, why=why, count=spare))
    return sorted(found, key=lambda one: (one.body.name, one.body.pk))


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


# The partner's own order, then when they were handed in.
BY_PARTNER = ("reserve", F("rank").asc(nulls_last=True), F("submitted_at").asc(nulls_last=True), "pk")
# The board's result where there is one, then the partner's rank, then when they were handed in.
BY_BOARD = (F("board_place").asc(nulls_last=True), *BY_PARTNER[1:])


def propose(
    edition: Edition, places: Sequence[Free], *, first: int = 0, end: int | None = None
) -> list[Free]:
    """Return the places from `first` to `end` with whose they were and who is next for each, nobody twice: first the partners'
    own students, then the common pool (three queries; as many rows as places up to `end`)."""
    ahead = list(places[:end])
    number = Window(RowNumber(), partition_by=[F("body")], order_by=list(BY_PARTNER))
    waits = as_candidates(waiting(edition), edition).annotate(number=number)
    waits = waits.exclude(pk__in=[one.named_key for one in places if one.named_key])
    waits = waits.select_related(*queries.WITH_PERSON)
    _hand_out(ahead, waits.filter(_next_of_their_own(ahead)))
    without = [one for one in ahead if not one.candidate and not one.named_key]
    pool = waits.exclude(_next_of_their_own(places)).order_by(*BY_BOARD)[: len(without)]
    for one, row in zip(without, pool, strict=False):
        one.candidate, one.from_pool, one.board_place = row, True, place_on(row)
    _fill(edition, ahead[first:])
    return ahead[first:]


def _next_of_their_own(places: Iterable[Free]) -> Q:
    """Return the condition for those who are next, by their `number`, for a place of their own partner."""
    wanted = Counter(one.body.pk for one in places if not one.named_key)
    found = Q(pk__in=[])
    for many in set(wanted.values()):
        found |= Q(number__lte=many, body__in=[body for body, n in wanted.items() if n == many])
    return found


def _hand_out(places: Sequence[Free], rows: QuerySet[Nomination]) -> None:
    """Put on the places who of their own partner is next."""
    nexts: dict[int, list[Nomination]] = {}
    for row in rows.order_by(*BY_PARTNER):
        nexts.setdefault(row.body_id, []).append(row)
    for one in places:
        if not one.named_key and nexts.get(one.body.pk):
            one.candidate = nexts[one.body.pk].pop(0)


def _fill(edition: Edition, places: Sequence[Free]) -> None:
    """Put on the places whose they were and whom the partner has named for them."""
    keys = [key for one in places for key in (one.was_key, one.named_key) if key]
    rows = as_candidates(Nomination.objects.filter(pk__in=keys), edition).select_related(*queries.WITH_PERSON)
    by_key = {row.pk: row for row in rows}
    for one in places:
        one.was, one.named = by_key.get(one.was_key or 0), by_key.get(one.named_key or 0)
        if one.named and one.named.sender_state in IN_HAND:
            one.candidate = one.named


def days_until(edition: Edition) -> int:
    """Return the days until arrival."""
    return (edition.arrival_day - clock.today(edition.time_zone)).days


def could_have(edition: Edition, body: NominatingBody, *, first: int) -> list[tuple[Nomination, bool]]:
    """Return the first people who could have a place of a partner, the next first, with whether they come from the common pool:
    the partner's own waiting list, then everybody else's. Each with `board_place` (two queries)."""
    rows = as_candidates(waiting(edition), edition).select_related(*queries.WITH_PERSON)
    own = list(rows.filter(body=body).order_by(*BY_PARTNER)[:first])
    pool = rows.exclude(body=body).order_by(*BY_BOARD)[: first - len(own)]
    return [*((row, False) for row in own), *((row, True) for row in pool)]


def candidate(nomination: Nomination) -> Nomination:
    """Return a nomination as a candidate, with its person (one query)."""
    rows = as_candidates(Nomination.objects.filter(pk=nomination.pk), nomination.edition)
    return rows.select_related(*queries.WITH_PERSON).get()


def place_on(row: Nomination) -> int | None:
    """Return the place in the board's result that was read with a candidate."""
    place: int | None = getattr(row, "board_place", None)
    return place


def partner_tells(row: Nomination) -> bool:
    """Say whether the partner of a candidate tells its students first, as it was read with them."""
    return bool(getattr(row, "tells_first", False))
