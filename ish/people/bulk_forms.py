"""Input for many people at once: whom to write to, what is not needed and why, what is recorded and how it reached us."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ish.desk.forms import Form
from ish.people.states import Method

Choices = list[tuple[str, Any]]


class WhomForm(Form):
    """Who is written to."""

    mark_optional = False
    whom = forms.MultipleChoiceField(
        label=_("Who is written to?"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = choices  # type: ignore[attr-defined]


class WhatForm(Form):
    """Of which to-do it is."""

    what = forms.ChoiceField(label=_("Which to-do?"))

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]


class WaiveForm(WhatForm):
    """What is not needed, and why."""

    reason = forms.CharField(
        label=_("Why is it not needed?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One reason for all of them. It stays on record with your name."),
    )


class RecordForm(WhatForm):
    """What is recorded for others, and how we know."""

    method = forms.ChoiceField(
        label=_("How did they tell us?"),
        choices=[
            (Method.PHONE.value, Method.PHONE.label),
            (Method.PAPER.value, Method.PAPER.label),
            (Method.OTHER.value, _("by mail, or in another way")),
        ],
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label=_("How do you know?"),
        max_length=300,
        help_text=_("For example: list of the partner of 3 May; called all of them on 4 May."),
    )
