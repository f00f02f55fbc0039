"""The list of requests."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ish import clock
from ish.desk import cells
from ish.desk.tables import Table
from ish.people import showing as people
from ish.rights.models import Request
from ish.rights.states import RequestState


class RequestTable(Table):
    """Requests about data: who, what, since when, until when, how it stands."""

    shows = {"name": ("people.Person.family_name", "people.Person.given_names")}
    name = tables.Column(
        verbose_name=_("Name"),
        accessor="person",
        order_by=("person__family_name", "person__given_names"),
        attrs={"td": {"class": "cell-main"}},
    )
    kind = tables.Column(verbose_name=_("What"))
    received_on = tables.DateColumn(verbose_name=_("Received on"))
    due = tables.DateColumn(verbose_name=_("Answer by"))
    state = tables.Column(verbose_name=_("State"), order_by=("state", "due"))

    empty_title = _("Nobody has asked for anything")
    empty_hint = _(
        "What people ask about their own data arrives here, with the day by which it has to be answered."
    )
    empty_icon = "shield-lock"

    class Meta(Table.Meta):
        model = Request
        fields: tuple[str, ...] = ()
        sequence = ("name", "kind", "received_on", "due", "state")
        attrs = {"caption": _("Requests about data")}

    def render_name(self, record: Request) -> Any:
        """The name with a way to the request."""
        context = {
            "name": record.person.sort_name or gettext("(erased)"),
            "url": reverse("rights:request", args=[record.pk]),
            "mark": people.mark(record.person),
        }
        return render_to_string("components/person.html", context)

    def value_name(self, record: Request) -> str:
        """The same for exports."""
        return record.person.sort_name

    def render_state(self, record: Request) -> Any:
        """How it stands: answered, or how many days are left."""
        return cells.state(*standing(record, clock.today()))

    def value_state(self, record: Request) -> str:
        """The same for exports."""
        return standing(record, clock.today())[1]


def standing(row: Request, today: date) -> tuple[str, str]:
    """Return the tone and the words for where a request stands: answered, or how many days are left."""
    if row.state == RequestState.ANSWERED:
        return "done", str(row.get_state_display())
    left = row.days_left(today)
    if left < 0:
        words = ngettext("%(n)s day too late", "%(n)s days too late", -left) % {"n": -left}
        return "problem", words
    if left == 0:
        return "todo", gettext("today")
    words = ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}
    return ("todo" if left <= 7 else "waiting"), words
