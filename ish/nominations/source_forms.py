"""Input about a letter or list from which an organiser added students for a partner."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ish.desk.forms import Form
from ish.nominations.models import Nomination
from ish.people.showing import marked


class SourceForm(Form):
    """The file, or one that is here already, what it is, and whom it is about."""

    mark_optional = False
    known = forms.ChoiceField(label=_("Which one"), required=False)
    file = forms.FileField(
        label=_("The letter or list"),
        required=False,
        help_text=_("A PDF, or a picture of the letter (JPEG, PNG). Organisers alone can open it."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}),
    )
    source = forms.CharField(
        label=_("What it is"), max_length=300, required=False, help_text=_("For example: letter of 3 March.")
    )
    students = forms.MultipleChoiceField(
        label=_("Students it is about"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please tick the students.")},
    )

    def __init__(
        self,
        *args: Any,
        students: Sequence[Nomination],
        known: Sequence[tuple[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        people = ((row, row.participation.person) for row in students)
        fields["students"].choices = [(str(row.pk), marked(one.full_name, one)) for row, one in people]
        fields["known"].choices = [("", _("a new file")), *known]
        if not known:
            self.fields.pop("known")

    def clean(self) -> dict[str, Any]:
        """Ask for a file unless one that is here is chosen."""
        values = super().clean() or self.cleaned_data
        if not values.get("known") and "file" not in self.errors:
            if not values.get("file"):
                self.add_error("file", _("Please choose the file."))
            if not values.get("source"):
                self.add_error("source", _("Please say what it is, so that others find it."))
        return values
