"""Input about people: contact, reasons, how an organiser knows, filters of the lists."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import PhoneField, TimeZoneField
from ish.desk.forms import Form
from ish.people import partners, queries, requirements
from ish.people.models import Participation
from ish.people.readiness import Filter
from ish.people.states import Actor, Capacity, State
from ish.programme.models import NominatingBody


class ContactForm(Form):
    """How to reach a person, and in which language and zone."""

    email = forms.EmailField(
        label=_("E-mail address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = PhoneField(label=_("Phone"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = TimeZoneField(label=_("Time zone"), help_text=_("We write at a decent hour there."))
    version = forms.IntegerField(widget=forms.HiddenInput)

    FIELDS = ("email", "phone", "language", "time_zone")


class GiveBackForm(Form):
    """A reason is welcome, not asked."""

    reason = forms.CharField(
        label=_("Would you like to say why?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StepForm(Form):
    """A step that an organiser records: how they know, and why."""

    on_behalf = forms.CharField(
        label=_("How do you know?"),
        max_length=300,
        help_text=_("For example: by phone with the mother on 3 May; letter of 4 May."),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(Form):
    """A reason that stays on record."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on record with your name."),
    )


def _bodies() -> QuerySet[NominatingBody]:
    return NominatingBody.objects.order_by("name")


class ReadinessFilter(Form):
    """What the readiness list is narrowed to. Anything that makes no sense narrows nothing."""

    mark_optional = False
    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    body = forms.ModelChoiceField(
        label=_("Partner"), queryset=NominatingBody.objects.none(), required=False, empty_label=_("All")
    )
    requirement = forms.ChoiceField(label=_("To do"), required=False)
    turn = forms.ChoiceField(label=_("Whose turn"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    only = forms.ChoiceField(label=_("Show"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("all"))]
        self.fields["body"].queryset = _bodies()  # type: ignore[attr-defined]
        if not partners.path():
            self.fields.pop("body")
        self._choose("requirement", [*every, *((r.code, r.label) for r in requirements.every())])
        actors = {r.actor for r in requirements.every()}
        self._choose("turn", [*every, *((a.value, a.label) for a in Actor if a in actors)])
        self._choose("state", [("", _("all who still count")), *State.choices])
        only = [("open", _("something open")), ("overdue", _("something late")), ("ready", _("nothing open"))]
        self._choose("only", [("", _("everybody")), *only])

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Filter:
        """Return the filter; fields with nonsense in them are left out."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        body = found.get("body")
        return Filter(
            words=found.get("q", ""),
            requirement=found.get("requirement", ""),
            actor=found.get("turn", ""),
            state=found.get("state", ""),
            only=found.get("only", ""),
            body=body.pk if body else None,
        )


class PeopleFilter(django_filters.FilterSet):
    """The filter of the list of people."""

    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    body = django_filters.ModelChoiceFilter(
        label=_("Partner"), queryset=lambda request: _bodies(), method="by_body", empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices, empty_label=_("All"))
    capacity = django_filters.ChoiceFilter(
        label=_("Comes as"), choices=Capacity.choices, empty_label=_("All")
    )

    class Meta:
        model = Participation
        fields = ("q", "body", "state", "capacity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.mark_optional = False

    def by_name(self, rows: QuerySet[Participation], name: str, value: str) -> QuerySet[Participation]:
        """Each word must occur in a name or an address, of the person or of a parent."""
        return rows.filter(queries.named([value], parents=True))

    def by_body(
        self, rows: QuerySet[Participation], name: str, value: NominatingBody
    ) -> QuerySet[Participation]:
        """Those whom one partner named."""
        return rows.filter(partners.of_body(value.pk))
