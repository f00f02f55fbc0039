"""Input about the answer to a place: the parent's, the one an organiser records, a parent's address, more time."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import DateField
from ish.desk.forms import Form
from ish.people.states import Method

YES, NO = "yes", "no"


class AgreeForm(Form):
    """A parent's answer, with the name typed as under a letter."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(YES, _("I agree: my child may come")), (NO, _("I do not agree"))],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Your full name"),
        max_length=200,
        help_text=_("It counts as your signature."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    @property
    def agrees(self) -> bool:
        """Whether the answer is yes."""
        return bool(self.cleaned_data["answer"] == YES)


class RecordForm(AgreeForm):
    """What a parent said, as an organiser heard or read it."""

    answer = forms.ChoiceField(
        label=_("Their answer"),
        choices=[(YES, _("agrees")), (NO, _("does not agree"))],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Who said it"), max_length=200)
    method = forms.ChoiceField(
        label=_("How"), choices=[(m.value, m.label) for m in (Method.PHONE, Method.PAPER, Method.OTHER)]
    )
    source = forms.CharField(
        label=_("How do you know?"),
        max_length=300,
        help_text=_("For example: by phone with the mother on 3 May; letter of 4 May."),
    )

    @property
    def values(self) -> dict[str, Any]:
        """What was said, for the service."""
        found = self.cleaned_data
        return {"agrees": self.agrees, **{name: found[name] for name in ("name", "method", "source")}}


class ParentForm(Form):
    """A parent who can be asked: somebody with an address of their own."""

    name = forms.CharField(label=_("Name of a parent or guardian"), max_length=200)
    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("Not your own: we write to them, and they answer themselves."),
    )

    def __init__(self, *args: Any, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._own = own.strip().casefold()

    def clean_email(self) -> str:
        """Refuse the student's own address."""
        found = str(self.cleaned_data["email"]).strip()
        if found.casefold() == self._own:
            raise ValidationError(_("This is your own address. We need one that only your parent reads."))
        return found


class ExtendForm(Form):
    """Another last day."""

    accept_by = DateField(label=_("They can answer until"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_accept_by(self) -> date:
        """Refuse a day that is over."""
        found: date = self.cleaned_data["accept_by"]
        if found < self._today:
            raise ValidationError(_("This day is over."))
        return found
