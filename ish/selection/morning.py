"""What organisers read in the morning about the advisory board: whose opinions are late."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ish import clock
from ish.contacts.morning import Line, Who
from ish.contacts.states import Turn
from ish.programme.models import Edition, active_on
from ish.selection import rules
from ish.selection.models import Assignment, Opinion, Reviewer

REVIEWERS = Who(("name",))


def lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """Return who of the board has not handed in everything by the day."""
    if not edition.has_stage("nominations"):
        return
    yield Line(
        "late",
        late(edition).annotate(due=F("edition__board__due_on")),
        ngettext_lazy(
            "%(n)s reviewer is late with opinions",
            "%(n)s reviewers are late with opinions",
            "n",
        ),
        REVIEWERS,
        Turn.THEM,
        day="due",
        until=True,
        url=reverse("selection:board"),
        door=_("Advisory board"),
        icon="people",
    )


def late(edition: Edition) -> QuerySet[Reviewer]:
    """Return the reviewers who could sign in and have opinions left to hand in, after the day on which they were due and until
    the board is closed; students they must not judge are none."""
    given = Assignment.objects.filter(nomination=OuterRef("pk"), reviewer=OuterRef(OuterRef("pk")))
    said = Opinion.objects.filter(nomination=OuterRef("pk"), reviewer=OuterRef(OuterRef("pk")))
    said = said.filter(Q(submitted_at__isnull=False) | Q(conflict=True))
    everyone = ~Q(edition__board__readers_each__gt=0)
    left = rules.handed_in(edition).filter(everyone | Exists(given), ~Exists(said), ~rules.of_reviewer())
    rows = Reviewer.objects.filter(
        active_on(clock.today()), Exists(left), edition=edition, user__isnull=False
    )
    return rows.filter(
        edition__board__due_on__lt=clock.today(edition.time_zone), edition__board__closed_at=None
    )
