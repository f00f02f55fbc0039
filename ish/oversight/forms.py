"""Input: whom to invite as data protection officer, when their time ends, and the words of the record."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import DateField
from ish.desk.forms import Form, ModelForm
from ish.oversight.models import Record
from ish.oversight.services import WORDS


class OfficerForm(Form):
    """Whom to invite."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class EndForm(Form):
    """The last day of an officer."""

    last_day = DateField(
        label=_("Last day"), required=False, help_text=_("Leave empty to end their access at once.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].earliest = today  # type: ignore[attr-defined]


class RecordForm(ModelForm):
    """The words of a programme in its record."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta(ModelForm.Meta):
        model = Record
        fields = WORDS
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in WORDS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial["seen"] = self.instance.version

    @property
    def words(self) -> dict[str, str]:
        """What was typed."""
        return {name: self.cleaned_data[name] for name in WORDS}
