"""The lists of travel: arrivals or departures of a day, and the roster."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import to_python

from ish.desk import cells, names
from ish.desk.tables import NOT_SHOWN, AddressColumn, Table
from ish.people import showing
from ish.people.models import Participation
from ish.people.showing import mark
from ish.people.states import State
from logistics.models import Journey, Leg
from logistics.states import Direction

# Shown where there is room: on cards, and on a wide screen.
_WIDE = {"td": {"class": "cell-wide"}, "th": {"class": "cell-wide"}}
NAME = ("people.Person.family_name", "people.Person.given_names", "people.Person.native_name")
NAME_AND_NATIVE = (*NAME, "people.Person.native_name")


def person_cell(participation: Participation, *, hint: str | None = None) -> str:
    """Return the name with a way to the person's page; below it the native name, or another hint."""
    person = participation.person
    context = {
        "name": person.sort_name or gettext("(erased)"),
        "hint": person.native_name if hint is None else hint,
        "url": reverse("people:person", args=[person.pk]),
        "mark": mark(person),
    }
    return render_to_string("components/person.html", context)


def two_lines(first: str, second: str) -> Any:
    """Return a cell of two lines, the second one quieter; a line that says nothing is left out."""
    if second in ("", NOT_SHOWN):
        return first
    return format_html('<span class="text-nowrap">{}</span><br><span class="muted">{}</span>', first, second)


def local(moment: Any, zone: str) -> str:
    """Return a moment as time of day in a zone."""
    return formats.time_format(moment.astimezone(ZoneInfo(zone)).time(), "TIME_FORMAT")


def partner_of(participation: Participation) -> str:
    """Return the name of the partner that named somebody; empty for guests."""
    nomination = getattr(participation, "nomination", None)
    return nomination.body.name if nomination else ""


