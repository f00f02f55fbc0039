"""Forms about papers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ish.desk.forms import Form


class SendBackForm(Form):
    """What is wrong with a paper."""

    reason = forms.CharField(
        label=_("What is wrong"),
        help_text=_("The student reads this. Say what to do: “Please scan both pages.”"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
