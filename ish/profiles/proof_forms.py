"""The form with which an organiser notes that a paper was seen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.desk.fields import DateField
from ish.desk.forms import Form
from ish.profiles.models import ProofKind


class ProofForm(Form):
    """Which paper, when it was seen, until when it holds."""

    kind = forms.ChoiceField(label=_("Paper"), choices=ProofKind.choices)
    seen_on = DateField(label=_("Seen on"), latest=lambda: clock.today())
    valid_until = DateField(
        label=_("Valid until"), required=False, help_text=_("Leave empty if it does not end.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen_on", clock.today())