class JourneyTable(Table):
    """Arrivals or departures of a day, in order of time at the school's end."""

    shows = {
        "name": NAME_AND_NATIVE,
        "by": ("logistics.Leg.number",),
        "phone": ("people.Person.phone",),
        "note": ("logistics.Journey.note",),
    }
    reads = (
        "direction", "starts_at", "ends_at", "needs_pick_up", "note", "participation__state",
        "participation__edition__time_zone", "participation__edition__arrival_day", "participation__nomination__body__name",
        *(f"participation__person__{name}" for name in ("family_name", "given_names", "birth_date", "phone")),
    )  # fmt: skip
    time = tables.Column(
        verbose_name=_("time"), accessor="ends_at", attrs={"td": {"class": "cell-number"}}, orderable=False
    )
    name = tables.Column(
        verbose_name=_("name"),
        accessor="participation",
        orderable=False,
        attrs={"td": {"class": "cell-main"}},
    )
    partner = tables.Column(
        verbose_name=_("partner"), accessor="participation", orderable=False, visible=False
    )
    by = tables.Column(verbose_name=_("by"), accessor="pk", orderable=False)
    place = tables.Column(verbose_name=_("place"), accessor="pk", orderable=False, visible=False)
    comes_from = tables.Column(verbose_name=_("comes from"), accessor="pk", orderable=False)
    meet = tables.Column(verbose_name=_("to be met"), accessor="needs_pick_up", orderable=False)
    age = tables.Column(verbose_name=_("age"), accessor="participation", orderable=False)
    phone = tables.Column(verbose_name=_("phone"), accessor="participation__person__phone", orderable=False)
    note = tables.Column(verbose_name=_("note"), orderable=False)

    empty_title = _("Nobody travels on this day")
    empty_hint = _("Journeys appear as soon as people have entered their tickets.")
    empty_icon = "airplane"

    class Meta(Table.Meta):
        model = Journey
        fields: tuple[str, ...] = ()
        sequence: tuple[str, ...] = (
            "time",
            "name",
            "partner",
            "by",
            "place",
            "comes_from",
            "meet",
            "age",
            "phone",
            "note",
        )
        attrs = {"caption": _("Journeys")}

    def end(self, record: Journey) -> Leg | None:
        """Return the leg at the school's end."""
        legs = list(record.legs.all())
        if not legs:
            return None
        return legs[-1] if record.direction == Direction.ARRIVAL else legs[0]

    def render_time(self, record: Journey) -> str:
        """The time of day in the school's zone."""
        moment = record.ends_at if record.direction == Direction.ARRIVAL else record.starts_at
        return local(moment, record.participation.edition.time_zone) if moment else NOT_SHOWN

    def value_time(self, record: Journey) -> datetime | str:
        """The moment in a file, by the clock of the school."""
        moment = record.ends_at if record.direction == Direction.ARRIVAL else record.starts_at
        zone = ZoneInfo(record.participation.edition.time_zone)
        return moment.astimezone(zone).replace(tzinfo=None) if moment else ""

    def render_name(self, record: Journey) -> Any:
        """The person, and who named them."""
        own = record.participation.person.native_name
        hint = " · ".join(part for part in (own, partner_of(record.participation)) if part)
        return person_cell(record.participation, hint=hint)

    def value_name(self, record: Journey) -> str:
        """The same for exports."""
        return record.participation.person.sort_name

    def render_partner(self, record: Journey) -> str:
        """Who named them."""
        return partner_of(record.participation) or NOT_SHOWN

    value_partner = render_partner

    def render_by(self, record: Journey) -> Any:
        """Means and number; below it where we meet or part."""
        return two_lines(self.value_by(record), self.render_place(record))

    def value_by(self, record: Journey) -> str:
        """Means and number alone, for exports."""
        leg = self.end(record)
        return f"{leg.get_mode_display()} {leg.number}".strip() if leg else NOT_SHOWN

    def render_place(self, record: Journey) -> str:
        """Where we meet or part."""
        leg = self.end(record)
        if leg is None:
            return NOT_SHOWN
        return str(leg.to_place if record.direction == Direction.ARRIVAL else leg.from_place)

    value_place = render_place

    def render_comes_from(self, record: Journey) -> str:
        """The far end of the journey."""
        legs = list(record.legs.all())
        if not legs:
            return NOT_SHOWN
        return str(legs[0].from_place if record.direction == Direction.ARRIVAL else legs[-1].to_place)

    value_comes_from = render_comes_from

    def render_meet(self, value: bool) -> str:
        """Whether somebody waits for them."""
        return gettext("yes") if value else gettext("no, finds the way")

    value_meet = render_meet

    def render_age(self, record: Journey) -> Any:
        """The age on the day of the journey."""
        moment = record.ends_at or record.starts_at
        day = moment.date() if moment else record.participation.edition.arrival_day
        age = record.participation.person.age_on(day)
        return NOT_SHOWN if age is None else age

    value_age = render_age

    def render_phone(self, value: Any) -> str:
        """The number as people read it."""
        return getattr(value, "as_international", str(value)) or NOT_SHOWN


JourneyTable.shows["age"] = ("people.Person.birth_date",)


class DepartureTable(JourneyTable):
    """The same the other way."""

    comes_from = tables.Column(verbose_name=_("goes to"), accessor="pk", orderable=False)
    alone = tables.Column(verbose_name=_("may travel alone"), empty_values=(), orderable=False)

    class Meta(JourneyTable.Meta):
        sequence = (
            "time",
            "name",
            "partner",
            "by",
            "place",
            "comes_from",
            "meet",
            "alone",
            "age",
            "phone",
            "note",
        )

    def render_alone(self, value: bool | None) -> Any:
        """Whether the guardians agreed to it; of age one decides alone."""
        if value is None:
            return NOT_SHOWN
        return (
            gettext("yes") if value else cells.state("problem", gettext("no, only collected or taken along"))
        )

    def value_alone(self, value: bool | None) -> str:
        """The same for exports."""
        return "" if value is None else gettext("yes") if value else gettext("no")


JOURNEYS: dict[str, type[JourneyTable]] = {
    Direction.ARRIVAL: JourneyTable,
    Direction.DEPARTURE: DepartureTable,
}


