"""Input for wishes, institutes, lab projects, supervisors and plans."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import LanguageField, SeveralField
from ish.desk.forms import Form, ModelForm
from ish.placements.models import Host, Institute, LabProject, Plan, WishList
from ish.placements.services.labs import INSTITUTE_FIELDS, PAPER_FIELDS, PROJECT_FIELDS
from ish.placements.states import Preset
from ish.profiles.models import ProofKind
from ish.programme.services import fingerprint

_SHORT = {"class": "input-short"}


class WishesForm(Form):
    """What goes with the ranked list."""

    any_suitable = forms.BooleanField(
        label=_("After these, any suitable lab is fine"),
        required=False,
        help_text=_("We recommend it: without it you may end up without a lab when your wishes are full."),
    )
    note = forms.CharField(
        label=_("Anything the organisers should know"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def of(cls, row: WishList | None, data: Any = None) -> "WishesForm":
        """Return the form for a stored list, or for none yet."""
        initial: dict[str, Any] = (
            {"any_suitable": True} if row is None else {"any_suitable": row.any_suitable, "note": row.note}
        )
        return cls(data, initial=initial)


class _Seen(ModelForm):
    """A form that knows what its editor saw, so that nobody overwrites what somebody else has saved meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    watched: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.initial["seen"] = fingerprint(self.instance, self.watched)

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, without the mark."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def _post_clean(self) -> None:
        """The row is checked by the service, on a fresh copy under a lock; here only what was typed counts."""

    def take(self, error: Any) -> None:
        """Show what the service found wrong, at the fields this form has."""
        for name, found in getattr(error, "error_dict", {"__all__": [error]}).items():
            self.add_error(name if name in self.fields else None, found)


class InstituteForm(_Seen):
    """An institute and how one gets into it."""

    watched = INSTITUTE_FIELDS

    class Meta(ModelForm.Meta):
        model = Institute
        fields = INSTITUTE_FIELDS
        widgets = {
            "short_name": forms.TextInput(attrs={"class": "input-medium"}),
            "access_note": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "short_name": _("Stands in front of the project in lists and on the board."),
            "access_note": _("Where the entrance is, whom to ask for, whether an identity card is needed."),
        }


class ProjectForm(_Seen):
    """A lab project: what it is about, its places and its rules."""

    watched = PROJECT_FIELDS
    languages = SeveralField(
        one=LanguageField,
        places=4,
        required=False,
        label=_("Working languages"),
        help_text=_("One shared language is enough. Empty: no rule."),
    )
    papers = forms.MultipleChoiceField(
        choices=ProofKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Papers the laboratory wants to see"),
        help_text=_(
            "Students show them to an organiser, who notes it. A hospital asks for measles protection anyway."
        ),
    )
    papers_days = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=365,
        widget=forms.NumberInput(attrs=_SHORT),
        label=_("So many days before the first day in the lab"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = list(self.instance.requirements.all()) if self.instance.pk else []
        self.initial.setdefault("papers", [row.document for row in asked])
        self.initial.setdefault("papers_days", max((row.lead_days for row in asked), default=14))

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, the papers with it."""
        return {**super().values, **{name: self.cleaned_data[name] for name in PAPER_FIELDS}}

    class Meta(ModelForm.Meta):
        model = LabProject
        fields = PROJECT_FIELDS
        widgets = {
            "abstract": forms.Textarea(attrs={"rows": 6}),
            "capacity": forms.NumberInput(attrs={**_SHORT, "min": 0}),
            "min_age": forms.NumberInput(attrs={**_SHORT, "min": 0, "max": 99}),
            "state": forms.RadioSelect,
        }
        help_texts = {
            "abstract": _(
                "Written for a student who has never heard of it: what happens, what they would do."
            ),
            "fields": _("For example: cell biology, microscopy."),
            "min_age": _("On the first day in the lab. Empty: no rule."),
            "computer_only": _("No bench work: only work at a computer."),
        }


class HostForm(ModelForm):
    """A lab supervisor."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("In which we write to them, until they have an account and choose themselves."),
    )

    class Meta(ModelForm.Meta):
        model = Host
        fields = ("name", "email", "phone", "language")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"class": "input-medium", "autocomplete": "off"}),
        }

    def _post_clean(self) -> None:
        """The row is checked by the service."""

    def take(self, error: Any) -> None:
        """Show what the service found wrong, at the fields this form has."""
        for name, found in getattr(error, "error_dict", {"__all__": [error]}).items():
            self.add_error(name if name in self.fields else None, found)


class PlanForm(Form):
    """A new plan: its name, empty or like another one."""

    title = forms.CharField(
        label=_("Name of the plan"),
        max_length=120,
        help_text=_("For example: First try. Only organisers see it."),
    )
    copy_of = forms.ModelChoiceField(
        label=_("Begin with"), queryset=Plan.objects.none(), required=False, empty_label=_("an empty board")
    )

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copy_of"].queryset = plans  # type: ignore[attr-defined]


PRESET_HELP = {
    Preset.BALANCED: _("Nobody far down their list if it can be avoided, and many first choices."),
    Preset.GREEDY: _("As many first choices as possible, even if a few get a late one."),
    Preset.GENEROUS: _("Nobody gets a late choice if it can be avoided, even at the cost of first choices."),
}


class AimForm(Form):
    """What the engine shall aim for."""

    preset = forms.ChoiceField(
        label=_("What matters most"),
        choices=[(p.value, p.label) for p in Preset],
        widget=forms.RadioSelect,
    )
    same_body_max = forms.IntegerField(
        label=_("At most so many of one partner in a lab"),
        required=False,
        min_value=1,
        max_value=99,
        widget=forms.NumberInput(attrs=_SHORT),
        help_text=_("So that students meet others. Empty: no limit."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preset"].choices = [  # type: ignore[attr-defined]
            (p.value, f"{str(p.label)[:1].upper()}{str(p.label)[1:]}: {PRESET_HELP[p]}") for p in Preset
        ]
