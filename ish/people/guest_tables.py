"""The list of tutors, chaperones and guests."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ish.desk import cells
from ish.desk.tables import NOT_SHOWN, AddressColumn, Table
from ish.people import queries, showing
from ish.people.models import Participation
from ish.people.states import GUESTS, State, word_of


class GuestTable(Table):
    """Everybody who is no participant: name, as what, with whom, nights, days, state, address."""

    shows = {
        "name": ("people.Person.family_name", "people.Person.given_names", "people.Person.native_name"),
        "email": ("people.Person.email",),
    }
    name = tables.Column(
        verbose_name=_("Name"),
        accessor="person",
        order_by=("person__family_name", "person__given_names"),
        attrs={"td": {"class": "cell-main"}},
    )
    capacity = tables.Column(verbose_name=_("Comes as"))
    brought_by = tables.Column(
        verbose_name=_("With"), accessor="brought_by__name", order_by=("brought_by__name",)
    )
    nights = tables.Column(verbose_name=_("Nights"), accessor="resident", order_by=("-resident",))
    days = tables.Column(verbose_name=_("Days"), accessor="pk", order_by=("from_day", "to_day"))
    state = tables.Column(verbose_name=_("State"), accessor="pk", order_by=("state",))
    email = AddressColumn(verbose_name=_("E-mail address"), accessor="person__email")

    empty_title = _("Nobody here yet")
    empty_hint = _(
        "Tutors, chaperones, day guests and invited guests are added here, one by one or several at once."
    )
    empty_icon = "person-badge"

    class Meta(Table.Meta):
        model = Participation
        fields: tuple[str, ...] = ()
        sequence = ("name", "capacity", "brought_by", "nights", "days", "state", "email")
        attrs = {"caption": _("Tutors and guests")}

    def render_name(self, record: Participation) -> Any:
        """The name with a way to the person's page, as what they are here."""
        context = {
            "name": record.person.sort_name or gettext("(erased)"),
            "hint": record.person.native_name,
            "url": f"{reverse('people:person', args=[record.person_id])}?as={record.pk}",
            "mark": showing.mark(record.person),
        }
        return render_to_string("components/person.html", context)

    def value_name(self, record: Participation) -> str:
        """The same for exports."""
        return record.person.sort_name

    def render_nights(self, record: Participation) -> str:
        """Whether they need a bed."""
        return gettext("with us") if record.resident else gettext("elsewhere")

    def render_days(self, record: Participation) -> str:
        """The days, if other than the edition's."""
        if record.from_day is None and record.to_day is None:
            return gettext("all")
        ends = (formats.date_format(day, "SHORT_DATE_FORMAT") for day in (record.first_day, record.last_day))
        return " – ".join(dict.fromkeys(ends)) or NOT_SHOWN

    def render_state(self, record: Participation) -> Any:
        """The state with its tone."""
        return cells.state(showing.tone_of(record.state), record.state_word)

    def value_state(self, record: Participation) -> str:
        """The same for exports."""
        return record.state_word


class GuestFilter(django_filters.FilterSet):
    """The filter of the list of tutors and guests."""

    q = django_filters.CharFilter(label=_("Name"), method="by_name")
    capacity = django_filters.ChoiceFilter(
        label=_("Comes as"), choices=[(c.value, c.label) for c in GUESTS], empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            (s.value, word_of(s, GUESTS[0]))
            for s in (State.OFFERED, State.CONFIRMED, State.ARRIVED, State.GAVE_BACK, State.WITHDREW)
        ],
        empty_label=_("All"),
    )
    nights = django_filters.ChoiceFilter(
        label=_("Nights"),
        choices=[("here", _("with us")), ("elsewhere", _("elsewhere"))],
        method="by_nights",
        empty_label=_("All"),
    )

    class Meta:
        model = Participation
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.mark_optional = False

    def by_name(self, rows: QuerySet[Participation], name: str, value: str) -> QuerySet[Participation]:
        """Each word must occur in a name or an address."""
        return rows.filter(queries.named([value]))

    def by_nights(self, rows: QuerySet[Participation], name: str, value: str) -> QuerySet[Participation]:
        """Those who need a bed, or the others."""
        return rows.filter(Q(resident=value == "here"))
