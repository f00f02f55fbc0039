"""Input about people: contact, reasons, how an organiser knows, filters of the lists."""

from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import DateField, PhoneField, TimeZoneField
from ish.desk.forms import Form
from ish.people import partners, queries, requirements
from ish.people.models import Participation
from ish.people.readiness import ALL_GUESTS, LATE, WEEK, Filter
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
    capacity = forms.ChoiceField(label=_("Comes as"), required=False)
    body = forms.ModelChoiceField(
        label=_("Partner"), queryset=NominatingBody.objects.none(), required=False, empty_label=_("All")
    )
    requirement = forms.ChoiceField(label=_("To do"), required=False)
    turn = forms.ChoiceField(label=_("Whose turn"), required=False)
    due = forms.ChoiceField(label=_("Due"), required=False)
    until = DateField(label=_("Due by"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    only = forms.ChoiceField(label=_("Show"), required=False)
    sort = forms.ChoiceField(label=_("Sorted by"), required=False)

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
        only = [
            ("open", _("something open")),
            ("overdue", _("something late")),
            ("ready", _("nothing open")),
            ("waived", _("something not needed")),
        ]
        self._choose("only", [("", _("everybody")), *only])
        guests = (ALL_GUESTS, _("tutors and guests, all"))
        self._choose("capacity", [*every, *Capacity.choices, guests])
        self._choose("due", [("", _("at any time")), (LATE, _("late")), (WEEK, _("late, or within a week"))])
        sorts = [
            ("partner", _("partner")),
            ("state", _("state")),
            ("late", _("most that is late")),
            ("open", _("most that is open")),
        ]
        self.fields["until"].help_text = ""  # the line of fields stays one line
        self._choose("sort", [("", _("name")), *sorts])

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
            capacity=found.get("capacity", ""),
            due=found.get("due", ""),
            until=found["until"].isoformat() if found.get("until") else "",
            sort=found.get("sort", ""),
        )

    @property
    def query(self) -> str:
        """Return what an address says of this list: the fields that narrow or sort it, and nothing else."""
        names = [(name, self.data.get(name, "")) for name in self.fields]
        return urlencode([(name, value) for name, value in names if value and name not in self.errors])


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
