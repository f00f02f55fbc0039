"""What went late or wrong, per partner: upper apps register figures as expressions over partners; all together are one query."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import DurationField, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise

from ish.programme.models import Edition

Words = str | Promise


@dataclass(frozen=True)
class Figure:
    """A number of a partner in an edition; more is worse. `number(edition)` is an expression over `NominatingBody`, never null;
    `told(n)` says it in words ("3 names after the date"); `days`: a length of time, of which there is a longest and no sum."""

    code: str
    label: Words
    number: Callable[[Edition], Any]
    told: Callable[[int], str]
    order: int = 50
    days: bool = False

    @property
    def column(self) -> str:
        """The name of the annotation."""
        return f"back_{self.code}"


_figures: dict[str, Figure] = {}


def register(figure: Figure) -> None:
    """Add a figure. Raises `ValueError` when its code is taken."""
    if figure.code in _figures:
        raise ValueError(f"Figure {figure.code!r} is registered twice.")
    _figures[figure.code] = figure


def every() -> list[Figure]:
    """Return all figures in their order."""
    return sorted(_figures.values(), key=lambda one: (one.order, one.code))


def per_body(rows: QuerySet[Any], path: str, aggregate: Any, *, days: bool = False) -> Any:
    """Return the expression for a partner's number: `aggregate` over those of `rows` whose `path` leads to it; 0 without any.
    `days`: a length of time, which `number_of` makes a number."""
    mine = rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(n=aggregate)
    kind: Any = DurationField() if days else IntegerField()
    zero = Value(timedelta(), output_field=kind) if days else Value(0)
    return Coalesce(Subquery(mine.values("n")[:1], output_field=kind), zero)


def number_of(value: Any) -> int:
    """Return a figure as a number: a length of time in days."""
    return value.days if isinstance(value, timedelta) else int(value or 0)
