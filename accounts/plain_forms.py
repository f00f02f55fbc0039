"""What an empty field says: what to do, in a sentence of ours."""

from django import forms
from django.utils.translation import gettext_lazy as _

_UNSAID = forms.Field.default_error_messages["required"]
_FIRST_THAT_FITS = (
    (forms.FileField, _("Please choose a file.")),
    (forms.BooleanField, _("Please tick this to go on.")),
    ((forms.ChoiceField, forms.ModelChoiceField), _("Please choose.")),
    (forms.Field, _("Please fill this in.")),
)


class Plain(forms.BaseForm):
    """A form whose empty fields say what to do, unless a field has words of its own."""

    def full_clean(self) -> None:
        """Clean, with our words for what is missing."""
        for field in self.fields.values():
            if field.error_messages.get("required") == _UNSAID:
                words = next(words for kind, words in _FIRST_THAT_FITS if isinstance(field, kind))
                field.error_messages["required"] = words
        super().full_clean()
