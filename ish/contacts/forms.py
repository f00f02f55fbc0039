"""Input of the contact log: an entry in full, one in a line, what is to follow."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ish import clock
from ish.contacts import pasting, queries
from ish.contacts.models import LONGEST, Entry
from ish.contacts.states import Direction, Kind, Promise
from ish.desk.fields import DateField
from ish.desk.forms import Form
from ish.programme.models import Edition


class TextField(forms.CharField):
    """What was said: typed or pasted, cleaned of what only mail programmes see. Raises with what to do when it is too long."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("What was said"))
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 8, "dir": "auto"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Return the cleaned text."""
        if value and len(value) > 20 * LONGEST:  # markup goes; a book does not become a note by that
            raise ValidationError(self._too_long(len(value)))
        return super().to_python(pasting.clean(value) if value else value) or ""

    def validate(self, value: Any) -> None:
        """Refuse more than an entry holds."""
        super().validate(value)
        if len(value) > LONGEST:
            raise ValidationError(self._too_long(len(value)))

    @staticmethod
    def _too_long(length: int) -> str:
        words = _("This is too long: %(length)s characters. Keep what matters, at most %(most)s.")
        return str(words) % {"length": length, "most": LONGEST}


class _Follows(Form):
    """What is to follow from a contact."""

    promised_by = forms.ChoiceField(
        label=_("Did somebody promise something?"),
        choices=[("", pgettext_lazy("promise", "no")), *Promise.choices],
        required=False,
    )
    next_step = forms.CharField(
        label=_("What is to follow"),
        max_length=200,
        required=False,
        help_text=_("It stands on the morning list, for example: Ask for the second name."),
    )
    follow_up_on = DateField(label=_("Follow up on"), required=False)
    assignee: Any = forms.ModelChoiceField(
        label=_("Who sees to it"), queryset=None, required=False, empty_label=_("whoever is first")
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        if "assignee" in self.fields:
            field: Any = self.fields["assignee"]
            field.queryset = queries.organisers(edition)
            field.label_from_instance = lambda user: user.get_full_name()

    @property
    def follows(self) -> dict[str, Any]:
        """Return what is to follow, in the words of the services."""
        data = self.cleaned_data
        return {
            "promised_by": data.get("promised_by", ""),
            "next_step": data.get("next_step", ""),
            "follow_up_on": data.get("follow_up_on"),
            "assignee": data.get("assignee"),
        }


class FollowForm(_Follows):
    """What is to follow, by when, and who sees to it."""

    mark_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(entry: Entry) -> dict[str, Any]:
        """Return how the form begins."""
        return {
            "promised_by": entry.promised_by,
            "next_step": entry.next_step,
            "follow_up_on": entry.follow_up_on,
            "assignee": entry.assignee_id,
            "version": entry.version,
        }


class EntryForm(_Follows):
    """An entry in full."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=[("", pgettext_lazy("direction", "not said")), *Direction.choices],
        required=False,
    )
    text = TextField(
        help_text=_(
            "Type, or paste a whole mail with its head. No health facts: they have a place of their own in the profile."
        )
    )
    day = DateField(label=_("When"), latest=lambda: _today())
    time = forms.TimeField(
        label=_("At what time"),
        required=False,
        widget=forms.TimeInput(attrs={"class": "input-short"}, format="%H:%M"),
        help_text=_("For example 10:30"),
    )
    with_whom = forms.CharField(
        label=_("With whom"), max_length=300, required=False, help_text=_("Name, address or number.")
    )
    subject = forms.CharField(label=_("Subject"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("kind", "direction", "text", "with_whom", "subject", "day", "time")

    @staticmethod
    def initial_of(entry: Entry) -> dict[str, Any]:
        """Return how the form begins for an entry that is there."""
        at = timezone.localtime(entry.at)
        return {
            **FollowForm.initial_of(entry),
            "kind": entry.kind,
            "direction": entry.direction,
            "text": entry.text,
            "day": at.date(),
            "time": at.time().replace(second=0, microsecond=0),
            "with_whom": entry.with_whom,
            "subject": entry.subject,
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a moment that is still to come."""
        data = super().clean() or self.cleaned_data
        day, hour = data.get("day"), data.get("time")
        zone = timezone.get_current_timezone()  # the reader's, as the form shows it
        if day and hour and datetime.combine(day, hour, zone) > clock.now():
            self.add_error("time", _("This hour is still to come. Check it, or leave it empty for now."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """Return the entry in the words of the services; the head of a pasted mail fills in what was left empty."""
        data = self.cleaned_data
        at = data.get("time") or (_now() if data["day"] == _today() else time(12))
        said = {
            "kind": data["kind"],
            "direction": data.get("direction", ""),
            "text": data["text"],
            "at": datetime.combine(data["day"], at, timezone.get_current_timezone()),
            "with_whom": data.get("with_whom", ""),
            "subject": data.get("subject", ""),
        }
        if not said["with_whom"] and not said["subject"]:
            said |= head_of(data["text"], kind=data["kind"], ours=self.ours)
        return said | self.follows

    def __init__(self, *args: Any, ours: set[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ours = ours or set()

    def filled_in(self) -> dict[str, Any] | None:
        """Return what the form would hold with the head of the pasted mail taken out of its text; None when there is none."""
        text = self.data.get("text", "")[: 20 * LONGEST]
        found = head_of(text, kind=self.data.get("kind", ""), ours=self.ours)
        if not found:
            return None
        filled = {name: self.data.get(name, "") for name in self.fields} | found
        if at := found.get("at"):
            local = timezone.localtime(at)
            filled |= {"day": local.date(), "time": local.time().replace(second=0, microsecond=0)}
        return filled


class QuickForm(Form):
    """An entry in a line: text, kind, and perhaps a day to come back to it."""

    mark_optional = False
    text = TextField(
        label=_("What was said"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Type, or paste a whole mail."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, required=False)
    follow_up_on = DateField(label=_("Follow up on"), required=False)

    def __init__(self, *args: Any, ours: set[str] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "contact_%s")
        super().__init__(*args, **kwargs)
        self.ours = ours or set()

    @property
    def values(self) -> dict[str, Any]:
        """Return the entry in the words of the services."""
        data = self.cleaned_data
        kind = data.get("kind") or Kind.NOTE
        said = {"kind": kind, "text": data["text"], "at": clock.now(), "follow_up_on": data["follow_up_on"]}
        return said | head_of(data["text"], kind=kind, ours=self.ours)


def head_of(text: str, *, kind: str, ours: set[str]) -> dict[str, Any]:
    """Return what the head of a pasted mail says, in the words of an entry; nothing when there is none, or it is no mail."""
    if kind not in ("", Kind.NOTE, Kind.MAIL):
        return {}
    found = pasting.read(text, zone=timezone.get_current_timezone())
    if not found.found or not found.text:
        return {}
    sent = found.sender_address in ours
    said: dict[str, Any] = {
        "kind": Kind.MAIL,
        "direction": Direction.OUT if sent else Direction.IN,
        "with_whom": found.recipient if sent and found.recipient else found.sender,
        "subject": found.subject,
        "text": found.text,
    }
    if found.at is not None and found.at <= clock.now():
        said["at"] = found.at
    return said


def _today() -> date:
    """Return the reader's own day: what was said there this morning is no day to come."""
    return timezone.localtime(clock.now()).date()


def _now() -> time:
    return timezone.localtime(clock.now()).time().replace(second=0, microsecond=0)
