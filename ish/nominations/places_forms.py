"""Input about free places: until when an offer can be answered, and why there is one more than agreed."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import DateField
from ish.desk.forms import Form


class OfferForm(Form):
    """An offer with its last day; `over` asks for the reason of a place beyond those agreed."""

    last_day = DateField(label=_("to be answered by"))
    beyond = forms.CharField(
        label=_("Why more places than agreed?"),
        max_length=200,
        help_text=_("It is recorded with your name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, first: date, last: date, over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day: Any = self.fields["last_day"]
        day.earliest, day.latest = first, last
        if not over:
            self.fields.pop("beyond")
