"""What organisers fill in: recorded answers, custody, reasons, texts of consents, filters."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from ish.consents.models import Purpose, Text
from ish.consents.queries import Item
from ish.consents.seat_forms import NO, YES, choices_in, name_of
from ish.consents.states import Asked, Kind, Standing
from ish.desk.fields import DateField, PhoneField
from ish.desk.forms import Form
from ish.people.states import Capacity, Custody, Method, Reach, Relation

HOW = (Method.PHONE, Method.PAPER, Method.OTHER)


class RecordForm(Form):
    """What a signer said on the phone or on paper: of each consent yes, no, or nothing."""

    def __init__(self, *args: Any, items: Sequence[Item], on_paper: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in items:
            self.fields[name_of(item.text.pk)] = forms.ChoiceField(
                label=item.text.title,
                choices=[("", _("not said")), (YES, _("yes")), (NO, _("no"))],
                required=False,
                widget=forms.RadioSelect,
                initial="",
            )
        self.fields["name"] = forms.CharField(label=_("Who said it or signed"), max_length=200)
        if on_paper:
            self.fields["signed_on"] = DateField(label=_("Day as written on it"), required=False)
        else:
            self._ask_how()

    def _ask_how(self) -> None:
        self.fields["method"] = forms.ChoiceField(
            label=_("How"), choices=[(one.value, one.label) for one in HOW]
        )
        self.fields["source"] = forms.CharField(
            label=_("How do you know?"),
            max_length=300,
            help_text=_("For example: by phone with the mother on 3 May; letter of 4 May."),
        )

    @property
    def choices(self) -> dict[int, bool]:
        """What was said."""
        return choices_in(self.data)

    def clean(self) -> dict[str, Any]:
        """Something has to have been said."""
        super().clean()
        if not self.choices:
            self.add_error(None, _("Choose yes or no for at least one of them."))
        return self.cleaned_data


class GuardianForm(Form):
    """Who a guardian is, whether they decide alone, and how they are reached."""

    name = forms.CharField(label=_("Name"), max_length=200)
    relation = forms.ChoiceField(
        label=_("Who they are to the student"),
        choices=[("", _("not said")), *Relation.choices],
        required=False,
    )
    custody = forms.ChoiceField(
        label=_("Custody"),
        choices=Custody.choices,
        help_text=_("It decides who has to sign: both with joint custody, one who decides alone."),
    )
    reach = forms.ChoiceField(
        label=_("Best reached"), choices=[("", _("in any way")), *Reach.choices], required=False
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    language = forms.ChoiceField(label=_("Language of letters and of their page"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, get_language_info(code)["name_local"]) for code in settings.SEAT_LANGUAGES
        ]


class ReasonForm(Form):
    """A reason that stays on record."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays on record with your name."),
    )


class MatrixFilter(Form):
    """What the list of consents is narrowed to."""

    ONLY = (
        ("", _("Everybody")),
        ("guardian", _("A guardian still has to answer")),
        ("student", _("The student still has to answer")),
        ("refused", _("A needed consent is refused")),
        ("custody", _("Custody is not known")),
    )
    mark_optional = False
    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    only = forms.ChoiceField(label=_("Who"), choices=ONLY, required=False)
    purpose = forms.ChoiceField(label=_("Consent"), required=False)
    state = forms.ChoiceField(
        label=_("How it stands"), choices=[("", _("in any way")), *Standing.choices], required=False
    )

    def __init__(self, *args: Any, purposes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [("", _("All")), *purposes]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen; anything that makes no sense narrows nothing."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PurposeForm(Form):
    """Of whom a consent is asked, and whether an answer is needed."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.OTHER)
    asked_of = forms.ChoiceField(
        label=_("Asked of"), choices=Asked.choices, initial=Asked.BOTH, widget=forms.RadioSelect
    )
    capacities = forms.MultipleChoiceField(
        label=_("Of people who come as"),
        choices=Capacity.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Capacity.PARTICIPANT],
    )
    needed = forms.BooleanField(
        label=_("An answer is needed"),
        required=False,
        help_text=_("It counts as missing until it is answered, and a no is brought before the organisers."),
    )
    active = forms.BooleanField(label=_("It is asked"), required=False, initial=True)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=9999, initial=500)

    NAMES = ("kind", "asked_of", "capacities", "needed", "active", "order")

    @property
    def values(self) -> dict[str, Any]:
        """What was chosen."""
        return {name: self.cleaned_data[name] for name in self.NAMES if name in self.cleaned_data}


class TextsForm(Form):
    """The words of a consent in each language of the seat; one of them binds."""

    new_meaning = forms.BooleanField(
        label=_("The meaning has changed: ask everybody again"),
        required=False,
        help_text=_("Leave it empty when you only put the same more clearly, or add a translation."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {code: get_language_info(code)["name_local"] for code in settings.SEAT_LANGUAGES}
        for code in names:
            self._add(code)
        self.fields["binding"] = forms.ChoiceField(
            label=_("The language that binds"), choices=list(names.items())
        )
        self.names = names

    def _add(self, code: str) -> None:
        rows = (("title", _("Title"), 1), ("body", _("What is agreed to"), 7), ("if_not", _("Without it"), 2))
        for part, label, height in rows:
            field: Any = Text._meta.get_field(part)
            widget: Any = forms.TextInput if height == 1 else forms.Textarea(attrs={"rows": height})
            self.fields[f"{part}_{code}"] = forms.CharField(
                label=label, required=False, max_length=field.max_length, widget=widget
            )
            self.fields[f"{part}_{code}"].widget.attrs |= {"lang": code, "dir": "auto"}

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The inputs by language, those with words first."""
        found = [
            {
                "code": code,
                "name": name,
                "open": bool(self[f"title_{code}"].value()),
                "rows": [self[f"{part}_{code}"] for part in ("title", "body", "if_not")],
            }
            for code, name in self.names.items()
        ]
        return sorted(found, key=lambda one: not one["open"])

    @property
    def words(self) -> dict[str, dict[str, str]]:
        """What was written, by language; a language without any words is left out."""
        found = {
            code: {
                part: self.cleaned_data.get(f"{part}_{code}") or "" for part in ("title", "body", "if_not")
            }
            for code in self.names
        }
        return {code: said for code, said in found.items() if any(said.values())}


def initial_texts(purpose: Purpose, known: Any) -> dict[str, Any]:
    """Return the present words for the form."""
    found: dict[str, Any] = {"binding": next((c for c, text in known.items() if text.binding), "de")}
    for code, text in known.items():
        found |= {f"{part}_{code}": getattr(text, part) for part in ("title", "body", "if_not")}
    return found
