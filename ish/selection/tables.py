"""Lists of the board: a reviewer's students, the result."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ish.desk import cells
from ish.desk.tables import NOT_SHOWN, Table
from ish.nominations.models import Nomination
from ish.nominations.states import Receiver
from ish.people.showing import marked
from ish.selection.dossier import title_of
from ish.selection.models import Standing
from ish.selection.states import Vote

NAME = ("people.Person.family_name", "people.Person.given_names")
NUMBER = {"td": {"class": "cell-number"}}


class ReadingTable(Table):
    """The students of one reviewer. In the anonymised view there is a number instead of a name, and no partner."""

    shows = {"student": NAME}
    student = tables.Column(verbose_name=_("student"), accessor="pk", attrs={"td": {"class": "cell-main"}})
    body = tables.Column(verbose_name=_("partner"), accessor="body__name")
    rank = tables.Column(verbose_name=_("rank"), order_by=("reserve", "rank"), empty_values=(), attrs=NUMBER)
    opinion = tables.Column(
        verbose_name=_("your opinion"), accessor="vote", order_by=("conflict", "done_at"), empty_values=()
    )

    empty_title = _("Nobody to read yet")
    empty_hint = _("Students appear here as soon as their partners have handed them in.")

    class Meta(Table.Meta):
        model = Nomination
        fields: tuple[str, ...] = ()
        attrs = {"caption": _("Students to read")}

    def __init__(self, *args: Any, anonymised: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.anonymised = anonymised

    def render_student(self, record: Any) -> Any:
        """The student with the way to the dossier."""
        name = title_of(record, anonymised=self.anonymised)
        return format_html('<a href="{}">{}</a>', reverse("selection:student", args=[record.pk]), name)

    def render_rank(self, record: Nomination) -> str:
        """1, 2 … or R1, R2 …"""
        return f"{'R' if record.reserve else ''}{record.rank or ''}" or NOT_SHOWN

    def render_opinion(self, record: Any) -> Any:
        """How the reviewer's own opinion stands."""
        if record.conflict:
            return cells.state("neutral", gettext("conflict of interest"))
        if record.done_at:
            return cells.state("done", str(Vote(record.vote).label) if record.vote else gettext("handed in"))
        if record.begun:
            return cells.state("waiting", gettext("draft"))
        return cells.state("todo", gettext("to read"))


class ResultTable(Table):
    """Where students stand."""

    shows = {"student": NAME}
    shared = ("result",)
    place = tables.Column(verbose_name=_("position"), attrs=NUMBER)
    student = tables.Column(
        verbose_name=_("student"),
        accessor="nomination__participation__person",
        order_by=(
            "nomination__participation__person__family_name",
            "nomination__participation__person__given_names",
        ),
        attrs={"td": {"class": "cell-main"}},
    )
    body = tables.Column(verbose_name=_("partner"), accessor="nomination__body__name")
    rank = tables.Column(
        verbose_name=_("rank"),
        accessor="nomination__pk",
        order_by=("nomination__reserve", "nomination__rank"),
        attrs=NUMBER,
    )
    yes = tables.Column(verbose_name=_("yes"), attrs=NUMBER)
    no = tables.Column(verbose_name=_("no"), attrs=NUMBER)
    unsure = tables.Column(verbose_name=_("unsure"), attrs=NUMBER)
    opinions = tables.Column(verbose_name=_("read by"), attrs=NUMBER)
    mean = tables.Column(verbose_name=_("mean"), attrs=NUMBER)
    spread = tables.Column(verbose_name=_("spread"), attrs=NUMBER)
    deviation = tables.Column(verbose_name=_("deviation"), attrs=NUMBER)
    intended = tables.Column(verbose_name=_("decision"), accessor="nomination__pending", empty_values=())

    empty_title = _("Nothing counted yet")
    empty_hint = _("Students appear here as soon as opinions are counted.")

    class Meta(Table.Meta):
        model = Standing
        fields: tuple[str, ...] = ()
        attrs = {"caption": _("Result of the board"), "class": "list list-many"}

    def render_place(self, record: Standing) -> str:
        """The position, marked when the draw decided."""
        return f"{record.place} *" if record.drawn else str(record.place)

    def value_place(self, record: Standing) -> int:
        """The position in a file."""
        return record.place

    def render_student(self, record: Standing) -> Any:
        """The name with the way to the dossier."""
        name = record.nomination.participation.person.sort_name or gettext("Erased person")
        url = reverse("selection:student", args=[record.nomination_id])
        return marked(format_html('<a href="{}">{}</a>', url, name), record.nomination.participation.person)

    def value_student(self, record: Standing) -> str:
        """The name in a file."""
        return record.nomination.participation.person.sort_name

    def render_rank(self, record: Standing) -> str:
        """The partner's rank."""
        row = record.nomination
        return f"{'R' if row.reserve else ''}{row.rank or ''}" or NOT_SHOWN

    def value_rank(self, record: Standing) -> str:
        """The same in a file."""
        return self.render_rank(record)

    def render_spread(self, record: Standing) -> str:
        """From the lowest to the highest mean of a reviewer."""
        if record.low is None or record.high is None:
            return NOT_SHOWN
        return f"{number_format(record.low, 1)}–{number_format(record.high, 1)}"

    def value_spread(self, record: Standing) -> str:
        """The same in a file."""
        return f"{record.low}–{record.high}" if record.low is not None else ""

    def render_intended(self, record: Standing) -> str:
        """What is intended, or what was decided."""
        row = record.nomination
        if row.pending:
            return gettext("planned: %(what)s") % {"what": Receiver(row.pending).label}
        return str(Receiver(row.receiver_state).label)

    def value_intended(self, record: Standing) -> str:
        """The same in a file."""
        return self.render_intended(record)
