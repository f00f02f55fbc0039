"""What organisers read in the morning about partners and their students."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from ish.contacts.morning import Few, Line
from ish.nominations import correcting_queries, queries, vacancy_queries
from ish.nominations.models import Nomination, SeasonReply
from ish.nominations.states import IN_HAND
from ish.programme.models import Edition

_STUDENTS = Few(
    ("participation__person__given_names", "participation__person__family_name"), "pk", "nominations:student"
)
_PARTNERS = Few(("body__name",), "body", "programme:body")
_BODIES = Few(("name",), "pk", "programme:body")


def lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """Return what was handed in and answered since then, and what waits: corrections, free places, unanswered offers."""
    if not edition.has_stage("nominations"):
        return
    yield Line(
        queries.without_anybody(edition),
        lambda n: (
            ngettext("Nobody can sign in for %(n)s partner", "Nobody can sign in for %(n)s partners", n)
            % {"n": n}
        ),
        reverse("nominations:coordinators"),
        waits=True,
        icon="person-badge",
        few=_BODIES,
    )
    yield Line(
        correcting_queries.waiting(edition),
        lambda n: ngettext("%(n)s correction waits for you", "%(n)s corrections wait for you", n) % {"n": n},
        reverse("nominations:corrections"),
        waits=True,
        icon="pencil",
    )
    yield Line(
        vacancy_queries.still_free(edition),
        lambda n: ngettext("%(n)s place is free again", "%(n)s places are free again", n) % {"n": n},
        reverse("nominations:free"),
        waits=True,
        icon="person-plus",
    )
    yield Line(
        vacancy_queries.lapsed(edition),
        lambda n: (
            ngettext("%(n)s offer was not answered in time", "%(n)s offers were not answered in time", n)
            % {"n": n}
        ),
        reverse("nominations:free"),
        waits=True,
        icon="hourglass-split",
    )
    yield Line(
        Nomination.objects.filter(edition=edition, sender_state__in=IN_HAND, submitted_at__gt=since),
        lambda n: ngettext("%(n)s student was handed in", "%(n)s students were handed in", n) % {"n": n},
        reverse("nominations:list"),
        icon="person-vcard",
        few=_STUDENTS,
    )
    yield Line(
        SeasonReply.objects.filter(edition=edition, answered_at__gt=since),
        lambda n: ngettext("%(n)s partner answered", "%(n)s partners answered", n) % {"n": n},
        reverse("nominations:asking"),
        icon="globe2",
        few=_PARTNERS,
    )
