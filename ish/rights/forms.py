"""Input about people's rights: what they ask, how an organiser knows, the answer, and the filter of the list."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.desk.fields import DateField
from ish.desk.forms import Form
from ish.people import queries as people
from ish.rights import queries
from ish.rights.models import Request
from ish.rights.states import AskedBy, Outcome, RequestKind, RequestState


def _long(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AskForm(Form):
    """What a person asks: which of the three, and in their own words."""

    kind = forms.ChoiceField(
        label=_("What do you ask?"), choices=RequestKind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Anything you would like to say about it?"),
        required=False,
        max_length=2000,
        widget=_long(),
        help_text=_("For an objection: against what, and why. You need not give a reason for the rest."),
    )


class RecordForm(Form):
    """What reached organisers by letter, phone or in person."""

    kind = forms.ChoiceField(
        label=_("What do they ask?"), choices=RequestKind.choices, widget=forms.RadioSelect
    )
    received_on = DateField(label=_("Received on"), help_text=_("The month to answer counts from this day."))
    source = forms.CharField(
        label=_("How did it reach us, and how do you know that it is they?"),
        max_length=300,
        help_text=_(
            "For example: letter of 3 May, signature as on the form; by phone, called back on the known number."
        ),
    )
    text = forms.CharField(label=_("In their words"), required=False, max_length=2000, widget=_long())


class IdentityForm(Form):
    """How an organiser knows who asked."""

    identity = forms.CharField(
        label=_("How do you know that it is they who ask?"),
        max_length=300,
        help_text=_(
            "For example: passport seen on 3 May; called back on the known number. It stays on record with your name."
        ),
    )


class AnswerForm(Form):
    """The answer to a request."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("What was done"),
        max_length=2000,
        widget=_long(),
        help_text=_("They read it as you write it."),
    )
    stays = forms.CharField(
        label=_("What stays, and why"),
        required=False,
        max_length=2000,
        widget=_long(),
        help_text=_(
            "Needed unless everything they asked was done. For example: that they took part stays, for certificates."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """What was not done in full needs a reason."""
        found = super().clean() or {}
        if found.get("outcome") in (Outcome.PARTLY, Outcome.REFUSED) and not found.get("stays"):
            self.add_error("stays", _("Say what stays, and why."))
        return found


class LongerForm(Form):
    """Why an answer takes longer."""

    reason = forms.CharField(
        label=_("Why does it take longer?"),
        max_length=1000,
        widget=_long(3),
        help_text=_("They read it as you write it."),
    )


class RestrictForm(Form):
    """A restriction of use: who asked, why, and when to look at it again."""

    asked_by = forms.ChoiceField(label=_("Who asked"), choices=AskedBy.choices)
    why = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=_long(3),
        help_text=_(
            "For example: says that the date of birth is wrong, until it is checked. They can read it."
        ),
    )
    review_on = DateField(
        label=_("Look at it again on"),
        required=False,
        earliest=clock.today,
        help_text=_("It does not end by itself: the morning list reminds you."),
    )


class ToldForm(Form):
    """How somebody without an address was told."""

    how = forms.CharField(label=_("How were they told?"), max_length=300)


class RequestFilter(django_filters.FilterSet):
    """The filter of the list of requests."""

    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    kind = django_filters.ChoiceFilter(label=_("What"), choices=RequestKind.choices, empty_label=_("All"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=RequestState.choices, empty_label=_("All"))
    late = django_filters.ChoiceFilter(
        label=_("Time"),
        choices=[("soon", _("a week or less")), ("late", _("too late"))],
        method="by_time",
        empty_label=_("All"),
    )

    class Meta:
        model = Request
        fields = ("q", "kind", "state", "late")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.mark_optional = False

    def by_name(self, rows: QuerySet[Request], name: str, value: str) -> QuerySet[Request]:
        """Each word must occur in a name or an address."""
        return rows.filter(people.named([value], way="person"))

    def by_time(self, rows: QuerySet[Request], name: str, value: str) -> QuerySet[Request]:
        """Those that have to be answered soon, or should have been."""
        return rows.filter(queries.in_time(value))
