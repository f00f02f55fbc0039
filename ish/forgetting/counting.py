"""The anonymous numbers of an edition, taken before anything is erased of those who took part."""

from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import F

from ish.forgetting import statistics
from ish.forgetting.models import Figure
from ish.forgetting.queries import CAME
from ish.forgetting.states import Table
from ish.forgetting.statistics import LEAST, Shown
from ish.people import ages
from ish.people.models import Participation
from ish.people.states import Capacity
from ish.placements.models import Placement
from ish.placements.states import PlanState
from ish.programme.models import Edition

REGIONS = {
    "Europe": "AL AD AT BA BE BG BY CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO "
    "RS SE SI SK SM UA XK",
    "Asia and the Middle East": "AE AF AM AZ BD BH BN BT CN GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MV "
    "MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE",
    "North America": "CA MX US",
    "Australia and Oceania": "AU FJ NZ PG",
}
_REGION = {code: name for name, codes in REGIONS.items() for code in codes.split()}
OTHER = "Elsewhere"


def is_taken(edition: Edition) -> bool:
    """Say whether the numbers of the edition are there."""
    return Figure.objects.filter(edition=edition).exists()


@transaction.atomic
def take(edition: Edition) -> int:
    """Count who took part, protect small cells, keep what may stay (once); return how many numbers there are."""
    if is_taken(edition):
        return 0
    rows = list(
        Participation.objects.filter(edition=edition, state__in=CAME, capacity=Capacity.PARTICIPANT)
        .select_related("person")
        .annotate(partner=F("nomination__body__name"), country=F("nomination__body__country"))
    )
    figures = [Figure(edition=edition, table=Table.TOTAL, label="", number=_whole(len(rows)))]
    if len(rows) >= LEAST:
        for table, shown in _tables(edition, rows).items():
            figures += _figures(edition, table, shown)
    Figure.objects.bulk_create(figures)
    return len(figures)


def _whole(count: int) -> int:
    return count if count >= LEAST else 0


def _tables(edition: Edition, rows: list[Any]) -> dict[str, Shown]:
    partners = Counter(row.partner or "" for row in rows)
    within = {row.partner or "": _REGION.get(str(row.country or ""), OTHER) for row in rows}
    regions = Counter(within[row.partner or ""] for row in rows)
    wide, narrow = statistics.protect_nested(regions, partners, within)
    labs, fields = _labs(edition)
    return {
        Table.REGION: wide,
        Table.PARTNER: narrow,
        Table.AGE: statistics.protect(Counter(_age(row, edition) for row in rows)),
        Table.SEX: statistics.protect(Counter(row.person.sex or "-" for row in rows)),
        Table.LAB: statistics.protect(labs),
        Table.FIELD: statistics.protect(fields),
    }


def _age(row: Any, edition: Edition) -> str:
    age = row.person.age_on(edition.arrival_day)
    if age is None:
        return "-"
    return "-16" if age < ages.YOUTH else "16-17" if age < ages.ADULT else "18-20" if age < 21 else "21-"


def _labs(edition: Edition) -> tuple[Counter[str], Counter[str]]:
    """Return how many worked in which institute and in which field: each person once, by their last placement."""
    placed = Placement.objects.filter(plan__edition=edition, plan__state=PlanState.PUBLISHED)
    placed = placed.filter(participation__state__in=CAME, participation__capacity=Capacity.PARTICIPANT)
    last = {}
    for row in placed.select_related("project__institute").order_by("starts_on", "pk"):
        last[row.participation_id] = row.project
    labs = Counter(project.institute.name for project in last.values())
    fields = Counter(project.fields.partition(",")[0].strip() or "-" for project in last.values())
    return labs, fields


def _figures(edition: Edition, table: str, shown: Shown) -> list[Figure]:
    rows = [
        Figure(edition=edition, table=table, label=label or "-", number=n) for label, n in shown.cells.items()
    ]
    if shown.rest >= LEAST:
        rows.append(Figure(edition=edition, table=table, label="", number=shown.rest))
    return rows
