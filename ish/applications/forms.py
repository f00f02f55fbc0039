"""Input of applications: motivation and fields, papers, referees, letters, links, and what an edition asks for."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ish.applications.models import Options, Reference
from ish.applications.states import MOST_FIELDS, Ask, Field
from ish.desk.forms import Form, ModelForm
from ish.documents.forms import AgainForm

SOURCE_LABEL = _("How we know")
SOURCE_HELP = _("For example: letter of 3 March, phone call with the school.")
ORDER = (_("Most of all"), _("Then"), _("And"))
LONGEST_MOTIVATION, LONGEST_LETTER = 5000, 20_000


def _source() -> forms.CharField:
    return forms.CharField(label=SOURCE_LABEL, help_text=SOURCE_HELP, max_length=300)


class OwnPartForm(Form):
    """Motivation and fields of interest, the most interesting first; organisers say how they know."""

    mark_optional = False  # what is needed and what is not stands above, part by part

    motivation = forms.CharField(
        label=_("Why would you like to come?"),
        help_text=_("In your own words, in English if you can. Half a page is fine; up to 5,000 characters."),
        max_length=LONGEST_MOTIVATION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(self, *args: Any, organiser: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, label in enumerate(ORDER[:MOST_FIELDS]):
            choices = [("", _("– no field chosen –")), *Field.choices]
            self.fields[f"field{number}"] = forms.ChoiceField(label=label, choices=choices, required=False)
        if organiser:
            self.fields["source"] = _source()

    @property
    def chosen(self) -> list[str]:
        """The fields chosen, in order, without gaps; what is not valid is left out."""
        names = [f"field{number}" for number in range(MOST_FIELDS)]
        return [code for name in names if (code := self.cleaned_data.get(name))]

    @staticmethod
    def initial_of(motivation: str, codes: list[str]) -> dict[str, str]:
        """Return how the form begins."""
        return {"motivation": motivation, **{f"field{n}": code for n, code in enumerate(codes[:MOST_FIELDS])}}


class PaperForm(Form):
    """One file. What is wrong with it is said by what it holds."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=400,
        error_messages={"required": _("Choose a file first.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}),
    )

    def __init__(self, *args: Any, organiser: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if organiser:
            self.fields["source"] = _source()


class ReasonForm(AgainForm):
    """Why a text or a letter is sent back, and until when it should come again."""

    reason = forms.CharField(
        label=_("What is missing or wrong"),
        help_text=_("Whoever wrote it reads this. Say what to do: “Please write about yourself, too.”"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefereeForm(ModelForm):
    """Somebody who is asked to write."""

    class Meta:
        model = Reference
        fields = ["name", "email", "relation", "language"]
        labels = {
            "name": _("Name"),
            "email": _("E-mail address"),
            "relation": _("How they know you"),
            "language": _("Language we write in"),
        }
        help_texts = {"relation": _("For example: my chemistry teacher for two years.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["language"] = forms.ChoiceField(
            label=_("Language we write in"), choices=settings.LANGUAGES
        )


class LetterForm(Form):
    """What a referee writes, or the file they choose."""

    mark_optional = False  # one of the two is enough

    letter = forms.CharField(
        label=_("Your letter"),
        help_text=_(
            "How you know the student, what they are good at, and whether you recommend them. In English or German."
        ),
        max_length=LONGEST_LETTER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        help_text=_("PDF, JPEG or PNG."),
        required=False,
        allow_empty_file=True,
        max_length=400,
    )


class EnterLetterForm(LetterForm):
    """A letter that came by post or mail, entered by an organiser."""

    referee = forms.CharField(label=_("Who wrote it"), max_length=200)
    source = _source()
    field_order = ["referee", "letter", "file", "source"]


class LinkForm(Form):
    """Where a new link should go."""

    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class OptionsForm(ModelForm):
    """What an edition asks for."""

    class Meta:
        model = Options
        fields = ["motivation", "cv", "transcript", "reference"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            label = field.label
            self.fields[name] = forms.ChoiceField(label=label, choices=Ask.choices, widget=forms.RadioSelect)
