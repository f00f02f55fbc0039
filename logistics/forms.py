"""A journey as somebody types it from the ticket: legs with local times."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import DateField, TimeZoneField
from ish.desk.forms import Form
from ish.desk.widgets import SuggestInput
from logistics.models import Place
from logistics.services import MOST_LEGS, LegGiven, add_place
from logistics.states import Mode


def place_names() -> dict[str, str]:
    """Return the known places: key → name with code, as suggestions."""
    return {str(place.pk): str(place) for place in Place.objects.all()}


def find_place(text: str) -> Place | None:
    """Return the place that somebody means by a code, a name, or a name with code."""
    text = " ".join(text.split())
    code = text[-4:-1] if text.endswith(")") and len(text) > 5 else text
    if len(code) == 3 and code.isascii() and code.isalpha():
        found = Place.objects.filter(iata=code.upper()).first()
        if found:
            return found
    return Place.objects.filter(name__iexact=text).first()


class PlaceField(forms.CharField):
    """A place: typed with suggestions; kept as text until the leg is read, because an unknown one may come with its zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = SuggestInput(choices=place_names, kind="place", attrs={"placeholder": "FRA"})
        super().__init__(required=False, max_length=120, widget=widget, **kwargs)


class TimeInput(forms.TimeInput):
    """A time of day as on the ticket."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "input-short"}, format="%H:%M")


class LegForm(Form):
    """One leg. Left wholly empty, it is none."""

    mark_optional = False  # a leg is all or nothing; what is missing is said when it was begun

    mode = forms.ChoiceField(label=_("By"), choices=Mode.choices, required=False)
    number = forms.CharField(
        label=_("Flight or train number"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "input-medium"}),
    )
    from_place = PlaceField(
        label=_("From"), help_text=_("Airport code or name, for example FRA; or a station.")
    )
    departs_day = DateField(label=_("Day of departure"), required=False)
    departs_time = forms.TimeField(label=_("Departure, local time"), required=False, widget=TimeInput())
    to_place = PlaceField(label=_("To"))
    arrives_day = DateField(label=_("Day of arrival"), required=False)
    arrives_time = forms.TimeField(label=_("Arrival, local time"), required=False, widget=TimeInput())
    zone = TimeZoneField(
        label=_("Time zone of a place we do not know"),
        required=False,
        help_text=_("Only if we ask for it: for example Europe/Paris."),
    )

    needed = ("from_place", "departs_day", "departs_time", "to_place", "arrives_day", "arrives_time")

    def is_empty(self) -> bool:
        """Say whether nothing was typed."""
        data = getattr(self, "cleaned_data", {})
        return not any(data.get(name) for name in (*self.needed, "number"))

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing in a leg that was begun, and find its places."""
        data = super().clean() or self.cleaned_data
        if not any(self.data.get(self.add_prefix(name)) for name in (*self.needed, "number")):
            return data
        for name in self.needed:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, ValidationError(_("This is still missing."), code="missing"))
        for name in ("from_place", "to_place"):
            if data.get(name):
                data[name] = self._place(name, data[name], data.get("zone", ""))
        return data

    def _place(self, name: str, text: str, zone: str) -> Place | None:
        found = find_place(text)
        if found is None and zone:
            return add_place(name=text, time_zone=zone)
        if found is None:
            self.add_error(
                name,
                ValidationError(
                    _(
                        "We do not know “%(text)s”. Choose one from the suggestions, or name its time zone below."
                    ),
                    params={"text": text},
                    code="unknown_place",
                ),
            )
        return found

    def given(self) -> LegGiven:
        """Return the leg."""
        data = self.cleaned_data
        return LegGiven(
            mode=data["mode"] or Mode.FLIGHT,
            number=data["number"],
            from_place=data["from_place"],
            to_place=data["to_place"],
            departs=datetime.combine(data["departs_day"], data["departs_time"]),
            arrives=datetime.combine(data["arrives_day"], data["arrives_time"]),
        )


class _Legs(BaseFormSet):
    """Several legs. How many there are is counted in what was posted: a number that says less would lose what was typed."""

    def __init__(self, data: Any = None, *, prefix: str, **kwargs: Any) -> None:
        self.miscounted = False
        if data is not None:
            data = self._counted(data, f"{prefix}-")
        super().__init__(data, prefix=prefix, **kwargs)

    def _counted(self, data: Any, prefix: str) -> Any:
        """Return the data with a number of legs that covers all of them; a wrong one is remembered."""
        said = data.get(f"{prefix}TOTAL_FORMS", "")
        claimed = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
        numbers = (key.removeprefix(prefix).partition("-")[0] for key in data if key.startswith(prefix))
        posted = max((int(n) + 1 for n in numbers if n.isascii() and n.isdigit() and len(n) < 4), default=0)
        self.miscounted = not max(posted, 1) <= claimed <= max(posted, MOST_LEGS)
        return {**data.dict(), f"{prefix}TOTAL_FORMS": str(max(posted, 1))} if self.miscounted else data

    def clean(self) -> None:
        """Refuse a form whose parts were not all announced: its sender sees them all, and sends them again."""
        if self.miscounted:
            raise ValidationError(
                _(
                    "The form came in incomplete, so nothing was saved. Please check that every part of the journey is"
                    " below, and save again."
                ),
                code="miscounted",
            )


LegFormSet = formset_factory(
    LegForm, formset=_Legs, extra=0, min_num=1, max_num=MOST_LEGS, absolute_max=MOST_LEGS
)


def legs_given(legs: BaseFormSet) -> list[LegGiven]:
    """Return the legs of a valid formset that were filled in."""
    return [form.given() for form in legs.forms if not form.is_empty()]


class JourneyForm(Form):
    """What belongs to the journey as a whole."""

    mark_optional = False

    needs_pick_up = forms.BooleanField(
        label=_("Please meet me"),
        required=False,
        help_text=_("At the airport or station where the last part ends; for the way home, where we part."),
    )
    note = forms.CharField(
        label=_("Anything we should know"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput(), required=False, min_value=0)


def leg_initial(leg: Any) -> dict[str, Any]:
    """Return what a saved leg looks like in the form: local times of its places."""
    departs = leg.departs_at.astimezone(ZoneInfo(leg.departs_zone))
    arrives = leg.arrives_at.astimezone(ZoneInfo(leg.arrives_zone))
    return {
        "mode": leg.mode,
        "number": leg.number,
        "from_place": str(leg.from_place),
        "to_place": str(leg.to_place),
        "departs_day": departs.date(),
        "departs_time": departs.time(),
        "arrives_day": arrives.date(),
        "arrives_time": arrives.time(),
    }


def usual_day(participation: Any, direction: str) -> date:
    """Return the day on which one travels unless one says otherwise."""
    edition = participation.edition
    day: date = edition.arrival_day if direction == "arrival" else edition.departure_day
    return day
