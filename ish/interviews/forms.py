"""What is typed about interviews: a row of times, one time, who comes when, how it went, what a student says instead."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from ish import clock
from ish.desk.fields import DateField
from ish.desk.forms import Form
from ish.interviews import planning, queries, times
from ish.interviews.models import KEEP_DAYS, Slot
from ish.interviews.rules import MOST_ON_PANEL
from ish.interviews.states import Outcome

_SHORT = {"class": "input-short"}


class TimeInput(forms.TimeInput):
    """A time of day."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(attrs=_SHORT, format="%H:%M")


class _WhereAndWho(Form):
    """What every time has: how long, where, who sits on the panel."""

    zone: str

    minutes = forms.IntegerField(
        label=_("minutes for each student"),
        min_value=5,
        max_value=240,
        initial=30,
        widget=forms.NumberInput(attrs=_SHORT),
    )
    place = forms.CharField(
        label=_("place"), required=False, max_length=200, help_text=_("A room, or “by video”.")
    )
    video_link = forms.URLField(
        label=_("link to the video call"), required=False, max_length=500, assume_scheme="https"
    )
    panel = forms.TypedMultipleChoiceField(
        label=_("panel"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "One to four people who speak with the student: organisers and reviewers who have accepted."
        ),
        error_messages={"required": _("Choose at least one person for the panel.")},
    )

    def __init__(self, *args: Any, members: Sequence[User], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        field: Any = self.fields["panel"]
        field.choices = [(user.pk, user.get_full_name()) for user in members]
        for name in ("first", "starts"):
            if name in self.fields:
                self.fields[name].help_text = _("Time of the school: %(zone)s") % {
                    "zone": times.zone_name(zone)
                }

    def clean_panel(self) -> list[int]:
        """Refuse more than four."""
        chosen: list[int] = self.cleaned_data["panel"]
        if len(chosen) > MOST_ON_PANEL:
            raise ValidationError(_("A panel has four members at most."))
        return chosen

    def clean(self) -> dict[str, Any]:
        """Ask where it is."""
        values = super().clean() or self.cleaned_data
        if not values.get("place") and not values.get("video_link") and "video_link" not in self.errors:
            self.add_error("place", _("Say where it is: a place, or the link to the video call."))
        return values

    def panel_names(self) -> str:
        """Return who was chosen."""
        names = dict(self.fields["panel"].choices)  # type: ignore[attr-defined]
        return ", ".join(names[key] for key in self.cleaned_data["panel"])

    def refuse_past(self, at: datetime, name: str) -> None:
        """Refuse a time that is over: the day, or the hour (the field `name`)."""
        if self.cleaned_data["day"] < clock.today(self.zone):
            self.add_error("day", _("This day is over. Choose one that is still to come."))
        elif at <= clock.now():
            self.add_error(name, _("This time is over. Choose one that is still to come."))

    def where(self) -> dict[str, Any]:
        """Return what a service takes of it."""
        return {name: self.cleaned_data[name] for name in ("minutes", "place", "video_link", "panel")}


class PlanForm(_WhereAndWho):
    """A row of times on one day."""

    day = DateField(label=_("day"))
    first = forms.TimeField(label=_("first one begins at"), widget=TimeInput())
    pause = forms.IntegerField(
        label=_("minutes between two"),
        min_value=0,
        max_value=240,
        initial=10,
        widget=forms.NumberInput(attrs=_SHORT),
    )
    count = forms.IntegerField(
        label=_("how many"), min_value=1, max_value=40, initial=6, widget=forms.NumberInput(attrs=_SHORT)
    )
    field_order = ("day", "first", "minutes", "pause", "count", "place", "video_link", "panel")

    def starts(self) -> list[planning.Start]:
        """Return the times."""
        said = self.cleaned_data
        return planning.starts(
            said["day"],
            said["first"],
            minutes=said["minutes"],
            pause=said["pause"],
            count=said["count"],
            zone=self.zone,
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what is over already."""
        values = super().clean()
        if values.get("day") and values.get("first"):
            self.refuse_past(planning.moment(values["day"], values["first"], ZoneInfo(self.zone))[0], "first")
        return values


class SlotForm(_WhereAndWho):
    """One time, changed."""

    day = DateField(label=_("day"))
    minutes = forms.IntegerField(
        label=_("minutes"), min_value=5, max_value=240, widget=forms.NumberInput(attrs=_SHORT)
    )
    starts = forms.TimeField(label=_("begins at"), widget=TimeInput())
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("day", "starts", "minutes", "place", "video_link", "panel", "seen")

    @staticmethod
    def initial_of(slot: Slot) -> dict[str, Any]:
        """Return a time as the form shows it."""
        here = slot.starts_at.astimezone(ZoneInfo(slot.edition.time_zone))
        return {
            "day": here.date(),
            "starts": here.time(),
            "minutes": slot.minutes,
            "place": slot.place,
            "video_link": slot.video_link,
            "panel": [member.user_id for member in slot.panel.all()],
            "seen": queries.mark_of_slot(slot),
        }

    def start(self) -> planning.Start:
        """Return the time."""
        return planning.Start(
            *planning.moment(self.cleaned_data["day"], self.cleaned_data["starts"], ZoneInfo(self.zone))
        )

    def starts_at(self) -> datetime:
        """Return the moment."""
        return self.start().at

    def clean(self) -> dict[str, Any]:
        """Refuse a time that does not exist, or is over."""
        values = super().clean()
        if values.get("day") and values.get("starts"):
            at, notes = planning.moment(values["day"], values["starts"], ZoneInfo(self.zone))
            if planning.GAP in notes:
                self.add_error("starts", _("This time does not exist: the clocks are put forward that day."))
            else:
                self.refuse_past(at, "starts")
        return values


class PickForm(Form):
    """A student's choice among the times that are offered."""

    slot = forms.TypedChoiceField(
        label=_("times"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the times."),
            "invalid_choice": _("This time has just been taken. Please choose another one."),
        },
    )

    def __init__(self, *args: Any, slots: Sequence[Slot], zone: str, school: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["slot"]
        field.choices = [(slot.pk, in_both(slot, zone, school)) for slot in slots]
        self.slots = {slot.pk: slot for slot in slots}
        field.help_text = (
            _("In your time, %(own)s; in brackets the time of the school, %(school)s.")
            % {"own": times.zone_name(zone), "school": times.zone_name(school)}
            if zone != school
            else _("Time: %(own)s") % {"own": times.zone_name(zone)}
        )

    @property
    def chosen(self) -> Slot:
        """The time chosen."""
        return self.slots[self.cleaned_data["slot"]]


def in_both(slot: Slot, zone: str, school: str) -> str:
    """Return a time in one zone, and in brackets in the other where it differs."""
    own = times.day_and_time(slot.starts_at, zone)
    if zone == school:
        return own
    there = times.day_and_time(slot.starts_at, school)
    same_day = own.rpartition(",")[0] == there.rpartition(",")[0]
    return f"{own} ({times.clock_time(slot.starts_at, school) if same_day else there})"


class WordForm(Form):
    """What a student says instead of choosing; `days`: so long it is kept once they were told the decision."""

    word = forms.CharField(
        label=_("a word about it"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    example: Any = ""

    def __init__(self, *args: Any, days: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = ngettext(
            "Organisers read it. It is erased %(n)s day after you were told the decision.",
            "Organisers read it. It is erased %(n)s days after you were told the decision.",
            days,
        ) % {"n": days}
        self.fields["word"].help_text = f"{self.example} {kept}" if self.example else kept


class OtherTimeForm(WordForm):
    """Another time, please."""

    word = forms.CharField(
        label=_("when would it suit you?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say when it would suit you, so that we can find a time.")},
    )
    example = _("For instance: weekdays after 17:00 my time.")


class OutcomeForm(Form):
    """How it went."""

    outcome = forms.ChoiceField(
        label=_("outcome"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you advise, or that it did not take place.")},
    )
    notes = forms.CharField(
        label=_("notes"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What the school needs for its decision, and no more. Student and partner do not see it."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class OptionsForm(Form):
    """For how long notes are kept."""

    keep_notes_days = forms.IntegerField(
        label=_("days to keep notes"),
        min_value=1,  # a release is undone within the day, and notes are needed then
        max_value=KEEP_DAYS,  # what the declaration and the notice promise
        widget=forms.NumberInput(attrs=_SHORT),
        help_text=_(
            "Notes, and what the student wrote, are erased this many days after the student was told the decision or has "
            "left, and in any case this many days after the school's last day."
        ),
    )
