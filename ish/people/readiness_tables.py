"""The readiness list as a file: one line a person, with everything that is open."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from ish.desk.tables import Table
from ish.people import showing
from ish.people.models import Participation
from ish.people.requirements import Task


class ReadinessTable(Table):
    """Who, from whom, as what, where on the ladder; how much is open and late, what, whose turn, by when."""

    shows = {"name": ("people.Person.family_name", "people.Person.given_names")}
    name = tables.Column(verbose_name=_("Name"), accessor="person", orderable=False)
    partner = tables.Column(verbose_name=_("Partner"), accessor="partner_name", orderable=False)
    capacity = tables.Column(verbose_name=_("Comes as"), orderable=False)
    state = tables.Column(verbose_name=_("State"), accessor="pk", orderable=False)
    open = tables.Column(verbose_name=_("Open"), accessor="pk", orderable=False)
    late = tables.Column(verbose_name=_("Late"), accessor="pk", orderable=False)
    what = tables.Column(verbose_name=_("Still open"), accessor="pk", orderable=False)
    turn = tables.Column(verbose_name=_("Whose turn"), accessor="pk", orderable=False)
    next_due = tables.Column(verbose_name=_("Next date"), accessor="pk", orderable=False)
    waived = tables.Column(verbose_name=_("Not needed"), accessor="pk", orderable=False)

    class Meta(Table.Meta):
        model = Participation
        fields: tuple[str, ...] = ()
        attrs = {"caption": _("Who is ready")}

    def _open(self, record: Any) -> list[Task]:
        return [task for task in record.pending if task.open]

    def value_name(self, record: Participation) -> str:
        """The name, family name first."""
        return record.person.sort_name

    def value_capacity(self, record: Participation) -> str:
        """As what they come."""
        return str(record.get_capacity_display())

    def value_state(self, record: Participation) -> str:
        """Where they are on the ladder."""
        return record.state_word

    def value_open(self, record: Participation) -> int:
        """How much is open."""
        return len(self._open(record))

    def value_late(self, record: Participation) -> int:
        """How much of it is late."""
        return sum(task.overdue for task in self._open(record))

    def value_what(self, record: Participation) -> str:
        """What is open, the most pressing first."""
        return ", ".join(str(task.requirement.label) for task in self._open(record))

    def value_turn(self, record: Participation) -> str:
        """Whose turn it is."""
        guest = not record.is_participant
        told = (showing.actor_of(task.actor, guest=guest) for task in self._open(record))
        return ", ".join(dict.fromkeys(told))

    def value_next_due(self, record: Participation) -> Any:
        """The first day by which something is due."""
        found = self._open(record)
        return found[0].due if found else ""

    def value_waived(self, record: Any) -> str:
        """What was said to be not needed."""
        return ", ".join(str(task.requirement.label) for task in record.pending if task.waived)
