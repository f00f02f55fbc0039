"""What organisers read in the morning: what people asked about their data, and restrictions to look at again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ish import clock
from ish.contacts.morning import Line, Who
from ish.contacts.states import Turn
from ish.programme.models import Edition
from ish.rights import queries
from ish.rights.models import Restriction

_NAME = ("person__given_names", "person__family_name")
ASKED = Who(_NAME, "pk", "rights:request")
RESTRICTED = Who(_NAME, "person", "rights:person")


def lines(edition: Edition, since: datetime, user: Any) -> Iterable[Line]:
    """Return requests that wait for an answer (within a week they cannot wait any more), and restrictions to be looked at."""
    today = clock.today(edition.time_zone)
    rows, edge = queries.waiting(edition), today + timedelta(days=queries.SOON)
    common: dict[str, Any] = {
        "who": ASKED,
        "day": "due",
        "until": True,
        "url": reverse("rights:requests"),
        "door": _("Requests about data"),
        "icon": "shield-lock",
    }
    yield Line(
        "due",
        rows.filter(due__lte=edge),
        ngettext_lazy(
            "%(n)s request about data has to be answered within a week",
            "%(n)s requests about data have to be answered within a week",
            "n",
        ),
        turn=Turn.NOW,
        **common,
    )
    yield Line(
        "waiting",
        rows.filter(due__gt=edge),
        ngettext_lazy(
            "%(n)s request about data waits for an answer",
            "%(n)s requests about data wait for an answer",
            "n",
        ),
        turn=Turn.US,
        **common,
    )
    yield Line(
        "review",
        Restriction.objects.filter(queries.of_edition(edition), lifted_at=None, review_on__lte=today),
        ngettext_lazy(
            "%(n)s restriction of use is to be looked at again",
            "%(n)s restrictions of use are to be looked at again",
            "n",
        ),
        RESTRICTED,
        Turn.US,
        day="review_on",
        url=reverse("rights:requests"),
        door=_("Requests about data"),
        icon="shield-lock",
    )
