"""The filter of the board's result."""

from typing import Any

import django_filters as filters
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from ish.programme.models import NominatingBody
from ish.selection.models import Standing


class ResultFilter(filters.FilterSet):
    """By partner, and by what stands out."""

    body = filters.ModelChoiceFilter(
        label=_("partner"),
        field_name="nomination__body",
        queryset=NominatingBody.objects.order_by("name"),
        empty_label=_("all"),
    )
    shows = filters.ChoiceFilter(
        label=_("what stands out"),
        choices=[
            ("unread", _("nobody has read them")),
            ("split", _("yes and no")),
            ("yes", _("more yes than no")),
            ("drawn", _("placed by draw")),
        ],
        empty_label=_("all"),
        method="by_shows",
    )

    class Meta:
        model = Standing
        fields: tuple[str, ...] = ()

    def by_shows(self, queryset: QuerySet[Standing], name: str, value: str) -> QuerySet[Standing]:
        """Narrow to what stands out."""
        conditions: dict[str, Any] = {
            "unread": {"yes": 0, "no": 0, "unsure": 0},
            "split": {"yes__gt": 0, "no__gt": 0},
            "yes": {"yes__gt": F("no")},
            "drawn": {"drawn": True},
        }
        return queryset.filter(**conditions[value])
