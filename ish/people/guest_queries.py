"""Reads about tutors, chaperones and guests: how many there are of each kind, and who the names of a paste are."""

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Count, Q, QuerySet
from django.utils.translation import ngettext_lazy

from ish.people import knowing, pasted
from ish.people.knowing import Known, Sought
from ish.people.models import Participation
from ish.people.states import COMING, GUESTS, Capacity, State
from ish.programme.models import Edition

_KINDS = {
    Capacity.TUTOR: ngettext_lazy("tutor", "tutors", "n"),
    Capacity.CHAPERONE: ngettext_lazy("chaperone", "chaperones", "n"),
    Capacity.DAY_GUEST: ngettext_lazy("day guest", "day guests", "n"),
    Capacity.INVITED_GUEST: ngettext_lazy("invited guest", "invited guests", "n"),
}


def by_capacity(rows: QuerySet[Participation]) -> list[dict[str, Any]]:
    """Return for each capacity how many come and how many were invited (one query)."""
    told = rows.order_by().values_list("capacity").annotate(
        coming=Count("pk", filter=Q(state__in=(*COMING, State.COMPLETED))),
        invited=Count("pk", filter=Q(state__in=(State.OFFERED, State.PROSPECTIVE))),
        beds=Count("pk", filter=Q(state__in=COMING, resident=True)),
    )  # fmt: skip
    found = {capacity: (coming, invited, beds) for capacity, coming, invited, beds in told}
    return [
        {
            "capacity": value.value,
            "label": _KINDS[value] % {"n": found.get(value, (0, 0, 0))[0]},
            "coming": found.get(value, (0, 0, 0))[0],
            "invited": found.get(value, (0, 0, 0))[1],
            "beds": found.get(value, (0, 0, 0))[2],
        }
        for value in GUESTS
    ]


@dataclass(frozen=True)
class Row:
    """A line of a paste, and whom we know who may be meant."""

    line: pasted.Line
    known: tuple[Known, ...] = ()

    @property
    def sought(self) -> Sought:
        """By what the person is looked for."""
        return Sought(self.line.given, self.line.family, self.line.email)


def read_names(text: str, edition: Edition, user: Any) -> tuple[list[Row], int]:
    """Return the people of a paste with whom they may be, and how many lines were too many."""
    paste = pasted.read(text)
    lines = [_checked(line) for line in paste.lines]
    good = [line for line in lines if not line.problem]
    known = knowing.find_many([Row(line).sought for line in good], by=user)
    found = {line.number: tuple(people) for line, people in zip(good, known, strict=True)}
    return [Row(line, found.get(line.number, ())) for line in lines], paste.left_out


def _checked(line: pasted.Line) -> pasted.Line:
    if line.problem or not line.email:
        return line
    try:
        validate_email(line.email)
    except ValidationError:
        return replace(line, problem="bad_address")
    return line
