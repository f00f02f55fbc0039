"""The list before an edition opens: upper apps register its points. Each is ticked by a person; what we know stands beside it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from ish.programme.models import Edition

Words = str | Promise


@dataclass(frozen=True)
class Evidence:
    """What we know of a point: in words, and whether it looks done (None: we cannot tell)."""

    words: str = ""
    fine: bool | None = None


@dataclass(frozen=True)
class Point:
    """A point of the list. `evidence(edition)` says what we know, `url(edition)` where it is seen to; `stage` leaves it out of
    editions without that stage."""

    code: str
    label: Words
    evidence: Callable[[Edition], Evidence]
    url: Callable[[Edition], str]
    order: int = 50
    stage: str | None = None


_points: dict[str, Point] = {}


def register(point: Point) -> None:
    """Add a point. Raises `ValueError` when its code is taken."""
    if point.code in _points:
        raise ValueError(f"Point {point.code!r} is registered twice.")
    _points[point.code] = point


def points(edition: Edition) -> list[Point]:
    """Return the points of an edition in their order."""
    found = [one for one in _points.values() if one.stage is None or edition.has_stage(one.stage)]
    return sorted(found, key=lambda one: (one.order, one.code))
