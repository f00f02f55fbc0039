"""The list of people."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ish.desk import cells, names
from ish.desk.tables import NOT_SHOWN, AddressColumn, Table
from ish.people import showing
from ish.people.models import Participation
from ish.people.states import Capacity, State


def _other_capacity(record: Participation) -> str:
    """Return as what somebody comes who is no participant."""
    return "" if record.capacity == Capacity.PARTICIPANT else str(record.get_capacity_display())


def _word(record: Participation) -> str:
    """Return how the state is called; of a participant by what is kept for the request."""
    return names.word_of(State, record.state) if record.is_participant else record.state_word


class PeopleTable(Table):
    """Everybody in an edition: name, partner, state, age on arrival, nationalities, address."""

    shows = {
        "name": ("people.Person.family_name", "people.Person.given_names", "people.Person.native_name"),
        "age": ("people.Person.birth_date",),
        "nationalities": ("people.Person.nationalities",),
        "email": ("people.Person.email",),
    }
    reads = (
        "state", "capacity", "person__family_name", "person__given_names", "person__birth_date", "person__nationalities",
        "person__email",
    )  # fmt: skip
    shared = ("edition",)
    name = tables.Column(
        verbose_name=_("Name"),
        accessor="person",
        order_by=("person__family_name", "person__given_names"),
        attrs={"td": {"class": "cell-main"}},
    )
    partner = tables.Column(verbose_name=_("Partner"), accessor="partner_name", order_by=("partner_name",))
    state = tables.Column(verbose_name=_("State"), accessor="pk", order_by=("state",))
    age = tables.Column(
        verbose_name=_("Age on arrival"),
        accessor="person__birth_date",
        order_by=("-person__birth_date",),
        attrs={"td": {"class": "cell-number"}},
    )
    nationalities = tables.Column(
        verbose_name=_("Nationalities"), accessor="person__nationalities", orderable=False
    )
    email = AddressColumn(verbose_name=_("E-mail address"), accessor="person__email")

    empty_title = _("Nobody here yet")
    empty_hint = _("Students appear as soon as a partner names them.")
    empty_icon = "people"

    class Meta(Table.Meta):
        model = Participation
        fields: tuple[str, ...] = ()
        sequence = ("name", "partner", "state", "age", "nationalities", "email")
        attrs = {"caption": _("People")}

    def render_name(self, record: Participation) -> Any:
        """The name with a way to the person's page."""
        person = record.person
        context = {
            "name": person.sort_name or gettext("(erased)"),
            "hint": " · ".join(part for part in (person.native_name, _other_capacity(record)) if part),
            "url": reverse("people:person", args=[person.pk]),
            "mark": showing.mark(person),
        }
        return render_to_string("components/person.html", context)

    def value_name(self, record: Participation) -> str:
        """The same for exports."""
        return record.person.sort_name

    def render_state(self, record: Participation) -> Any:
        """The state with its tone."""
        return cells.state(showing.tone_of(record.state), _word(record))

    def value_state(self, record: Participation) -> str:
        """The same for exports."""
        return _word(record)

    def render_age(self, record: Participation) -> Any:
        """The age on the day of arrival."""
        age = record.person.age_on(record.edition.arrival_day)
        return NOT_SHOWN if age is None else age

    def value_age(self, record: Participation) -> Any:
        """The same for exports, empty while unknown."""
        age = record.person.age_on(record.edition.arrival_day)
        return "" if age is None else age

    def render_nationalities(self, value: Any) -> str:
        """The countries by name."""
        return ", ".join(names.name_of("nationality", code) for code in value or []) or NOT_SHOWN

    def value_nationalities(self, value: Any) -> str:
        """The same for exports, empty while unknown."""
        return ", ".join(names.name_of("nationality", code) for code in value or [])
