"""What organisers read in the morning about places: accepted, given back, and offers that end soon."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from ish import clock
from ish.contacts.morning import Few, Line
from ish.people.models import Participation, Step
from ish.people.states import State
from ish.programme.models import Edition

SOON = 3
"""Days before the last day of an offer."""
PEOPLE = Few(("person__given_names", "person__family_name"), "person", "people:person")


def lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """Return who has accepted or lost a place since then, and whose offer ends within a few days."""
    url = reverse("people:list")
    today = clock.today(edition.time_zone)
    rows = Participation.objects.filter(edition=edition)
    soon = {"state": State.OFFERED, "accept_by__range": (today, today + timedelta(days=SOON))}
    yield Line(
        rows.filter(**soon),
        lambda n: (
            ngettext("%(n)s offer ends within three days", "%(n)s offers end within three days", n) % {"n": n}
        ),
        f"{url}?state={State.OFFERED}",
        waits=True,
        icon="hourglass-split",
        few=PEOPLE,
    )
    yield Line(
        _moved(rows, State.CONFIRMED, since),
        lambda n: ngettext("%(n)s place was accepted", "%(n)s places were accepted", n) % {"n": n},
        f"{url}?state={State.CONFIRMED}",
        icon="person-check",
        few=PEOPLE,
    )
    yield Line(
        _moved(rows, State.GAVE_BACK, since),
        lambda n: ngettext("%(n)s place was given back", "%(n)s places were given back", n) % {"n": n},
        f"{url}?state={State.GAVE_BACK}",
        icon="arrow-counterclockwise",
        few=PEOPLE,
    )
    yield Line(
        _moved(rows, State.WITHDREW, since),
        lambda n: ngettext("%(n)s student withdrew", "%(n)s students withdrew", n) % {"n": n},
        f"{url}?state={State.WITHDREW}",
        icon="x-circle-fill",
        few=PEOPLE,
    )


def _moved(rows: QuerySet[Participation], state: str, since: datetime) -> QuerySet[Participation]:
    """Return those who have come to a state since then, and are there still."""
    steps = Step.objects.filter(participation=OuterRef("pk"), new=state, at__gt=since)
    return rows.filter(Exists(steps), state=state)
