"""Reads for the decisions: the partners beside their places, those with too many first, and the sums over all of them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from ish import clock
from ish.nominations import rules
from ish.nominations.models import Nomination, SeasonReply
from ish.nominations.queries import HOPING, WITH_PERSON, counts, taking_part
from ish.nominations.rules import COUNTED, HOLDING, NOT_YET_RELEASED, RESULT, TOLD_FIRST
from ish.nominations.states import IN_HAND, Receiver, TakesPart
from ish.outbox.models import Message
from ish.outbox.states import State as Sending
from ish.programme import queries as programme
from ish.programme.models import Edition, NominatingBody, Quota


def sums(edition: Edition) -> dict[str, int]:
    """Return the numbers of all partners together, with the places agreed (one query, two while nobody is named)."""
    agreed = Quota.objects.filter(edition=edition).order_by().values("edition")
    columns = {
        name: Max(Subquery(agreed.annotate(n=Sum(column)).values("n")))
        for name, column in (("places", "places"), ("reserves", "reserve_places"))
    }
    found = Nomination.objects.filter(edition=edition).aggregate(**counts(), **columns)
    together: dict[str, int] = {name: number or 0 for name, number in found.items()}
    return together if together["total"] else together | programme.places_agreed(edition)


def beside_places(edition: Edition) -> QuerySet[NominatingBody]:
    """Return the partners that have places or students: those of which too many would hold a place first, then by name."""
    mine = Nomination.objects.filter(edition=edition, body=OuterRef("pk")).order_by()
    meant = mine.filter(COUNTED, NOT_YET_RELEASED, sender_state__in=IN_HAND, pending=Receiver.SELECTED)
    agreed = Quota.objects.filter(edition=edition, body=OuterRef("pk")).values("places")
    rows = taking_part(edition).annotate(
        agreed=Coalesce(Subquery(agreed[:1]), 0),
        holding=held(edition, "pk"),
        meant=number_of(meant),
        named=number_of(mine),
    )
    too_many = Case(When(holding__gt=F("agreed") - F("meant"), then=Value(0)), default=Value(1))
    rows = rows.exclude(agreed=0, named=0).annotate(fits=too_many)
    return rows.order_by("fits", "name", "pk")


def remarkable(edition: Edition) -> tuple[list[str], list[str]]:
    """Return the names of the partners of which too many would hold a place, and of those that said they take part and of which
    nobody would (one query)."""
    yes = SeasonReply.objects.filter(edition=edition, body=OuterRef("pk"), taking_part=TakesPart.YES)
    rows: QuerySet[Any] = beside_places(edition).annotate(
        said_yes=Exists(yes), coming=F("holding") + F("meant")
    )
    found = list(rows.filter(Q(fits=0) | Q(said_yes=True, coming=0)).values_list("name", "fits"))
    return [name for name, fits in found if not fits], [name for name, fits in found if fits]


def held(edition: Edition, body: str) -> Any:
    """Return, as an expression over rows that know a body by this name, how many hold its places, whoever named them. Asked in
    two parts, each of which an index answers."""
    rows = Nomination.objects.filter(HOLDING, edition=edition).order_by()
    own = rows.filter(body=OuterRef(body), place_of=None)
    return number_of(own) + number_of(rows.filter(place_of=OuterRef(body)))


def used(edition: Edition, body: str) -> Any:
    """Return, in the same way, how many use its places: who hold one, and who are named for one and not decided on."""
    hoping = Nomination.objects.filter(HOPING, edition=edition, body=OuterRef(body)).order_by()
    return held(edition, body) + number_of(hoping)


def number_of(rows: QuerySet[Nomination]) -> Any:
    """Return, as an expression, how many rows there are of a queryset that refers to an outer one."""
    counted = rows.values("edition").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def intended(edition: Edition) -> QuerySet[Nomination]:
    """Return the nominations with an intended decision that can go out, partner by partner, with their people."""
    rows = Nomination.objects.filter(NOT_YET_RELEASED, edition=edition, sender_state__in=IN_HAND)
    return rows.select_related(*WITH_PERSON).order_by("body__name", "body", "reserve", "rank", "pk")


# ---------------------------------------------------------------- PARTNERS WHO TELL THEIR STUDENTS FIRST

DAYS_TO_TELL = 7
"""So long we wait for a partner that wants to tell its students first and with whom no number was agreed."""


def tells_first(edition: Edition, bodies: Iterable[int]) -> dict[int, int]:
    """Return how many days we wait for each of these bodies that tells its own students first (three queries). Where nobody acts
    for a partner, nobody would tell them: we do."""
    bodies = set(bodies)
    wanted = bodies - rules.with_nobody(bodies)
    agreed = Quota.objects.filter(edition=edition, body__in=wanted, tells_first_days__gt=0)
    asked = SeasonReply.objects.filter(edition=edition, body__in=wanted, tells_first=True)
    days = dict.fromkeys(asked.values_list("body", flat=True), DAYS_TO_TELL)
    return days | dict(agreed.values_list("body", "tells_first_days"))


def days_to_write(rows: Sequence[Nomination]) -> dict[int, date]:
    """Return for each of those whose partner tells them first the day on which we do: so many days after the partner's letter has
    gone, and while it waits, after today (one query). Where no letter goes, the day that was named with the release."""
    batches = {row.release.batch for row in rows if row.release}
    letters: dict[tuple[str, str], list[Message]] = {}
    for one in Message.objects.filter(kind=RESULT, batch__in=batches):
        letters.setdefault((one.batch, one.about), []).append(one)
    found = {}
    for row in rows:
        about = f"{NominatingBody._meta.label_lower}:{row.body_id}"
        mine = letters.get((row.release.batch, about), []) if row.release else []
        day = first_day(mine, row.edition)
        found[row.pk] = max(day, row.tell_on) if day and row.tell_on else day or row.tell_on
    return {pk: day for pk, day in found.items() if day}


def first_day(letters: Sequence[Message], edition: Edition) -> date | None:
    """Return the day on which we write, by the letters of one partner: its days begin when the first of them has gone."""
    days = [one.context.get("days") or 0 for one in letters]
    if not any(days):
        return None
    zone = ZoneInfo(edition.time_zone)
    gone = [
        one.sent_at.astimezone(zone).date() for one in letters if one.state == Sending.SENT and one.sent_at
    ]
    waits = any(
        one.state in (Sending.HELD, Sending.QUEUED, Sending.SENDING)
        or (one.state == Sending.FAILED and one.not_before)
        for one in letters
    )
    begin = min(gone) if gone else clock.today(edition.time_zone) if waits else None
    return begin + timedelta(days=max(days)) if begin else None


def told_first(edition: Edition) -> QuerySet[Nomination]:
    """Return those whose partner knows the decision and is telling them, the first day of ours first."""
    rows = Nomination.objects.filter(TOLD_FIRST, edition=edition)
    return rows.select_related(*WITH_PERSON, "release").order_by("tell_on", "body__name", "rank", "pk")
