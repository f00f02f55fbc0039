"""Papers and letters of recommendation that came late, or not at all, as figures for the look back."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ish import clock
from ish.applications.models import Reference
from ish.applications.seat import PAPERS
from ish.applications.states import GRACE, RefereeState
from ish.documents.models import Version
from ish.nominations.looking_back import due
from ish.programme.looking_back import Figure, per_body
from ish.programme.looking_back import register as add
from ish.programme.models import Edition


def _with_day(rows: QuerySet[Any], edition: Edition, moment: str, body: str) -> QuerySet[Any]:
    """Return rows with `day`, the day of a moment less the days of grace, and `due`, the partner's own day for names."""
    earlier = ExpressionWrapper(F(moment) - timedelta(days=GRACE), output_field=DateTimeField())
    return rows.annotate(day=TruncDate(earlier, tzinfo=ZoneInfo(edition.time_zone)), due=due(edition, body))


def _papers(edition: Edition) -> Any:
    """Papers whose first version came after the day; of older ones nothing is known once they were replaced."""
    body = "document__participation__nomination__body"
    rows = Version.objects.filter(
        number=1, document__kind__in=PAPERS, document__participation__edition=edition
    )
    late = _with_day(rows, edition, "file__uploaded_at", body).filter(day__gt=F("due"))
    return per_body(late, body, Count("pk"))


def _letters(edition: Edition) -> Any:
    """Recommendations that came after the day, were declined, or have not come and are due."""
    body = "participation__nomination__body"
    rows = Reference.objects.filter(participation__edition=edition).exclude(state=RefereeState.REPLACED)
    day = clock.today(edition.time_zone) - timedelta(days=GRACE)
    late = _with_day(rows, edition, "answered_at", body).filter(
        Q(state=RefereeState.DECLINED)
        | Q(state=RefereeState.ARRIVED, day__gt=F("due"))
        | Q(state=RefereeState.ASKED, due__lt=day)
    )
    return per_body(late, body, Count("pk"))


def register() -> None:
    """Tell the registry of the look back."""
    add(
        Figure(
            "papers",
            _("papers after the date"),
            _papers,
            lambda n: ngettext("%(n)s paper late", "%(n)s papers late", n) % {"n": n},
            order=22,
        )
    )
    add(
        Figure(
            "letters",
            _("recommendations late or never"),
            _letters,
            lambda n: (
                ngettext("%(n)s recommendation late or never", "%(n)s recommendations late or never", n)
                % {"n": n}
            ),
            order=24,
        )
    )
