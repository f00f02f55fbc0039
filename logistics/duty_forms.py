"""Who is on duty when; why an emergency card is opened."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import DateField
from ish.desk.forms import Form
from ish.people.models import Participation
from ish.placements.models import LabProject
from ish.placements.states import PlanState
from ish.programme.models import Edition, NominatingBody
from logistics import duty_queries, duty_services
from logistics.states import Emergency

EVERYBODY, CHOSEN = "everybody", "chosen"
THEIRS, OTHERS = "theirs", "others"


class DutyForm(Form):
    """A tutor or chaperone, and the days."""

    participation = forms.ModelChoiceField(
        queryset=Participation.objects.none(), label=_("Who"), empty_label=_("– choose –")
    )
    starts_on = DateField(label=_("From"))
    ends_on = DateField(label=_("Until"), help_text=_("Both days are included."))
    whom = forms.ChoiceField(
        label=_("Looks after"),
        choices=[
            (EVERYBODY, _("everybody of the edition")),
            (CHOSEN, _("people you choose on the next page, by name, partner or lab")),
        ],
        initial=EVERYBODY,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["participation"]
        chosen.queryset = duty_queries.may_care(edition)
        chosen.label_from_instance = lambda row: f"{row.person.full_name} ({row.get_capacity_display()})"
        self.fields["starts_on"].initial, self.fields["ends_on"].initial = duty_services.usual_days(edition)

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error(
                "ends_on", _("This day is before the first one. Choose the same day or a later one.")
            )
        return data


class WhomForm(Form):
    """Who is sought to be looked after; the address of the page says it."""

    mark_optional = False
    q = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    partner = forms.ModelChoiceField(
        label=_("Partner"), required=False, queryset=NominatingBody.objects.none(), empty_label=_("all")
    )
    lab = forms.ModelChoiceField(
        label=_("Lab"), required=False, queryset=LabProject.objects.none(), empty_label=_("all")
    )
    alone = forms.BooleanField(label=_("without a tutor of their own"), required=False)
    shows = forms.ChoiceField(required=False, choices=[(OTHERS, ""), (THEIRS, "")], widget=forms.HiddenInput)

    def __init__(self, said: QueryDict, *, edition: Edition) -> None:
        super().__init__(said)
        self.said = said
        partner: Any = self.fields["partner"]
        partner.queryset = NominatingBody.objects.filter(nominations__edition=edition).distinct()
        lab: Any = self.fields["lab"]
        placed = Q(placements__plan__state=PlanState.PUBLISHED)
        lab.queryset = LabProject.objects.filter(placed, edition=edition).distinct().order_by("title")
        lab.label_from_instance = lambda row: row.title
        if said.get("shows") == THEIRS:
            del self.fields["alone"]

    @cached_property
    def wanted(self) -> duty_queries.Wanted | None:
        """What is sought; None where the address makes no sense: then nobody is found, and nobody is taken in by mistake."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        body, lab = said.get("partner"), said.get("lab")
        return duty_queries.Wanted(
            words=(said.get("q") or "").strip(),
            body=body.pk if body else None,
            lab=lab.pk if lab else None,
            alone=bool(said.get("alone")),
            theirs=said.get("shows") == THEIRS,
        )

    @property
    def query(self) -> str:
        """The search as it stands in the address."""
        return urlencode([(name, v) for name in self.fields if (v := self.said.get(name))])


class OpenForm(forms.Form):
    """Why a card is opened: one tap, and a few words for those who want to."""

    cause = forms.ChoiceField(choices=Emergency.choices)
    reason = forms.CharField(required=False, max_length=300)
