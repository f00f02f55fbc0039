"""Input for the next edition: days, phases, partners' places, and what comes along."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.desk.fields import DateField
from ish.desk.forms import Form
from ish.programme import calendar, carrying, next_queries
from ish.programme.forms import check_days
from ish.programme.models import Edition, NominatingBody, Organiser, Quota
from ish.programme.next_services import NextQuota
from ish.programme.states import PhaseCode

_SHORT = {"class": "input-short"}


class NextQuotaForm(Form):
    """One partner of the next edition: whether it takes part, and its places. Last time's are proposed."""

    take = forms.BooleanField(required=False)
    places = forms.IntegerField(min_value=0, max_value=5000, widget=forms.NumberInput(attrs=_SHORT))
    reserve_places = forms.IntegerField(min_value=0, max_value=5000, widget=forms.NumberInput(attrs=_SHORT))
    nominations_by = DateField(required=False, help_text=" ")
    tells_first_days = forms.IntegerField(min_value=0, max_value=60, widget=forms.NumberInput(attrs=_SHORT))

    def __init__(
        self, data: Any = None, *, body: NominatingBody, quota: Quota | None, can: bool, names_by: date | None
    ) -> None:
        super().__init__(data, prefix=f"b{body.pk}")
        self.body, self.quota, self.can = body, quota, can
        self.initial = {
            "take": can and quota is not None,
            "places": quota.places if quota else 0,
            "reserve_places": quota.reserve_places if quota else 0,
            "nominations_by": names_by,
            "tells_first_days": quota.tells_first_days if quota else 0,
        }
        for name, label in (
            ("take", _("takes part")),
            ("places", _("places")),
            ("reserve_places", _("waiting list")),
            ("nominations_by", _("names by")),
            ("tells_first_days", _("days to tell its own students")),
        ):
            self.fields[name].label = label
            self.fields[name].widget.attrs["aria-label"] = f"{body.name}: {label}"

    def full_clean(self) -> None:
        """What stands beside a partner that does not take part is not looked at."""
        super().full_clean()
        if self.is_bound and not self.cleaned_data.get("take"):
            self.errors.clear()

    @property
    def typed(self) -> NextQuota:
        """What was typed, for `next_services.begin_next`."""
        found = self.cleaned_data
        return NextQuota(
            body_id=self.body.pk,
            places=found["places"],
            reserve_places=found["reserve_places"],
            nominations_by=found["nominations_by"],
            tells_first_days=found["tells_first_days"],
        )


