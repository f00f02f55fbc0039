"""Filters of the list of lab projects."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ish.placements.models import Institute, LabProject
from ish.placements.queries import in_words
from ish.placements.states import ProjectState


class ProjectFilter(filters.FilterSet):
    """By words, institute and state."""

    q = filters.CharFilter(
        label=_("Words"), method="by_words", widget=forms.TextInput(attrs={"type": "search"})
    )
    institute = filters.ModelChoiceFilter(
        label=_("Institute"), queryset=Institute.objects.none(), empty_label=_("all")
    )
    state = filters.ChoiceFilter(label=_("State"), choices=ProjectState.choices, empty_label=_("all"))

    class Meta:
        model = LabProject
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        edition = kwargs.pop("edition", None)
        super().__init__(*args, **kwargs)
        offered = Institute.objects.filter(projects__edition=edition)
        self.filters["institute"].queryset = offered.distinct()

    def by_words(self, queryset: QuerySet[LabProject], name: str, value: str) -> QuerySet[LabProject]:
        """Narrow to projects in which all the words occur."""
        return queryset.filter(in_words(value.split()))
