"""What organisers read in the morning about consents: a no where one is needed, two who disagree, what was taken back."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ish import clock
from ish.consents import conditions, overview, requirements
from ish.consents.models import Answer, Paper
from ish.consents.states import PaperState
from ish.contacts.morning import Line
from ish.contacts.states import Turn
from ish.people import morning as people
from ish.people.models import Participation
from ish.people.states import COMING
from ish.programme.models import Edition


def lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """Return what stands in the way, and what is new since then."""
    at = clock.today(edition.time_zone)
    rows = Participation.objects.filter(edition=edition, state__in=COMING)
    door: dict[str, Any] = {"url": reverse("consents:matrix"), "door": _("Consents")}
    answer = people.people("participation__")
    yield Line(
        "consents-refused",
        rows.filter(requirements.refused(at)),
        ngettext_lazy(
            "A consent that %(n)s student needs is refused or taken back",
            "A consent that %(n)s students need is refused or taken back",
            "n",
        ),
        who=people.people(),
        turn=Turn.NOW,
        icon="exclamation-circle-fill",
        **door,
    )
    yield Line(
        "consents-disagree",
        disagreeing(edition),
        ngettext_lazy("On %(n)s consent those asked disagree", "On %(n)s consents those asked disagree", "n"),
        who=answer,
        turn=Turn.US,
        moment="at",
        icon="people",
        **door,
    )
    yield Line(
        "consents-withdrawn",
        Answer.objects.filter(
            participation__edition=edition, agrees=False, replaces__agrees=True, at__gt=since
        ),
        ngettext_lazy("%(n)s consent was taken back", "%(n)s consents were taken back", "n"),
        who=answer,
        turn=Turn.NOW,
        moment="at",
        icon="arrow-counterclockwise",
        **door,
    )
    yield from _waiting(edition, rows, at, door)


def _waiting(
    edition: Edition, rows: QuerySet[Participation], at: date, door: dict[str, Any]
) -> Iterable[Line]:
    yield Line(
        "consents-custody",
        rows.filter(overview.custody_unknown(at) & conditions.asks_guardians(at)),
        ngettext_lazy(
            "For %(n)s student we do not know who has custody",
            "For %(n)s students we do not know who has custody",
            "n",
        ),
        who=people.people(),
        turn=Turn.US,
        icon="question-circle",
        **door,
    )
    yield Line(
        "consents-papers",
        Paper.objects.filter(participation__edition=edition, state=PaperState.WAITING),
        ngettext_lazy("%(n)s signed form is to be read", "%(n)s signed forms are to be read", "n"),
        who=people.people("participation__"),
        turn=Turn.US,
        moment="at",
        icon="file-earmark-text",
        **door,
    )


def disagreeing(edition: Edition) -> QuerySet[Answer]:
    """Return the answers that say no where somebody else of the same family, whose word counts as well, says yes."""
    standing = Answer.objects.filter(
        replaced_by=None, purpose__active=True, text__meaning=F("purpose__meaning")
    )
    able = Q(guardian=None) | conditions.heard()
    yes = standing.filter(
        able, agrees=True, participation=OuterRef("participation"), purpose=OuterRef("purpose")
    )
    rows = standing.filter(
        able, agrees=False, participation__edition=edition, participation__state__in=COMING
    )
    return rows.filter(Exists(yes))
