"""The forms around changes that are asked for: the organiser's answer, more time for one person, what is wrong elsewhere."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import DateField
from ish.desk.forms import Form
from ish.profiles import sections
from ish.profiles.changing_services import LONGEST


class AnswerForm(Form):
    """What an organiser does with a request: which facts, and a word to whoever asked."""

    fields_chosen = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)
    answer = forms.CharField(
        label=_("A word to whoever asked"),
        max_length=500,
        required=False,
        help_text=_("Needed if you do not accept it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


ALL = "all"


class ExtendForm(Form):
    """More time for one person."""

    code = forms.ChoiceField(label=_("What they may change"))
    until = DateField(
        label=_("Until"), help_text=_("They can change it by themselves until the end of this day.")
    )
    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("They can read it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(section.code, section.title) for section in sections.every()]
        self.fields["code"].choices = [(ALL, _("all sections")), *own]  # type: ignore[attr-defined]


class WrongForm(Form):
    """Which fact is wrong, and what it should be."""

    name = forms.ChoiceField(label=_("What is wrong"), widget=forms.RadioSelect)
    wanted = forms.CharField(
        label=_("What it should be"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Leave it empty if it should not be there at all, and say why below."),
    )
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, facts: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(fact["name"], f"{capfirst(str(fact['label']))}: {fact['value']}") for fact in facts]
        self.fields["name"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["name"].initial = choices[0][0]
