"""Input about nominations: a student, a list, a comment, a coordinator; filters of the lists."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.desk.fields import DateField, NationalityField, PhoneField, SeveralField
from ish.desk.forms import Form, reader_fields
from ish.nominations.models import Nomination
from ish.nominations.reading import Unreadable, message
from ish.nominations.reading.model import MAX_BYTES
from ish.nominations.rules import ORGANISER
from ish.nominations.states import DECISIONS, CoordinatorKind, Receiver, Sender
from ish.people import queries as people
from ish.people.models import Guardian, Participation
from ish.people.requirements import Sheet
from ish.people.states import Actor, Sex
from ish.programme.models import Edition, NominatingBody

LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")


def _on_behalf(**kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=_("How do you know?"),
        max_length=300,
        help_text=_("For example: by phone with the partner on 3 May; letter of 4 May."),
        **kwargs,
    )


class _Refusable(Form):
    """A form whose service may refuse a value."""

    def take(self, error: ValidationError) -> None:
        """Show what a service refused beside the field it is about."""
        # Not as the default of getattr: an error by fields has no list of its own.
        by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        for name, errors in by_field.items():
            self.add_error(name if name in self.fields else None, errors)


class NominationForm(_Refusable):
    """A student as a partner names them. Only the given names must be known."""

    mark_optional = False
    given_names = forms.CharField(
        label=_("given names as in the passport"),
        max_length=200,
        help_text=_("Needed; everything else can follow. A single name goes here."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    family_name = forms.CharField(
        label=_("family name as in the passport"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    native_name = forms.CharField(
        label=_("name in their own script"),
        max_length=200,
        required=False,
        help_text=_("If it is not written in Latin letters."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_date = DateField(label=_("date of birth"), required=False, latest=clock.today)
    sex = forms.ChoiceField(
        label=_("sex as in the passport"), required=False, choices=[("", _("not given")), *Sex.choices]
    )
    nationalities = SeveralField(
        one=NationalityField, places=2, label=_("nationalities"), required=False, help_text=_("All of them.")
    )
    email = forms.EmailField(
        label=_("e-mail address"),
        required=False,
        help_text=_("The student's own address. We write to it about the decision."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = PhoneField(label=_("phone"), required=False)
    language = forms.ChoiceField(
        label=_("language"), choices=settings.LANGUAGES, help_text=_("In which we write to the student.")
    )
    school = forms.CharField(label=_("school or university"), max_length=200, required=False)
    grade = forms.CharField(
        label=_("grade or year"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "input-short"}),
    )
    english_level = forms.ChoiceField(
        label=_("English (CEFR)"), required=False, choices=[("", _("not given")), *((v, v) for v in LEVELS)]
    )
    interests = forms.CharField(
        label=_("fields of interest"),
        max_length=500,
        required=False,
        help_text=_("For example: chemistry; astronomy."),
    )
    motivation = forms.CharField(
        label=_("motivation"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    guardian_name = forms.CharField(label=_("name of a parent or guardian"), max_length=200, required=False)
    guardian_email = forms.EmailField(label=_("their e-mail address"), required=False)
    guardian_phone = PhoneField(label=_("their phone"), required=False)
    reserve = forms.BooleanField(
        label=_("For the waiting list"), required=False, help_text=_("If somebody of yours cannot come.")
    )
    rank = forms.IntegerField(
        label=_("rank"),
        min_value=1,
        max_value=9999,
        required=False,
        help_text=_("1 is the student you want to send most."),
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    on_behalf = _on_behalf()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, edition: Edition, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for model in ("people.Person", "nominations.Nomination"):
            reader_fields(self, model, role, edition_id=edition.pk, at=clock.today(edition.time_zone))
        if role != ORGANISER:
            self.fields.pop("on_behalf", None)

    @property
    def identity(self) -> list[forms.BoundField]:
        """Names and birth, for the page."""
        return self.section("given_names", "family_name", "native_name", "birth_date", "sex", "nationalities")

    @property
    def contact(self) -> list[forms.BoundField]:
        """How to reach the student."""
        return self.section("email", "phone", "language")

    @property
    def guardian(self) -> list[forms.BoundField]:
        """The parent or guardian."""
        return self.section("guardian_name", "guardian_email", "guardian_phone")

    @property
    def studies(self) -> list[forms.BoundField]:
        """School, interests, motivation."""
        return self.section("school", "grade", "english_level", "interests", "motivation")

    @property
    def order(self) -> list[forms.BoundField]:
        """Rank and waiting list."""
        return self.section("rank", "reserve")

    @staticmethod
    def initial_of(nomination: Nomination, guardian: Guardian | None) -> dict[str, Any]:
        """Return what the form shows of a student named before."""
        person = nomination.participation.person
        names = NominationForm.base_fields
        values = {n: getattr(person, n) for n in names if hasattr(person, n) and n != "version"}
        values |= {n: getattr(nomination, n) for n in names if hasattr(nomination, n)}
        if guardian is not None:
            values |= {f"guardian_{n}": getattr(guardian, n) for n in ("name", "email", "phone")}
        return {**values, "on_behalf": ""}

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, for the service."""
        skipped = {"version", "on_behalf"}
        found = {name: value for name, value in self.cleaned_data.items() if name not in skipped}
        for name in ("phone", "guardian_phone"):
            if name in found:
                found[name] = found[name] or ""
        return found


