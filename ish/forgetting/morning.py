"""What organisers read in the morning: a run that failed, an archive that has to be asked, a report that found something."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ish import clock
from ish.contacts.morning import Line, Who
from ish.contacts.states import Turn
from ish.forgetting import schedule
from ish.forgetting.models import ArchiveOffer, Run, Scan
from ish.forgetting.rules import RuleBook
from ish.forgetting.schedule import Stay
from ish.forgetting.states import Working
from ish.programme.models import Edition

AHEAD = timedelta(days=30)
"""So long before something would wait for the archive organisers are told."""


def lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """Return what went wrong at night, and what waits for a decision."""
    url = reverse("forgetting:overview")
    later = Run.objects.filter(started_at__gt=OuterRef("started_at"), state=Working.DONE)
    yield Line(
        "failed",
        Run.objects.filter(~Exists(later), state=Working.FAILED),
        ngettext_lazy(
            "%(n)s night's erasing was not finished", "%(n)s nights' erasing was not finished", "n"
        ),
        who=Who(("day",)),
        turn=Turn.NOW,
        moment="started_at",
        url=url,
        door=_("Kept until"),
        exact=True,
        icon="hourglass-split",
    )
    yield Line(
        "archive",
        _waits(edition),
        ngettext_lazy(
            "%(n)s edition has to be offered to the archive before it is erased",
            "%(n)s editions have to be offered to the archive before they are erased",
            "n",
        ),
        who=Who(("programme__short_name", "year")),
        turn=Turn.NOW,
        url=url,
        door=_("Kept until"),
        exact=True,
        icon="inbox",
    )
    newer = Scan.objects.filter(report=OuterRef("report"), started_at__gt=OuterRef("started_at"))
    yield Line(
        "found",
        Scan.objects.filter(~Exists(newer), report__is_open=True, faults__gt=0),
        ngettext_lazy(
            "%(n)s search found something that should be gone",
            "%(n)s searches found something that should be gone",
            "n",
        ),
        who=Who(("values",)),
        turn=Turn.NOW,
        moment="started_at",
        url=url,
        door=_("Kept until"),
        exact=True,
        icon="search",
    )


def _waits(edition: Edition) -> Any:
    """Return the edition if its facts wait, or will soon, for an archive that has not been decided on."""
    today = clock.today(edition.time_zone)
    day = schedule.due_of(schedule.SEASON, Stay(edition.departure_day, RuleBook(today).terms(edition.pk)))
    rows = Edition.objects.filter(pk=edition.pk)
    if day is None or day - AHEAD > today:
        remind = ArchiveOffer.objects.filter(remind_on__lte=today, decided_on=None, edition=OuterRef("pk"))
        return rows.filter(Exists(remind))
    return rows.filter(Q(archive_offer=None) | Q(archive_offer__decided_on=None))
