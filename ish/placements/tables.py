"""The lists of lab projects and institutes."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ish.desk import cells, names
from ish.desk.tables import NOT_SHOWN, Table
from ish.placements.models import Institute, LabProject
from ish.placements.states import ProjectState

_NUMBER = {"td": {"class": "cell-number"}}
TONES = {ProjectState.ASKED: "waiting", ProjectState.OPEN: "done", ProjectState.CLOSED: "neutral"}


class ProjectTable(Table):
    """Lab projects of an edition: institute, title, places, how many wish for it, rules, supervisors, state."""

    shows = {"supervisors": ("placements.Host.name",)}
    title = tables.Column(
        verbose_name=_("project"), order_by=("title",), attrs={"td": {"class": "cell-main"}}
    )
    institute = tables.Column(
        verbose_name=_("institute"), accessor="institute__short_name", order_by=("institute__name", "title")
    )
    capacity = tables.Column(verbose_name=_("places"), attrs=_NUMBER)
    wished_by = tables.Column(verbose_name=_("wished by"), attrs=_NUMBER)
    min_age = tables.Column(verbose_name=_("from age"), attrs=_NUMBER)
    languages = tables.Column(verbose_name=_("languages"), orderable=False)
    supervisors = tables.Column(
        verbose_name=_("lab supervisors"), accessor="pk", orderable=False, empty_values=()
    )
    state = tables.Column(verbose_name=_("state"))

    empty_title = _("No lab projects yet")
    empty_hint = _("Enter what the institutes offer: students then choose from it.")
    empty_icon = "building"

    class Meta(Table.Meta):
        model = LabProject
        fields: tuple[str, ...] = ()
        sequence = (
            "title",
            "institute",
            "capacity",
            "wished_by",
            "min_age",
            "languages",
            "supervisors",
            "state",
        )
        attrs = {"caption": _("Lab projects")}

    def render_title(self, record: LabProject) -> Any:
        """The title with a way to the project."""
        url = reverse("placements:project", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, record.title)

    def value_title(self, record: LabProject) -> str:
        """The same for exports."""
        return record.title

    def render_languages(self, record: LabProject) -> str:
        """The languages by name."""
        return ", ".join(names.name_of("language", code) for code in record.languages) or NOT_SHOWN

    def value_languages(self, record: LabProject) -> str:
        """The same for exports, empty without a rule."""
        return ", ".join(names.name_of("language", code) for code in record.languages)

    def render_supervisors(self, record: LabProject) -> str:
        """Their names."""
        return ", ".join(host.name for host in record.hosts.all()) or NOT_SHOWN

    def value_supervisors(self, record: LabProject) -> str:
        """The same for exports, empty when there are none."""
        return ", ".join(host.name for host in record.hosts.all())

    def render_state(self, record: LabProject) -> Any:
        """The state with its tone."""
        return cells.state(TONES[ProjectState(record.state)], names.word_of(ProjectState, record.state))

    def value_state(self, record: LabProject) -> str:
        """The same for exports."""
        return names.word_of(ProjectState, record.state)


class InstituteTable(Table):
    """Institutes, with how many projects they offer in the edition."""

    name = tables.Column(verbose_name=_("institute"), attrs={"td": {"class": "cell-main"}})
    short_name = tables.Column(verbose_name=_("short name"))
    address = tables.Column(verbose_name=_("address"), orderable=False)
    offered = tables.Column(verbose_name=_("projects this year"), attrs=_NUMBER)

    empty_title = _("No institutes yet")
    empty_hint = _("An institute comes first; its projects follow.")
    empty_icon = "building"

    class Meta(Table.Meta):
        model = Institute
        fields: tuple[str, ...] = ()
        sequence = ("name", "short_name", "address", "offered")
        attrs = {"caption": _("Institutes")}

    def render_name(self, record: Institute) -> Any:
        """The name with a way to the institute."""
        return format_html(
            '<a href="{}">{}</a>', reverse("placements:institute", args=[record.pk]), record.name
        )

    def value_name(self, record: Institute) -> str:
        """The same for exports."""
        return record.name