class UploadForm(Form):
    """A list as a file."""

    file = forms.FileField(
        label=_("Your list"),
        help_text=_("An Excel file (.xlsx or .xls), LibreOffice (.ods) or CSV, up to 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        error_messages={"empty": _("This file is empty. Please choose the file that holds your list.")},
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before anything is read."""
        found = self.cleaned_data["file"]
        if found.size > MAX_BYTES:
            problem = Unreadable("file_too_large", limit=MAX_BYTES // 1024 // 1024)
            raise ValidationError(message(problem, translate=gettext))
        return found


class ConfirmForm(Form):
    """What has to be said before a list is taken."""

    leave_out = forms.BooleanField(label=_("Leave out the rows with errors"), required=False)
    update = forms.BooleanField(label=_("Change students who are on the list already, too"), required=False)
    on_behalf = _on_behalf()

    def __init__(self, *args: Any, role: str, faulty: bool, changed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not changed:
            self.fields.pop("update")
        if not faulty:
            self.fields.pop("leave_out")
        if role != ORGANISER:
            self.fields.pop("on_behalf")


class HandInForm(Form):
    """How an organiser knows that the partner means it."""

    on_behalf = _on_behalf()


class WithdrawForm(Form):
    """Why a student is taken back, and how an organiser knows."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    on_behalf = _on_behalf()

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if role != ORGANISER:
            self.fields.pop("on_behalf")


class SendBackForm(Form):
    """What the partner should correct."""

    comment = forms.CharField(
        label=_("What should be corrected?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The coordinators read this as you write it."),
    )


class InviteForm(_Refusable):
    """Somebody who is to act for a partner."""

    name = forms.CharField(label=_("name"), max_length=200)
    email = forms.EmailField(label=_("e-mail address"))
    kind = forms.ChoiceField(label=_("role"), choices=CoordinatorKind.choices, initial=CoordinatorKind.LEAD)
    language = forms.ChoiceField(
        label=_("language"), choices=settings.LANGUAGES, help_text=_("Of the invitation.")
    )
    active_from = DateField(label=_("from"), required=False)
    active_to = DateField(
        label=_("until"), required=False, help_text=_("Leave empty while there is no end in sight.")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        values = super().clean() or self.cleaned_data
        begins, ends = values.get("active_from"), values.get("active_to")
        if begins and ends and ends < begins:
            self.add_error("active_to", _("The last day must not be before the first."))
        return values


class _Filters(django_filters.FilterSet):
    """What all lists of nominations can be narrowed to."""

    q = django_filters.CharFilter(label=_("name"), method="by_name")
    sender_state = django_filters.ChoiceFilter(
        label=_("partner's state"), choices=Sender.choices, empty_label=_("all")
    )

    def by_name(self, queryset: Any, name: str, value: str) -> Any:
        """Narrow to those in whose names or addresses, or in their parents', each word occurs."""
        return queryset.filter(people.named([value], way="participation__person", parents=True))

    class Meta:
        model = Nomination
        fields: tuple[str, ...] = ()


class NominationsFilter(_Filters):
    """The organisers' filter."""

    body = django_filters.ModelChoiceFilter(
        label=_("partner"), queryset=NominatingBody.objects.order_by("name"), empty_label=_("all")
    )
    receiver_state = django_filters.ChoiceFilter(
        label=_("school's state"), choices=Receiver.choices, empty_label=_("all")
    )
    pending = django_filters.ChoiceFilter(
        label=_("planned decision"),
        choices=[("none", _("none yet")), *((v, Receiver(v).label) for v in DECISIONS)],
        empty_label=_("all"),
        method="by_pending",
    )

    def by_pending(self, queryset: Any, name: str, value: str) -> Any:
        """Narrow to an intended decision, or to none."""
        return queryset.filter(pending="" if value == "none" else value)


class StudentsFilter(_Filters):
    """A partner's filter: also by whose turn it is."""

    turn = django_filters.ChoiceFilter(
        label=_("whose turn"),
        choices=[
            (Actor.PARTICIPANT, _("the student's")),
            (Actor.GUARDIAN, _("the parents'")),
            (Actor.COORDINATOR, _("the partner's")),
            (Actor.ORGANISER, _("the organisers'")),
        ],
        empty_label=_("all"),
        method="by_turn",
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._edition = edition

    def by_turn(self, queryset: Any, name: str, value: str) -> Any:
        """Narrow to students for whom something is open on this side."""
        sheet = Sheet(at=clock.today(self._edition.time_zone), editions=[self._edition])
        busy = sheet.with_open(Participation.objects.filter(edition=self._edition), actor=value)
        return queryset.filter(participation__in=busy.order_by().values("pk"))