class NextEditionForm(Form):
    """The edition after `old`, proposed from it. `arrival` is the day for which phases and dates were worked out."""

    mark_optional = False
    number = forms.IntegerField(
        label=_("number"),
        min_value=1,
        max_value=999,
        widget=forms.NumberInput(attrs=_SHORT),
        help_text=_("One more than the last one. Years are missed sometimes: it is stored, not counted."),
    )
    arrival_day = DateField(label=_("day of arrival"), earliest=date(1990, 1, 1))
    departure_day = DateField(label=_("day of departure"), earliest=date(1990, 1, 1))
    places_planned = forms.IntegerField(
        label=_("Places in all"), min_value=0, max_value=5000, widget=forms.NumberInput(attrs=_SHORT)
    )
    worked_for = forms.DateField(widget=forms.HiddenInput, required=False)
    carry = forms.MultipleChoiceField(
        label=_("Take over"), required=False, widget=forms.CheckboxSelectMultiple
    )
    organisers = forms.MultipleChoiceField(
        label=_("Organisers who go on"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, old: Edition, by: Any) -> None:
        super().__init__(data)
        self.old = old
        self.last = next_queries.spans_of(old)
        self.others = list(next_queries.going_on(old, by))
        self.carriers = [(one, n) for one in carrying.every() if (n := one.count(old))]
        taken = max(clock.today(old.time_zone), next_queries.newest_arrival(old.programme))
        stay = calendar.next_stay(old.arrival_day, old.departure_day, after=taken)
        self.initial = {
            "number": next_queries.next_number(old.programme),
            "arrival_day": stay[0],
            "departure_day": stay[1],
            "places_planned": old.places_planned,
            "worked_for": stay[0],
        }
        self._add_choices()
        self._add_phases(
            calendar.next_season(self.last, old=old.arrival_day, arrival=stay[0], departure=stay[1])
        )

    def _add_choices(self) -> None:
        carry, organisers = self.fields["carry"], self.fields["organisers"]
        carry.choices = [(one.code, f"{one.label} ({n})") for one, n in self.carriers]  # type: ignore[attr-defined]
        organisers.choices = [  # type: ignore[attr-defined]
            (str(row.pk), f"{row.name} – {row.get_part_display()}") for row in self.others
        ]
        self.initial["carry"] = [one.code for one, _n in self.carriers if one.ticked]
        self.initial["organisers"] = [str(row.pk) for row in self.others]
        for name in ("carry", "organisers"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]

    def _add_phases(self, spans: Mapping[str, calendar.Span]) -> None:
        for code, (opens, closes) in spans.items():
            if code == PhaseCode.STAY:
                continue
            for end, day, label in (("opens", opens, _("Opens on")), ("closes", closes, _("Due by"))):
                words = f"{PhaseCode(code).label}: {label}"
                row = self.fields[f"{code}_{end}"] = DateField(label=words, initial=day, help_text=" ")
                row.widget.attrs["aria-label"] = words

    @property
    def phases(self) -> list[dict[str, Any]]:
        """Return the phases with last time's days, in the order of these."""
        ordered = sorted(self.last.items(), key=lambda pair: pair[1])
        return [
            {
                "label": PhaseCode(code).label,
                "was": was,
                "opens": self[f"{code}_opens"],
                "closes": self[f"{code}_closes"],
            }
            for code, was in ordered
            if f"{code}_opens" in self.fields
        ]

    def clean(self) -> dict[str, Any]:
        """The last day comes after the first, and no phase ends before it begins."""
        found = super().clean() or self.cleaned_data
        check_days(self, found)
        for code in self.last:
            opens, closes = found.get(f"{code}_opens"), found.get(f"{code}_closes")
            if opens and closes and closes < opens:
                self.add_error(f"{code}_closes", _("A phase must not end before it begins."))
        return found

    @property
    def spans(self) -> dict[str, calendar.Span]:
        """What was typed: code → first and last day."""
        found = self.cleaned_data
        return {
            code: (found[f"{code}_opens"], found[f"{code}_closes"])
            for code in self.last
            if f"{code}_opens" in self.fields
        }

    @property
    def chosen(self) -> list[Organiser]:
        """The organisers who go on."""
        keys = set(self.cleaned_data.get("organisers", ()))
        return [row for row in self.others if str(row.pk) in keys]

    @property
    def days_are_good(self) -> bool:
        """Whether both days were typed and fit together: the others can be worked out from them."""
        self.is_valid()
        return not {"arrival_day", "departure_day"} & set(self.errors)

    @property
    def arrival(self) -> date:
        """The day of arrival that was typed, else the one proposed."""
        typed = self.cleaned_data.get("arrival_day") if self.is_bound and self.errors is not None else None
        return typed or self.initial["arrival_day"]

    @property
    def moved(self) -> bool:
        """Whether the day of arrival is another one than that for which the other days were worked out."""
        found = self.cleaned_data
        return bool(found.get("arrival_day")) and found.get("worked_for") != found["arrival_day"]

    def worked_out(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was sent, with phases and partners' own dates worked out anew from the arrival that was typed."""
        arrival, departure = self.cleaned_data["arrival_day"], self.cleaned_data["departure_day"]
        spans = calendar.next_season(
            self.last, old=self.old.arrival_day, arrival=arrival, departure=departure
        )
        sent: dict[str, Any] = data.copy()  # type: ignore[attr-defined]
        for code, (opens, closes) in spans.items():
            sent[f"{code}_opens"], sent[f"{code}_closes"] = _text(opens), _text(closes)
        days = calendar.season_shift(self.last, old=self.old.arrival_day, arrival=arrival)
        for quota in self.old.quotas.all():
            if quota.nominations_by:
                sent[f"b{quota.body_id}-nominations_by"] = _text(quota.nominations_by + timedelta(days=days))
        sent["worked_for"] = arrival.isoformat()
        return sent


def _text(day: date) -> str:
    """Return a day as it is typed."""
    return f"{day:%d.%m.%Y}"


def next_quota_forms(old: Edition, arrival: date, data: Any = None) -> list[NextQuotaForm]:
    """Return one form for each partner that could take part in the edition after `old`."""
    days = calendar.season_shift(next_queries.spans_of(old), old=old.arrival_day, arrival=arrival)
    found = []
    for body, quota, can in next_queries.partners_for_next(old, arrival):
        own = quota.nominations_by if quota else None
        names_by = own + timedelta(days=days) if own else None
        found.append(NextQuotaForm(data, body=body, quota=quota, can=can, names_by=names_by))
    return found


def taking_part(rows: Sequence[NextQuotaForm]) -> list[NextQuota]:
    """Return what was typed for the partners that take part."""
    return [row.typed for row in rows if row.cleaned_data.get("take")]