class RosterTable(Table):
    """Everybody who comes: partner, state, lab, arrival and departure on one line."""

    shows = {
        "name": NAME,
        "calls": ("people.Person.badge_name",),
        "native": ("people.Person.native_name",),
        "age": ("people.Person.birth_date",),
        "email": ("people.Person.email",),
        "phone": ("people.Person.phone",),
        "arrives_at": ("logistics.Leg.number",),
    }
    reads = (
        "state", "person__family_name", "person__given_names", "person__badge_name", "person__native_name",
        "person__birth_date", "person__email",
    )  # fmt: skip
    shared = ("edition",)
    name = tables.Column(
        verbose_name=_("name"),
        accessor="person",
        order_by=("person__family_name", "person__given_names"),
        attrs={"td": {"class": "cell-main"}},
    )
    calls = tables.Column(
        verbose_name=_("called"), accessor="person__badge_name", orderable=False, visible=False
    )
    native = tables.Column(
        verbose_name=_("own script"), accessor="person__native_name", orderable=False, visible=False
    )
    partner = tables.Column(
        verbose_name=_("partner"),
        accessor="partner_name",
        order_by=("nomination__body__name", "person__family_name"),
    )
    state = tables.Column(verbose_name=_("state"), accessor="pk", order_by=("state",))
    age = tables.Column(
        verbose_name=_("age on arrival"),
        accessor="person__birth_date",
        order_by=("-person__birth_date",),
        attrs={"td": {"class": "cell-number"}, "th": {"class": "cell-number"}},
    )
    lab = tables.Column(verbose_name=_("lab"), accessor="pk", orderable=False)
    arrives = tables.Column(verbose_name=_("arrives"), order_by=("arrives",))
    arrives_at = tables.Column(verbose_name=_("at"), orderable=False, visible=False)
    leaves = tables.Column(
        verbose_name=_("leaves"), order_by=("leaves",), attrs={"td": {"class": "cell-date"}}
    )
    email = AddressColumn(
        verbose_name=_("e-mail address"), accessor="person__email", orderable=False, visible=False
    )
    phone = tables.Column(verbose_name=_("phone"), orderable=False, attrs=_WIDE)

    empty_title = _("Nobody on the roster yet")
    empty_hint = _("Students appear here as soon as they were offered a place.")
    empty_icon = "people"

    class Meta(Table.Meta):
        model = Participation
        fields: tuple[str, ...] = ()
        sequence = (
            "name",
            "calls",
            "native",
            "partner",
            "state",
            "age",
            "lab",
            "arrives",
            "arrives_at",
            "leaves",
            "email",
            "phone",
        )
        attrs = {"caption": _("Roster")}

    def render_name(self, record: Participation) -> Any:
        """The person."""
        return person_cell(record)

    def value_name(self, record: Participation) -> str:
        """The same for exports."""
        return record.person.sort_name

    def render_state(self, record: Participation) -> Any:
        """The state with its tone."""
        return cells.state(showing.tone_of(record.state), names.word_of(State, record.state))

    def value_state(self, record: Participation) -> str:
        """The same for exports."""
        return names.word_of(State, record.state)

    def render_age(self, record: Participation) -> Any:
        """The age on the day of arrival."""
        age = record.person.age_on(record.edition.arrival_day)
        return NOT_SHOWN if age is None else age

    value_age = render_age

    def render_lab(self, record: Any) -> str:
        """The published lab, or labs."""
        return "; ".join(placement.lab for placement in record.labs) or NOT_SHOWN

    value_lab = render_lab

    def render_arrives(self, record: Any, value: Any) -> Any:
        """Day and time of arrival in the school's zone; below it where the last leg ends, and by what."""
        below = "" if "arrives_at" in self.exclude else record.arrives_at or ""
        return two_lines(_short(_there(value, record)), below)

    def render_leaves(self, record: Any, value: Any) -> Any:
        """Day and time of departure in the school's zone."""
        return _short(_there(value, record))

    def value_arrives(self, record: Any, value: Any) -> datetime:
        """Both moments for exports."""
        return _there(value, record)

    value_leaves = value_arrives

    def render_phone(self, value: str) -> str:
        """The number as people read it."""
        return getattr(to_python(value), "as_international", value)

    def value_phone(self, value: str) -> str:
        """The number as machines dial it, for exports."""
        return value


def _there(moment: Any, record: Participation) -> datetime:
    """Return a moment as the clock at the school shows it; no zone, so that nobody turns it into another."""
    there: datetime = moment.astimezone(ZoneInfo(record.edition.time_zone))
    return there.replace(tzinfo=None)


def _short(there: datetime) -> str:
    """Return day and time without the year, which is the edition's."""
    day = formats.date_format(there, pgettext("date format", "D j M"))
    return f"{day}, {formats.time_format(there, 'TIME_FORMAT')}"
