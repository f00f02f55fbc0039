"""What organisers read in the morning about interviews: who asks for another time, whose panel cannot stay as it is, and of which
nobody said how they went."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ish.contacts.morning import Line, Who
from ish.contacts.states import Turn
from ish.interviews import queries
from ish.programme.models import Edition

_PERSON = "nomination__participation__person__"
STUDENTS = Who(
    (f"{_PERSON}given_names", f"{_PERSON}family_name"), "pk", "interviews:interview", "nomination__body__name"
)


def lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """Return the interviews that need an organiser."""
    if not edition.has_stage("nominations"):
        return
    url = reverse("interviews:list")
    yield Line(
        "conflicts",
        queries.conflicted(edition),
        ngettext_lazy(
            "%(n)s interview needs another panel: somebody on it must not judge the student",
            "%(n)s interviews need another panel: somebody on it must not judge the student",
            "n",
        ),
        STUDENTS,
        Turn.NOW,
        moment="slot__starts_at",
        until=True,
        url=url,
        door=_("Interviews"),
        icon="people",
    )
    yield Line(
        "asks",
        queries.waiting(edition),
        ngettext_lazy(
            "%(n)s student asks for another time for the interview",
            "%(n)s students ask for another time for the interview",
            "n",
        ),
        STUDENTS,
        Turn.US,
        moment="asked_other_at",
        url=f"{url}?stands=asks",
        exact=True,
        icon="calendar-event",
    )
    yield Line(
        "outcomes",
        queries.outcome_due(edition),
        ngettext_lazy(
            "Nobody has said how %(n)s interview went", "Nobody has said how %(n)s interviews went", "n"
        ),
        STUDENTS,
        Turn.US,
        moment="slot__starts_at",
        url=f"{url}?stands=due",
        exact=True,
        icon="calendar-event",
    )
