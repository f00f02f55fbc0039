"""Input for programmes, editions, phases, partners, places and organisers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import CountryField, DateField, TimeZoneField
from ish.desk.forms import Form, ModelForm
from ish.programme import calendar, queries, services
from ish.programme.models import Edition, NominatingBody, Organiser, Phase, Programme, Quota
from ish.programme.states import STAGES, BodyKind, Part, ProgrammeKind, Stage

_SHORT = {"class": "input-short"}
WORDS_OF_STAGE = dict(Stage.choices)


def kind_choices() -> list[tuple[str, Any]]:
    """Return the kinds of programme, each with the stages it has."""
    found = []
    for kind in ProgrammeKind:
        stages = ", ".join(str(WORDS_OF_STAGE[stage]) for stage in STAGES[kind])
        found.append((kind.value, f"{_capital(kind.label)} ({stages})"))
    return found


def _capital(words: Any) -> str:
    return f"{str(words)[:1].upper()}{str(words)[1:]}"


class _Seen(ModelForm):
    """A form that knows what its editor saw, so that nobody overwrites what somebody else has saved meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    watched: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.initial["seen"] = services.fingerprint(self.instance, self.watched)

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


class ProgrammeForm(_Seen):
    """Name and kind of a programme."""

    watched = services.PROGRAMME_FIELDS

    class Meta(ModelForm.Meta):
        model = Programme
        fields = services.PROGRAMME_FIELDS
        widgets = {"kind": forms.RadioSelect, "short_name": forms.TextInput(attrs=_SHORT)}
        help_texts = {
            "short_name": _("Stands in front of the year, for example ISH."),
            "kind": _("The kind decides which stages an edition has."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]


class EditionForm(_Seen):
    """The facts of an edition."""

    watched = services.EDITION_FIELDS
    time_zone = TimeZoneField(
        label=_("Time zone"), help_text=_("All days and due dates of the edition are counted here.")
    )

    class Meta(ModelForm.Meta):
        model = Edition
        fields = services.EDITION_FIELDS
        widgets = {
            "number": forms.NumberInput(attrs=_SHORT),
            "year": forms.NumberInput(attrs=_SHORT),
            "places_planned": forms.NumberInput(attrs=_SHORT),
            "acceptance_days": forms.NumberInput(attrs=_SHORT),
        }

    def clean(self) -> dict[str, Any]:
        """The last day comes after the first."""
        found = super().clean() or self.cleaned_data
        check_days(self, found)
        return found


def check_days(form: forms.BaseForm, found: dict[str, Any]) -> None:
    arrival, departure = found.get("arrival_day"), found.get("departure_day")
    if arrival and departure and departure <= arrival:
        form.add_error("departure_day", _("The day of departure must be after the day of arrival."))


class BeginForm(ProgrammeForm):
    """The first programme and its first edition in one step."""

    number = forms.IntegerField(
        label=_("Number of the edition"),
        min_value=1,
        max_value=999,
        widget=forms.NumberInput(attrs=_SHORT),
        help_text=_("The 30th school is number 30."),
    )
    arrival_day = DateField(label=_("day of arrival"))
    departure_day = DateField(label=_("day of departure"))
    time_zone = TimeZoneField(label=_("Time zone"), initial="Europe/Berlin")
    places_planned = forms.IntegerField(
        label=_("Places in all"),
        min_value=0,
        max_value=5000,
        initial=20,
        widget=forms.NumberInput(attrs=_SHORT),
    )
    contact_email = forms.EmailField(
        label=_("Contact address"), required=False, help_text=_("Students and partners reach you here.")
    )

    def clean(self) -> dict[str, Any]:
        """The last day comes after the first; the short name is free."""
        found = super().clean() or self.cleaned_data
        check_days(self, found)
        return found

    @property
    def everything(self) -> dict[str, Any]:
        """What was typed, for `services.begin`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class PhasesForm(Form):
    """First and last day of every phase."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.phases = list(edition.phases.all())
        for phase in self.phases:
            self.fields[f"{phase.code}_opens"] = DateField(
                label=_("Opens on"), initial=phase.opens, help_text=" "
            )
            self.fields[f"{phase.code}_closes"] = DateField(
                label=_("Due by"), initial=phase.closes, help_text=" "
            )
        if not self.is_bound:
            self.initial["seen"] = services.fingerprint_phases(edition)

    @property
    def rows(self) -> list[tuple[Phase, forms.BoundField, forms.BoundField]]:
        """Return (phase, opens, closes) for the page."""
        return [(p, self[f"{p.code}_opens"], self[f"{p.code}_closes"]) for p in self.phases]

    def clean(self) -> dict[str, Any]:
        """No phase ends before it begins."""
        found = super().clean() or self.cleaned_data
        for phase in self.phases:
            opens, closes = found.get(f"{phase.code}_opens"), found.get(f"{phase.code}_closes")
            if opens and closes and closes < opens:
                self.add_error(f"{phase.code}_closes", _("A phase must not end before it begins."))
        return found

    @property
    def spans(self) -> dict[str, calendar.Span]:
        """What was typed: code → first and last day."""
        found = self.cleaned_data
        return {p.code: (found[f"{p.code}_opens"], found[f"{p.code}_closes"]) for p in self.phases}


class BodyForm(_Seen):
    """A partner."""

    watched = services.BODY_FIELDS
    country = CountryField(label=_("Country"))
    time_zone = TimeZoneField(label=_("Time zone"), help_text=_("We write at a decent hour there."))
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("Used when we write to this partner.")
    )
    active_from = DateField(label=_("Partner from"), required=False)
    active_to = DateField(label=_("Partner until"), required=False)

    class Meta(ModelForm.Meta):
        model = NominatingBody
        fields = services.BODY_FIELDS
        widgets = {"kind": forms.RadioSelect}
        help_texts = {"parent": _("Another partner through which this one names its students.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = NominatingBody.objects.filter(parent__isnull=True)
        self.fields["parent"].queryset = others.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(k.value, _capital(k.label)) for k in BodyKind]  # type: ignore[attr-defined]
        self.fields["parent"].empty_label = _("nobody: it names them itself")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A partnership ends after it began; a partner with others behind it names through nobody."""
        found = super().clean() or self.cleaned_data
        start, end = found.get("active_from"), found.get("active_to")
        if start and end and end < start:
            self.add_error("active_to", _("The partnership must not end before it begins."))
        if found.get("parent") and self.instance.pk and self.instance.children.exists():
            self.add_error("parent", _("Other partners name their students through this one."))
        return found


_ROW = re.compile(r"b([0-9]{1,18})-places")


class QuotaForm(Form):
    """The places of one partner: one row of the page."""

    places = forms.IntegerField(min_value=0, max_value=5000, widget=forms.NumberInput(attrs=_SHORT))
    reserve_places = forms.IntegerField(min_value=0, max_value=5000, widget=forms.NumberInput(attrs=_SHORT))
    nominations_by = DateField(required=False, help_text=" ")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, body: NominatingBody, quota: Quota | None) -> None:
        super().__init__(data, prefix=f"b{body.pk}")
        self.body, self.quota = body, quota
        self.initial = {
            "places": quota.places if quota else 0,
            "reserve_places": quota.reserve_places if quota else 0,
            "nominations_by": quota.nominations_by if quota else None,
            "seen": services.fingerprint(quota, services.QUOTA_FIELDS),
        }
        for name, label in (
            ("places", _("places")),
            ("reserve_places", _("waiting list")),
            ("nominations_by", _("names by")),
        ):
            self.fields[name].label = label
            self.fields[name].widget.attrs["aria-label"] = f"{body.name}: {label}"

    @property
    def typed(self) -> services.QuotaInput:
        """What was typed, for `services.save_quotas`."""
        found = self.cleaned_data
        return services.QuotaInput(
            body_id=self.body.pk,
            places=found["places"],
            reserve_places=found["reserve_places"],
            nominations_by=found["nominations_by"],
            seen=found["seen"],
        )


def quota_forms(edition: Edition, bodies: Iterable[NominatingBody], data: Any = None) -> list[QuotaForm]:
    """Return one form for each of the partners."""
    shown = list(bodies)
    quotas = queries.quotas_by_body(edition, shown)
    return [QuotaForm(data, body=body, quota=quotas.get(body.pk)) for body in shown]


def bodies_typed(edition: Edition, data: Mapping[str, Any]) -> list[NominatingBody]:
    """Return the partners of the edition for whom something was sent: others may have come onto that page meanwhile."""
    keys = [int(match[1]) for name in data if (match := _ROW.fullmatch(name))]
    return list(queries.partners_of(edition).filter(pk__in=keys))


class OrganiserForm(Form):
    """Whom to invite, and for which part."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    part = forms.ChoiceField(
        label=_("Part of the work"),
        choices=[(part.value, part.label) for part in Part],
        widget=forms.RadioSelect,
        initial=Part.LEAD,
        help_text=_(
            "The lead does everything. Health facts are seen by lead and health, passports by lead and travel."
        ),
    )
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)


class EndForm(Form):
    """The last day of an organiser."""

    last_day = DateField(
        label=_("Last day"), required=False, help_text=_("Leave empty to end their access at once.")
    )

    def __init__(self, *args: Any, organiser: Organiser, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].earliest = today  # type: ignore[attr-defined]
