"""Filters of the roster."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ish.people import queries as people
from ish.people.models import Participation
from ish.people.states import OPEN, State
from ish.programme.models import NominatingBody


class RosterFilter(filters.FilterSet):
    """By words of the name, partner, state, and whether the journey there is known."""

    q = filters.CharFilter(
        label=_("Name"), method="by_words", widget=forms.TextInput(attrs={"type": "search"})
    )
    partner = filters.ModelChoiceFilter(
        label=_("Partner"),
        field_name="nomination__body",
        queryset=NominatingBody.objects.none(),
        empty_label=_("all"),
    )
    state = filters.ChoiceFilter(
        label=_("State"),
        choices=[(s.value, s.label) for s in State if s in OPEN and s != State.PROSPECTIVE],
        empty_label=_("all"),
    )
    arrival = filters.ChoiceFilter(
        label=_("Arrival"),
        choices=[("known", _("known")), ("open", _("not known"))],
        method="by_arrival",
        empty_label=_("all"),
    )

    class Meta:
        model = Participation
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        edition = kwargs.pop("edition", None)
        super().__init__(*args, **kwargs)
        self.filters["partner"].queryset = NominatingBody.objects.filter(
            nominations__edition=edition
        ).distinct()

    def by_words(self, queryset: QuerySet[Participation], name: str, value: str) -> QuerySet[Participation]:
        """Narrow to people whose name has all the words."""
        return queryset.filter(people.named([value]))

    def by_arrival(self, queryset: QuerySet[Participation], name: str, value: str) -> QuerySet[Participation]:
        """Narrow to known or unknown journeys there."""
        known = Q(journeys__direction="arrival", journeys__ends_at__isnull=False)
        rows = Participation.objects.filter(known).values("pk")
        return queryset.filter(pk__in=rows) if value == "known" else queryset.exclude(pk__in=rows)
