"""Input about tutors, chaperones and guests: one of them, several pasted, and as what somebody comes."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ish.desk.fields import DateField
from ish.desk.forms import Form
from ish.people.guest_services import Guest
from ish.people.knowing import Sought
from ish.people.models import Participation
from ish.people.states import GUESTS, Capacity
from ish.programme.models import Edition, NominatingBody

HERE, ELSEWHERE = "here", "elsewhere"
COMING, INVITED = "coming", "invited"
_CAPACITIES = [(value.value, value.label) for value in GUESTS]
LODGED = (Capacity.TUTOR, Capacity.CHAPERONE)
"""Who usually stays with us."""


class StayForm(Form):
    """As what somebody comes, where they stay, on which days, and with whose students."""

    capacity = forms.ChoiceField(label=_("Comes as"), choices=_CAPACITIES, widget=forms.RadioSelect)
    stays = forms.ChoiceField(
        label=_("Nights"),
        choices=[(HERE, _("stays with us: needs a bed")), (ELSEWHERE, _("lives at home or elsewhere"))],
        widget=forms.RadioSelect,
    )
    from_day = DateField(label=_("First day"), required=False)
    to_day = DateField(label=_("Last day"), required=False)
    brought_by = forms.ModelChoiceField(
        label=_("Comes with the students of"),
        queryset=NominatingBody.objects.none(),
        required=False,
        empty_label=_("nobody's"),
        help_text=_("For chaperones: the partner whose students they look after."),
    )
    DAYS = ("from_day", "to_day")

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.fields["brought_by"].queryset = NominatingBody.objects.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days must be in order; those of the edition are kept as "no other days"."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first = found.get("from_day") or self.edition.arrival_day
        last = found.get("to_day") or self.edition.departure_day
        if last < first:
            name = "to_day" if found.get("to_day") else "from_day"
            self.add_error(name, _("The last day must not be before the first one."))
        return found

    @property
    def stay(self) -> dict[str, Any]:
        """What was said, as the service takes it."""
        found = self.cleaned_data
        usual = {"from_day": self.edition.arrival_day, "to_day": self.edition.departure_day}
        return {
            "capacity": found["capacity"],
            "resident": found["stays"] == HERE,
            **{name: None if found[name] == usual[name] else found[name] for name in self.DAYS},
            "brought_by": found["brought_by"],
        }

    @staticmethod
    def said_of(row: Participation) -> dict[str, Any]:
        """Return what the form shows of somebody."""
        return {
            "capacity": row.capacity,
            "stays": HERE if row.resident else ELSEWHERE,
            "from_day": row.from_day,
            "to_day": row.to_day,
            "brought_by": row.brought_by_id,
        }


class ChangeForm(StayForm):
    """The same of somebody on the list: a participant stays one."""

    def __init__(self, *args: Any, row: Participation, **kwargs: Any) -> None:
        super().__init__(*args, edition=row.edition, initial=self.said_of(row), **kwargs)
        if row.is_participant:
            for name in ("capacity", "brought_by"):
                del self.fields[name]

    @property
    def stay(self) -> dict[str, Any]:
        """What was said, as far as it was asked."""
        self.cleaned_data.setdefault("capacity", Capacity.PARTICIPANT)
        self.cleaned_data.setdefault("brought_by", None)
        return super().stay


class StandingForm(StayForm):
    """The same of somebody who is added, and whether they have said that they come."""

    standing = forms.ChoiceField(
        label=_("Are they coming?"),
        choices=[(COMING, _("yes")), (INVITED, _("invited, no answer yet"))],
        initial=COMING,
        widget=forms.RadioSelect,
    )
    write = forms.BooleanField(
        label=_("Write to them: an invitation to a page of their own"),
        required=False,
        help_text=_("Nobody needs one: you can fill in everything for them."),
    )


class GuestForm(StandingForm):
    """One tutor, chaperone or guest."""

    given_names = forms.CharField(label=_("Given names"), max_length=200)
    family_name = forms.CharField(label=_("Family name"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    birth_date = DateField(
        label=_("Date of birth"),
        required=False,
        help_text=_("So that we know again who has been here before. For example 24.07.1990"),
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)
    field_order = ("given_names", "family_name", "email", "birth_date", "capacity", "stays")

    def clean_given_names(self) -> str:
        """A name has at least one letter."""
        text = str(self.cleaned_data["given_names"])
        if not any(c.isalnum() for c in text):
            raise forms.ValidationError(_("Write the name. A single name is fine."))
        return text

    def clean(self) -> dict[str, Any]:
        """Who is written to has an address."""
        found = super().clean()
        if found.get("write") and not found.get("email") and "email" not in self.errors:
            self.add_error("email", _("Without an address we cannot write to them."))
        return found

    @property
    def guest(self) -> Guest:
        """What was said, as the service takes it."""
        found = self.cleaned_data
        who = Sought(found["given_names"], found["family_name"], found["email"], found["birth_date"])
        invited = found["standing"] == INVITED
        return Guest(who=who, language=found["language"], invited=invited, **self.stay)


class PasteForm(StandingForm):
    """Several at once, one a line."""

    names = forms.CharField(
        label=_("Names"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One person a line, with an e-mail address if you know one: Ada Adler, ada@example.org"),
    )
    field_order = ("names", "capacity", "stays")


def usual(capacity: str) -> dict[str, Any]:
    """Return what the forms begin with for a capacity."""
    known = capacity if capacity in GUESTS else Capacity.TUTOR
    return {"capacity": known, "stays": HERE if known in LODGED else ELSEWHERE, "standing": COMING}
