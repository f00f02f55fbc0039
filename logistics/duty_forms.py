"""Who is on duty when; why an emergency card is opened."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import DateField
from ish.desk.forms import Form
from ish.people.models import Participation
from ish.programme.models import Edition
from logistics import duty_queries, duty_services
from logistics.states import Emergency

MOST_TO_CHOOSE = 200
"""People among whom one chooses in a list; tutors of a larger school look after everybody."""


class DutyForm(Form):
    """A tutor or chaperone, and the days."""

    participation = forms.ModelChoiceField(
        queryset=Participation.objects.none(), label=_("Who"), empty_label=_("– choose –")
    )
    starts_on = DateField(label=_("From"))
    ends_on = DateField(label=_("Until"), help_text=_("Both days are included."))
    people = forms.ModelMultipleChoiceField(
        queryset=Participation.objects.none(),
        required=False,
        label=_("Looks after"),
        help_text=_("Choose nobody for everybody of the edition."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["participation"]
        chosen.queryset = duty_queries.may_care(edition)
        chosen.label_from_instance = lambda row: f"{row.person.full_name} ({row.get_capacity_display()})"
        people: Any = self.fields["people"]
        people.queryset = duty_queries.to_care_for(edition)
        people.label_from_instance = lambda row: row.person.full_name
        if people.queryset.count() > MOST_TO_CHOOSE:
            del self.fields["people"]
        self.fields["starts_on"].initial, self.fields["ends_on"].initial = duty_services.usual_days(edition)

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error(
                "ends_on", _("This day is before the first one. Choose the same day or a later one.")
            )
        return data


class OpenForm(forms.Form):
    """Why a card is opened: one tap, and a few words for those who want to."""

    cause = forms.ChoiceField(choices=Emergency.choices)
    reason = forms.CharField(required=False, max_length=300)
