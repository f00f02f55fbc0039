"""The free places as a file: whose they are, why they are free, who is next for each."""

from typing import Any
from zoneinfo import ZoneInfo

import django_tables2 as tables
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ish.desk.tables import Table
from ish.nominations.tables import NAME, rank_of

_NEXT = "candidate__participation__person"


class FreeTable(Table):
    """One row a free place (`vacancy_queries.Free`), or as many as nobody has ever had; the page shows them as cards."""

    body = tables.Column(verbose_name=_("partner"), accessor="body__name")
    count = tables.Column(verbose_name=_("places"))
    why = tables.Column(verbose_name=_("why it is free"), empty_values=())
    was = tables.Column(verbose_name=_("it was the place of"), accessor="was__participation__person")
    since = tables.Column(verbose_name=_("free since"))
    proposed = tables.Column(verbose_name=_("next for it"), accessor=_NEXT)
    named_by = tables.Column(verbose_name=_("named by"), accessor="candidate__body__name")
    rank = tables.Column(verbose_name=_("rank"), accessor="candidate")
    origin = tables.Column(verbose_name=_("from"), accessor="candidate")
    board = tables.Column(verbose_name=_("position by the board"), accessor="board_place")
    birth_date = tables.Column(verbose_name=_("date of birth"), accessor=f"{_NEXT}__birth_date")
    email = tables.Column(verbose_name=_("e-mail address"), accessor=f"{_NEXT}__email")
    shows = {
        "was": NAME,
        "proposed": NAME,
        "rank": NAME,
        "origin": NAME,
        "birth_date": ("people.Person.birth_date",),
        "email": ("people.Person.email",),
    }

    class Meta(Table.Meta):
        orderable = False

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)

    def value_was(self, value: Any) -> str:
        """Whose place it was."""
        return str(value.sort_name)

    value_proposed = value_was

    def value_since(self, value: Any) -> Any:
        """The day at the school."""
        return value.astimezone(self.zone).date()

    def value_rank(self, value: Any) -> str:
        """The partner's rank of who is next."""
        return rank_of(value)

    def value_origin(self, record: Any) -> str:
        """On which list who is next stands."""
        if record.named:
            return gettext("named for this place")
        return gettext("the common pool") if record.from_pool else gettext("the partner's waiting list")
