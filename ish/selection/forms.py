"""Input of the board: an opinion, its options and rubric, an invitation, the take-over."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import DateField
from ish.desk.forms import Form, ModelForm
from ish.selection.models import BoardSettings, Criterion
from ish.selection.states import Vote

MOST_CRITERIA = 8


class OpinionForm(Form):
    """One opinion: yes, no or unsure, points by criterion, a comment."""

    mark_optional = False  # a draft may lack anything; handing in asks for the word alone

    vote = forms.ChoiceField(
        label=_("Should this student come?"), choices=Vote.choices, required=False, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("Comment"),
        help_text=_(
            "Organisers read it, and other reviewers as far as the board has agreed. Students do not."
        ),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        points = [("", _("no points yet")), *((str(n), str(n)) for n in range(1, 6))]
        for row in criteria:
            self.fields[f"points{row.pk}"] = forms.ChoiceField(
                label=row.label, choices=points, required=False
            )
        self.order_fields(["vote", *(f"points{row.pk}" for row in criteria), "comment"])

    @staticmethod
    def initial_of(opinion: Any) -> dict[str, Any]:
        """Return how the form begins."""
        points = {f"points{key}": str(value) for key, value in (opinion.scores or {}).items()}
        return {"vote": opinion.vote, "comment": opinion.comment or "", **points}

    def values(self) -> dict[str, Any]:
        """Return what was said, in the words of the service."""
        data = self.cleaned_data
        scores = {
            str(row.pk): data[f"points{row.pk}"] for row in self.criteria if data.get(f"points{row.pk}")
        }
        return {"vote": data.get("vote", ""), "comment": data.get("comment", ""), "scores": scores}


class OptionsForm(ModelForm):
    """How the board of an edition reads, and its rubric."""

    class Meta:
        model = BoardSettings
        fields = ["readers_each", "anonymised", "others", "due_on"]

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[tuple[int | None, str]] = [(row.pk, f"c{row.pk}") for row in criteria]
        self.rows += [(None, f"n{n}") for n in range(max(0, min(3, MOST_CRITERIA - len(criteria))))]
        known = {f"c{row.pk}": row for row in criteria}
        for number, (_pk, name) in enumerate(self.rows, start=1):
            row = known.get(name)
            self.fields[f"{name}_label"] = forms.CharField(
                label=_("Criterion %(number)s") % {"number": number},
                required=False,
                max_length=120,
                initial=row.label if row else "",
            )
            self.fields[f"{name}_weight"] = forms.IntegerField(
                label=_("Weight of criterion %(number)s") % {"number": number},
                min_value=1,
                max_value=10,
                required=False,
                initial=row.weight if row else 1,
            )

    def clean(self) -> dict[str, Any]:
        """Refuse the same criterion twice."""
        values = super().clean() or self.cleaned_data
        seen: set[str] = set()
        for _pk, name in self.rows:
            label = (values.get(f"{name}_label") or "").strip()
            if label and label.casefold() in seen:
                self.add_error(f"{name}_label", _("This criterion is there already."))
            seen.add(label.casefold())
        return values

    def criteria(self) -> list[tuple[int | None, str, int]]:
        """Return the rubric as (key or None, label, weight)."""
        data = self.cleaned_data
        return [
            (pk, (data.get(f"{name}_label") or "").strip(), data.get(f"{name}_weight") or 1)
            for pk, name in self.rows
        ]

    @property
    def general(self) -> list[forms.BoundField]:
        """What is no criterion."""
        return [self[name] for name in self.Meta.fields]

    @property
    def rubric(self) -> list[forms.BoundField]:
        """The criteria with their weights."""
        return [self[f"{name}_{what}"] for _pk, name in self.rows for what in ("label", "weight")]


class InviteForm(Form):
    """Somebody who is to read."""

    name = forms.CharField(label=_("name"), max_length=200)
    email = forms.EmailField(label=_("e-mail address"))
    language = forms.ChoiceField(
        label=_("language"), choices=settings.LANGUAGES, help_text=_("Of the invitation.")
    )
    active_from = DateField(label=_("from"), required=False)
    active_to = DateField(label=_("until"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        values = super().clean() or self.cleaned_data
        begins, ends = values.get("active_from"), values.get("active_to")
        if begins and ends and ends < begins:
            self.add_error("active_to", _("The last day must not be before the first."))
        return values


class TakeOverForm(Form):
    """Whether those who come next are meant for the waiting list."""

    waiting_list = forms.BooleanField(
        label=_("Plan the waiting list for the next ones, as far as each partner has places there"),
        required=False,
    )
