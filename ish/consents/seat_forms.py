"""What a signer fills in: a yes or no for each consent, nothing ticked beforehand, and the name typed as under a letter."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ish.consents.purpose_services import RULES
from ish.consents.queries import Item
from ish.desk.forms import Form

YES, NO = "yes", "no"
PREFIX = "text"


def name_of(text_id: int) -> str:
    """Return the name of the input that answers to one text."""
    return f"{PREFIX}{text_id}"


def choices_in(data: Mapping[str, Any]) -> dict[int, bool]:
    """Return what was chosen, by the key of the text that was read; whatever is no choice is left out."""
    found = {}
    for name, value in data.items():
        number = name.removeprefix(PREFIX)
        if (
            number != name
            and number.isascii()
            and number.isdigit()
            and len(number) < 12
            and value in (YES, NO)
        ):
            found[int(number)] = value == YES
    return found


class ConsentsForm(Form):
    """One choice a consent, and the signature. Incomplete is allowed: what is left open stays open."""

    mark_optional = False

    def __init__(
        self, *args: Any, items: Sequence[Item], draft: Mapping[str, bool] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            name = name_of(item.text.pk)
            chosen = (draft or {}).get(str(item.text.pk))
            self.fields[name] = forms.ChoiceField(
                label=item.text.title,
                choices=[(YES, _("Yes, I agree")), (NO, _("No, I do not agree"))],
                widget=forms.RadioSelect,
                required=False,
                initial={True: YES, False: NO}.get(chosen) if chosen is not None else None,
            )
        self.fields["name"] = forms.CharField(
            label=_("Your full name"),
            max_length=200,
            required=False,
            help_text=_("It counts as your signature under the answers above."),
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )

    @property
    def choices(self) -> dict[int, bool]:
        """What was chosen."""
        return choices_in(self.data)

    def check_signed(self) -> bool:
        """Say whether there is anything to sign, and a name under it; else say what is missing."""
        if not self.is_valid():
            return False
        if not self.choices:
            self.add_error(None, _("Choose yes or no for at least one of them. The rest can wait."))
        if not self.cleaned_data["name"].strip():
            self.add_error("name", _("Write your full name, as under a letter."))
        return not self.errors

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The consents under the headings of their kinds, each with its input."""
        groups: list[dict[str, Any]] = []
        for item in self.items:
            rules = item.purpose.code == RULES  # in no kind with others, and first
            title = _("House rules") if rules else item.purpose.get_kind_display()
            if not groups or groups[-1]["title"] != title:
                groups.append({"title": title, "rows": []})
            groups[-1]["rows"].append({"item": item, "field": self[name_of(item.text.pk)]})
        return groups


class WithdrawForm(Form):
    """The name under taking something back."""

    name = forms.CharField(
        label=_("Your full name"),
        max_length=200,
        help_text=_("It counts as your signature."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class UploadForm(Form):
    """A signed form, as a photo or a scan, and the code at its foot."""

    mark_optional = False
    file = forms.FileField(
        label=_("Photo or scan of all pages"),
        help_text=_("PDF, JPEG or PNG."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )
    code = forms.CharField(
        label=_("Code of the form"),
        max_length=60,
        required=False,
        help_text=_("It stands at the foot of every page. Capital or small letters, with or without spaces."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
