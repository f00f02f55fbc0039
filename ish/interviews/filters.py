"""The filter of interviews."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.interviews.models import Interview
from ish.interviews.states import Outcome, Stand
from ish.programme.models import NominatingBody


class InterviewFilter(filters.FilterSet):
    """By partner, and by where it stands."""

    body = filters.ModelChoiceFilter(
        label=_("partner"),
        field_name="nomination__body",
        queryset=NominatingBody.objects.order_by("name"),
        empty_label=_("all"),
    )
    stands = filters.ChoiceFilter(
        label=_("interview"),
        choices=[
            ("asks", _("asks for another time")),
            ("invited", _("to choose a time")),
            ("booked", _("time chosen")),
            ("due", _("outcome due")),
            *Outcome.choices,
            ("no", _("declined or called off")),
        ],
        empty_label=_("all"),
        method="by_stand",
    )

    class Meta:
        model = Interview
        fields: tuple[str, ...] = ()

    def by_stand(self, queryset: QuerySet[Interview], name: str, value: str) -> QuerySet[Interview]:
        """Narrow to where it stands."""
        now = clock.now()
        conditions: dict[str, Any] = {
            "asks": Q(state=Stand.INVITED, asked_other_at__isnull=False, over_at=None),
            "invited": Q(state=Stand.INVITED, asked_other_at=None, over_at=None),
            "booked": Q(state=Stand.BOOKED, slot__starts_at__gt=now),
            "due": Q(state=Stand.BOOKED, slot__starts_at__lte=now, outcome="", over_at=None),
            "no": Q(state__in=(Stand.DECLINED, Stand.CANCELLED)),
        }
        return queryset.filter(conditions.get(value, Q(outcome=value)))
