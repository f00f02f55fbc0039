"""Input about decisions: why, when the letters go, and more places than were agreed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ish.desk.forms import Form
from ish.nominations.services.deciding import Why
from ish.nominations.states import DECISIONS, Reason, Receiver

AT_ONCE, SOON = "", "15"
MINUTES = {AT_ONCE: 0, SOON: 15}


class ReasonsForm(Form):
    """What is meant for some students, and why: for the statistics, for us, and for them."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[("", _("no decision yet")), *((v, Receiver(v).label) for v in DECISIONS)],
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=[("", _("none noted")), *Reason.choices],
        help_text=_("One word, so that reasons can be counted. Only organisers see it."),
    )
    staff = forms.CharField(
        label=_("Note for us"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only organisers read it; no letter contains it."),
    )
    student = forms.CharField(
        label=_("Note for the student"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It goes into the student's letter, word for word: please write it in their language."),
    )

    @property
    def why(self) -> Why:
        """The reasons, for the service."""
        found = self.cleaned_data
        return Why(found["reason"], found["staff"].strip(), found["student"].strip())


class BeyondForm(Form):
    """The named decision to offer more places than were agreed."""

    beyond = forms.BooleanField(
        label=_("Offer more places than agreed"), help_text=_("It is recorded with your name.")
    )


class ReleaseForm(BeyondForm):
    """How long the letters of a release wait; and the named decision to offer more places than were agreed."""

    letters = forms.ChoiceField(
        label=_("The letters go"),
        required=False,
        initial=SOON,
        choices=[
            (SOON, _("in a quarter of an hour: until then the release can be undone")),
            (AT_ONCE, _("at once")),
        ],
    )

    def __init__(self, *args: Any, over: bool, held: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not over:
            self.fields.pop("beyond")
        if held:  # they wait for an organiser anyway
            self.fields.pop("letters")

    @property
    def minutes(self) -> int:
        """For how many minutes the letters wait."""
        return MINUTES[self.cleaned_data.get("letters", AT_ONCE)]
