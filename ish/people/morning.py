"""What organisers read in the morning about places: accepted, given back, and offers that end soon."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ish import clock
from ish.contacts.morning import Line, Who
from ish.contacts.states import Turn
from ish.people import partners
from ish.people.models import Participation, Step
from ish.people.states import State
from ish.programme.models import Edition

SOON = 3
"""Days before the last day of an offer."""


def people(way: str = "") -> Who:
    """Return how rows are named that are somebody's participation, or from which `way` ("participation__") leads to it."""
    partner = f"{way}{partners.path()}__name" if partners.path() else ""
    names = (f"{way}person__given_names", f"{way}person__family_name")
    return Who(names, f"{way}person", "people:person", partner)


def lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """Return who has accepted or lost a place since then, and whose offer ends within a few days."""
    today = clock.today(edition.time_zone)
    rows = Participation.objects.participants().filter(edition=edition)
    common: dict[str, Any] = {"who": people(), "url": reverse("people:list"), "door": _("People")}
    yield Line(
        "offers",
        rows.filter(state=State.OFFERED, accept_by__range=(today, today + timedelta(days=SOON))),
        ngettext_lazy("%(n)s offer ends within three days", "%(n)s offers end within three days", "n"),
        turn=Turn.NOW,
        day="accept_by",
        until=True,
        icon="hourglass-split",
        **common,
    )
    yield Line(
        "accepted",
        _moved(rows, State.CONFIRMED, since),
        ngettext_lazy("%(n)s place was accepted", "%(n)s places were accepted", "n"),
        moment="came",
        icon="person-check",
        **common,
    )
    yield Line(
        "given-back",
        _moved(rows, State.GAVE_BACK, since),
        ngettext_lazy("%(n)s place was given back", "%(n)s places were given back", "n"),
        moment="came",
        icon="arrow-counterclockwise",
        **common,
    )
    yield Line(
        "withdrew",
        _moved(rows, State.WITHDREW, since),
        ngettext_lazy("%(n)s student withdrew", "%(n)s students withdrew", "n"),
        moment="came",
        icon="x-circle-fill",
        **common,
    )


def came(key: str = "pk", state: str = "state") -> Subquery:
    """Return, as an expression, when somebody came to the state they are in; `key` and `state` lead to the participation."""
    steps = Step.objects.filter(participation=OuterRef(key), new=OuterRef(state)).order_by("-at")
    return Subquery(steps.values("at")[:1])


def _moved(rows: QuerySet[Participation], state: str, since: datetime) -> QuerySet[Any]:
    """Return those who have come to a state since then, and are there still."""
    return rows.filter(state=state).annotate(came=came()).filter(came__gt=since)
