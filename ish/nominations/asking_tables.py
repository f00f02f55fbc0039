"""The season's question as a file: each partner with what was asked, answered and agreed."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from ish.desk import names
from ish.desk.tables import Table
from ish.nominations.asking_queries import Line
from ish.nominations.states import TakesPart
from ish.programme.models import NominatingBody

_REPLY = "nominations.SeasonReply"
_ASKED = ("nominations.Coordinator.name", f"{_REPLY}.responsible_name")


def _reply(name: str, label: Any) -> tables.Column:
    """Return a column of what the partner answered."""
    return tables.Column(verbose_name=label, accessor=f"line__reply__{name}")


class AskingTable(Table):
    """One row a partner. The page is of its own making; `say` gives the rows what the file says of them."""

    name = tables.Column(verbose_name=_("partner"))
    country = tables.Column(verbose_name=_("country"))
    state = tables.Column(verbose_name=_("state"), accessor="pk")
    asked_at = _reply("asked_at", _("asked on"))
    answered_at = _reply("answered_at", _("answered on"))
    taking_part = _reply("taking_part", _("taking part"))
    places = _reply("places", _("places answered"))
    reserve_places = _reply("reserve_places", _("waiting list answered"))
    names_by = _reply("names_by", _("names by"))
    tells_first = _reply("tells_first", _("tells its own students first"))
    responsible_name = _reply("responsible_name", _("who is responsible"))
    responsible_email = _reply("responsible_email", _("e-mail address of who is responsible"))
    comment = _reply("comment", _("comment"))
    answered_by = _reply("answered_by", _("answered by"))
    source = _reply("source", _("how we know"))
    agreed = tables.Column(verbose_name=_("places agreed"), accessor="line__quota__places")
    agreed_reserve = tables.Column(
        verbose_name=_("waiting list agreed"), accessor="line__quota__reserve_places"
    )
    before = tables.Column(verbose_name=_("places last year"), accessor="line__before__places")
    asked = tables.Column(verbose_name=_("who is asked"), accessor="line__addresses")
    asked_email = tables.Column(verbose_name=_("asked at"), accessor="line__addresses")
    shows = {
        "responsible_name": (f"{_REPLY}.responsible_name",),
        "responsible_email": (f"{_REPLY}.responsible_email",),
        "comment": (f"{_REPLY}.comment",),
        "answered_by": (f"{_REPLY}.answered_by",),
        "source": (f"{_REPLY}.source",),
        "asked": _ASKED,
        "asked_email": ("nominations.Coordinator.email", f"{_REPLY}.responsible_email"),
    }

    class Meta(Table.Meta):
        model = NominatingBody
        fields: tuple[str, ...] = ()
        orderable = False

    def say(self, rows: list[Any], words: Mapping[str, str], zone: str) -> None:
        """Set the rows of the file, each with its `line`; `words` are the states in words."""
        self.data.data = rows
        self.words, self.zone = words, ZoneInfo(zone)

    def value_country(self, value: str) -> str:
        """The country by its name."""
        return names.name_of("country", value)

    def value_state(self, record: Any) -> str:
        """How the question stands."""
        line: Line = record.line
        return str(self.words[line.state])

    def value_asked_at(self, value: Any) -> Any:
        """The day at the school."""
        return value.astimezone(self.zone).date()

    value_answered_at = value_asked_at

    def value_taking_part(self, value: str) -> str:
        """The answer in a word."""
        return names.word_of(TakesPart, value)

    def value_tells_first(self, record: Any) -> bool | str:
        """Yes or no, once it was answered."""
        reply = record.line.reply
        return reply.tells_first if reply and reply.answered_at else ""

    def value_asked(self, value: Any) -> list[str]:
        """Who is asked."""
        return [one.name for one in value]

    def value_asked_email(self, value: Any) -> list[str]:
        """At which addresses."""
        return [one.email for one in value]
