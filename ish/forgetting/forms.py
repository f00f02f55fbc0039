"""What is typed about forgetting: a rule, a hold, what the archive said."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import DateField
from ish.desk.forms import Form, ModelForm
from ish.forgetting.models import ArchiveOffer
from ish.forgetting.states import Anchor

_SHORT = {"class": "input-short"}
FOR_ALL, FOR_THIS = "all", "edition"


class RuleForm(Form):
    """A new rule for a class of facts."""

    keep_months = forms.IntegerField(
        label=_("months"), min_value=0, max_value=1200, widget=forms.NumberInput(attrs=_SHORT)
    )
    keep_days = forms.IntegerField(
        label=_("days"), min_value=0, max_value=3650, widget=forms.NumberInput(attrs=_SHORT)
    )
    anchor = forms.ChoiceField(label=_("counted from"), choices=Anchor.choices)
    scope = forms.ChoiceField(
        label=_("holds for"),
        choices=((FOR_THIS, _("this edition")), (FOR_ALL, _("every edition without a rule of its own"))),
        widget=forms.RadioSelect,
    )
    valid_from = DateField(label=_("holds from"))
    source = forms.CharField(
        label=_("source"), required=False, max_length=300, help_text=_("A law, a decision, a letter.")
    )
    reason = forms.CharField(label=_("reason"), max_length=300)

    def clean(self) -> dict[str, Any]:
        """A rule of no time at all would erase facts while they are in use."""
        data = super().clean() or {}
        if not data.get("keep_months") and not data.get("keep_days") and not self.errors:
            raise ValidationError(_("Write for how many months or days it is kept."))
        return data


class HoldForm(Form):
    """Why nothing is erased, and until when."""

    reason = forms.CharField(
        label=_("why"), max_length=300, help_text=_("An incident, a claim, a request of an authority.")
    )
    until = DateField(
        label=_("until"),
        required=False,
        help_text=_("Empty: until somebody ends it. It is erased the day after."),
    )


class EndForm(Form):
    """Why a hold ends."""

    reason = forms.CharField(label=_("why it ends"), max_length=300)


class OfferForm(ModelForm):
    """What was offered to the archive, and what it said."""

    class Meta(ModelForm.Meta):
        model = ArchiveOffer
        fields = ("archive", "offered_on", "remind_on", "answer", "answered_on", "note")


class DecideForm(Form):
    """From which day on everything that waits is erased."""

    day = DateField(label=_("erased from"))
