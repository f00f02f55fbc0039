"""Forms about papers."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import DateField
from ish.desk.forms import Form
from ish.documents.kinds import TimeAgain


class AgainForm(Form):
    """The day by which something that is sent back should come again; without `span` no day is asked."""

    def __init__(self, *args: Any, span: TimeAgain | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if span is not None:
            self.fields["again_by"] = DateField(
                label=_("Time until"),
                help_text=_(
                    "Told in the message. Proposed are three working days, or the last day that everybody has, if it is later."
                ),
                required=False,
                initial=span.usual,
                earliest=span.earliest,
                latest=span.latest,
            )

    @property
    def again_by(self) -> date | None:
        """The day chosen; None for the usual one."""
        return self.cleaned_data.get("again_by")


class SendBackForm(AgainForm):
    """What is wrong with a paper."""

    reason = forms.CharField(
        label=_("What is wrong"),
        help_text=_("The student reads this. Say what to do: “Please scan both pages.”"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
