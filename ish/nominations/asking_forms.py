"""Input about the season's question."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.desk.fields import DateField
from ish.desk.forms import Form
from ish.nominations.states import TakesPart
from ish.programme.models import Edition

MOST = 500


class ReplyForm(Form):
    """What a partner answers. Only whether it takes part, and who says so, must be said."""

    mark_optional = False
    taking_part = forms.ChoiceField(
        label=_("Do you take part?"),
        choices=[
            (TakesPart.YES, _("Yes, we will send students")),
            (TakesPart.NO, _("Not this year")),
            (TakesPart.LATER, _("We do not know yet")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one. “We do not know yet” is an answer, too.")},
    )
    places = forms.IntegerField(
        label=_("How many students?"),
        min_value=0,
        max_value=MOST,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    reserve_places = forms.IntegerField(
        label=_("How many more for the waiting list?"),
        min_value=0,
        max_value=MOST,
        required=False,
        help_text=_("They come if somebody else cannot."),
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    names_by = DateField(label=_("When will you have the names?"), required=False)
    responsible_name = forms.CharField(label=_("Who is responsible?"), max_length=200, required=False)
    responsible_email = forms.EmailField(
        label=_("Their e-mail address"),
        required=False,
        help_text=_("If this person is new, we invite them to name the students."),
    )
    tells_first = forms.BooleanField(
        label=_("We tell our own students first"),
        required=False,
        help_text=_("Then our letters with the decisions follow some days after you know."),
    )
    comment = forms.CharField(
        label=_("Anything else"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    answered_by = forms.CharField(label=_("Your name"), max_length=200)
    source = forms.CharField(
        label=_("How do you know?"),
        max_length=300,
        help_text=_("For example: by phone with the partner on 3 May; letter of 4 May."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, edition: Edition, organiser: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._edition = edition
        if organiser:
            self.fields["taking_part"].label = _("Does the partner take part?")
            self.fields["answered_by"].label = _("Who said so?")
        else:
            self.fields.pop("source")

    def clean_names_by(self) -> Any:
        """A day that can still come, before the students do."""
        day = self.cleaned_data["names_by"]
        if day and day < clock.today(self._edition.time_zone):
            raise forms.ValidationError(_("This day has passed. Please choose a later one."))
        if day and day >= self._edition.arrival_day:
            raise forms.ValidationError(_("The names are needed before the students arrive."))
        return day

    def answer_to(self, version: int) -> None:
        """Make the next answer one to this version: somebody else's, which the reader has seen by then."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "version": str(version)}

    @property
    def first(self) -> list[forms.BoundField]:
        """Whether and how many."""
        return self.section("taking_part", "places", "reserve_places", "names_by")

    @property
    def people(self) -> list[forms.BoundField]:
        """Who is responsible, and who tells the students."""
        return self.section("responsible_name", "responsible_email", "tells_first")

    @property
    def last(self) -> list[forms.BoundField]:
        """Whatever else, and who says so."""
        return self.section("comment", "answered_by", "source")

    @property
    def values(self) -> dict[str, Any]:
        """What was answered, for the service."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "source")}


class AddressForm(Form):
    """Where somebody is known."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one at which we asked you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class DeputyForm(Form):
    """Somebody who acts for the partner beside the lead, from a day to a day."""

    mark_optional = False
    name = forms.CharField(label=_("name"), max_length=200)
    email = forms.EmailField(label=_("e-mail address"))
    language = forms.ChoiceField(
        label=_("language"), choices=settings.LANGUAGES, help_text=_("Of the invitation.")
    )
    active_from = DateField(label=_("from"), required=False, help_text=_("Leave empty to begin today."))
    active_to = DateField(
        label=_("until"), required=False, help_text=_("Leave empty while there is no end in sight.")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        values = super().clean() or self.cleaned_data
        begins, ends = values.get("active_from"), values.get("active_to")
        if begins and ends and ends < begins:
            self.add_error("active_to", _("The last day must not be before the first."))
        return values


class HandOverForm(Form):
    """Somebody who leads for the partner from a day on."""

    mark_optional = False
    name = forms.CharField(label=_("name"), max_length=200)
    email = forms.EmailField(label=_("e-mail address"))
    language = forms.ChoiceField(
        label=_("language"), choices=settings.LANGUAGES, help_text=_("Of the invitation.")
    )
    starts = DateField(
        label=_("from this day on"),
        help_text=_("Your own access ends the evening before, once they have accepted."),
    )
