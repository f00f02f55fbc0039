"""What organisers read in the morning about partners and their students."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ish.contacts.morning import Line, Who
from ish.contacts.states import Turn
from ish.nominations import correcting_queries, queries, vacancy_queries
from ish.nominations.models import Nomination, SeasonReply
from ish.nominations.states import IN_HAND
from ish.people.morning import came
from ish.programme.models import Edition

_NAMES = ("participation__person__given_names", "participation__person__family_name")
STUDENTS = Who(_NAMES, "pk", "nominations:student", "body__name")
_CORRECTED = Who(
    tuple(f"nomination__{name}" for name in _NAMES), "pk", "nominations:decide", "nomination__body__name"
)
_PARTNERS = Who(("body__name",), "body", "programme:body")
_BODIES = Who(("name",), "pk", "programme:body")


def lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """Return what was handed in and answered since then, and what waits: corrections, free places, unanswered offers."""
    if edition.has_stage("nominations"):
        yield from _places(edition)
        yield from _waits(edition)
        yield from _news(edition, since)


def _places(edition: Edition) -> Iterable[Line]:
    common: dict[str, Any] = {
        "who": STUDENTS,
        "turn": Turn.NOW,
        "url": reverse("nominations:free"),
        "door": _("Free places"),
    }
    yield Line(
        "free",
        vacancy_queries.still_free(edition).annotate(came=came("participation", "participation__state")),
        ngettext_lazy("%(n)s place is free again", "%(n)s places are free again", "n"),
        moment="came",
        icon="person-plus",
        **common,
    )
    yield Line(
        "lapsed",
        vacancy_queries.lapsed(edition),
        ngettext_lazy("%(n)s offer was not answered in time", "%(n)s offers were not answered in time", "n"),
        day="participation__accept_by",
        until=True,
        icon="hourglass-split",
        **common,
    )


def _waits(edition: Edition) -> Iterable[Line]:
    yield Line(
        "corrections",
        correcting_queries.waiting(edition),
        ngettext_lazy("%(n)s correction waits for you", "%(n)s corrections wait for you", "n"),
        _CORRECTED,
        Turn.US,
        moment="proposed_at",
        url=reverse("nominations:corrections"),
        exact=True,
        icon="pencil",
    )
    yield Line(
        "alone",
        queries.without_anybody(edition),
        ngettext_lazy("Nobody can sign in for %(n)s partner", "Nobody can sign in for %(n)s partners", "n"),
        _BODIES,
        Turn.US,
        url=reverse("nominations:coordinators"),
        door=_("Coordinators"),
        icon="person-badge",
    )


def _news(edition: Edition, since: datetime) -> Iterable[Line]:
    yield Line(
        "handed-in",
        Nomination.objects.filter(edition=edition, sender_state__in=IN_HAND, submitted_at__gt=since),
        ngettext_lazy("New from partners: %(n)s student", "New from partners: %(n)s students", "n"),
        STUDENTS,
        moment="submitted_at",
        url=reverse("nominations:list"),
        door=_("Students"),
        icon="person-vcard",
    )
    yield Line(
        "answered",
        SeasonReply.objects.filter(edition=edition, answered_at__gt=since),
        ngettext_lazy("%(n)s partner answered", "%(n)s partners answered", "n"),
        _PARTNERS,
        moment="answered_at",
        url=reverse("nominations:asking"),
        door=_("Asking partners"),
        icon="globe2",
    )
