"""Input of corrections: the student's facts as they are, to be changed; an organiser's answer."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from ish.desk.forms import Form
from ish.nominations import correcting_rules as rules
from ish.nominations.forms import NominationForm

SALT = "nominations.correction"


class CorrectionForm(NominationForm):
    """What is known of a student; what is changed here is a correction. It knows what it showed, so that a change which somebody
    else made in the meantime is not undone by what merely stood there."""

    badge_name = forms.CharField(label=_("name on the badge"), max_length=100, required=False)
    pronunciation = forms.CharField(label=_("how to say it"), max_length=200, required=False)
    note = forms.CharField(
        label=_("Why?"),
        max_length=500,
        required=False,
        help_text=_("For example: as in the new passport. The school and the partner read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, names: Collection[str], now: dict[str, Any]) -> None:
        initial = {name: rules.python(name, now[name]) for name in names}
        seal = signing.dumps({name: now[name] for name in names}, salt=SALT, compress=True)
        Form.__init__(self, data, initial={**initial, "shown": seal})
        for name in set(self.fields) - {*names, "note", "shown"}:
            self.fields.pop(name)
        self.now = now

    @property
    def identity(self) -> list[forms.BoundField]:
        """Names and birth, for the page."""
        return self.section(
            "given_names", "family_name", "native_name", "badge_name", "pronunciation",
            "birth_date", "sex", "nationalities",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Open what was shown; without it nothing can be compared."""
        values = super().clean() or self.cleaned_data
        try:
            self.was: dict[str, Any] = signing.loads(values.get("shown", ""), salt=SALT)
        except signing.BadSignature:
            self.was = dict(self.now)
        return values

    @property
    def changes(self) -> dict[str, Any]:
        """What was changed against what was shown, for the service."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in self.was and rules.plain(value) != self.was[name]
        }


class AnswerForm(Form):
    """What an organiser does with a proposal: which fields, and a word to whoever proposed it."""

    fields_chosen = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)
    answer = forms.CharField(
        label=_("A word to whoever proposed it"),
        max_length=500,
        required=False,
        help_text=_("Needed if you do not accept it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
