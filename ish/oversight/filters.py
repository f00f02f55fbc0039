"""What looks and changes are narrowed to."""

from datetime import datetime, time, timedelta
from typing import Any

import django_filters as filters
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ish.desk import folding
from ish.desk.fields import DateField
from ish.oversight import declared, queries, unusual, words
from ish.privacy import catalogue
from ish.privacy.models import Look
from ish.profiles.tables import WHERE

MOST_OPENED = 2_000
"""In so many of the newest looks that fit otherwise, words are looked for."""


class DayFilter(filters.Filter):
    """A day as people write it."""

    field_class = DateField


def _groups() -> list[tuple[str, str]]:
    """Return the models of which looks are written down, in words."""
    labels = [p.label for p in catalogue.every().values() if any(f.logged for f in p.fields.values())]
    return sorted(((label, declared.model_title(label)) for label in labels), key=lambda pair: pair[1])


def _kinds() -> list[tuple[str, str]]:
    """Return the models whose changes are recorded and that hold something personal, in words."""
    found = [(p.label, declared.model_title(p.label)) for p in catalogue.every().values() if p.fields]
    return sorted(found, key=lambda pair: pair[1])


def _where() -> list[tuple[str, Any]]:
    return [(code, label) for code, label in WHERE.items() if code != "conflict"]


class _Dated(filters.FilterSet):
    """Between two days, both included."""

    moment = "at"

    def from_day(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """From the beginning of the day on."""
        return rows.filter(**{f"{self.moment}__gte": _begin(value)})

    def to_day(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """To the end of the day."""
        return rows.filter(**{f"{self.moment}__lt": _begin(value + timedelta(days=1))})


def _begin(day: Any) -> datetime:
    """Return when a day begins, by the clock by which looks and changes are written."""
    return timezone.make_aware(datetime.combine(day, time())) - unusual.shift()


class LookFilter(_Dated):
    """By person, reader, role, what was looked at, where, days; a reason asked for by its words."""

    person = filters.NumberFilter(
        label=_("number of the person"), field_name="person_id", min_value=1, max_value=2**62
    )
    reader = filters.ModelChoiceFilter(
        label=_("who looked"), queryset=User.objects.none(), empty_label=_("everybody")
    )
    role = filters.ChoiceFilter(
        label=_("in which role"), choices=list(words.ROLES.items()), empty_label=_("all")
    )
    of = filters.ChoiceFilter(label=_("at what"), choices=_groups, empty_label=_("all"), method="by_group")
    where = filters.ChoiceFilter(label=_("where"), choices=_where, empty_label=_("everywhere"))
    reason = filters.CharFilter(label=_("reason"), method="by_reason")
    since = DayFilter(label=_("from"), method="from_day", help_text=" ")
    until = DayFilter(label=_("until"), method="to_day", help_text=" ")

    class Meta:
        model = Look
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["reader"].queryset = queries.readers()
        self.form.fields["reader"].label_from_instance = _name
        self.form.mark_optional = False

    def by_reason(self, rows: QuerySet[Look], name: str, value: str) -> QuerySet[Look]:
        """Looks with these words in their reason, among the newest: reasons are sealed, and opened one by one."""
        words = folding.split(value)
        newest = rows.filter(reason__isnull=False).order_by("-at", "-pk")[:MOST_OPENED]
        return rows.filter(pk__in=[row.pk for row in newest if folding.fits(words, row.reason or "")])

    def by_group(self, rows: QuerySet[Look], name: str, value: str) -> QuerySet[Look]:
        """Looks at fields of one model."""
        return queries.naming(rows, value)


class ChangeFilter(_Dated):
    """By person, who changed it, what sort of row, what was done, days."""

    moment = "timestamp"
    person = filters.NumberFilter(
        label=_("number of the person"), method="by_person", min_value=1, max_value=2**62
    )
    actor = filters.ModelChoiceFilter(
        label=_("who"), queryset=User.objects.none(), empty_label=_("everybody")
    )
    of = filters.ChoiceFilter(label=_("at what"), choices=_kinds, empty_label=_("all"), method="by_kind")
    action = filters.ChoiceFilter(
        label=_("what happened"),
        choices=[
            (LogEntry.Action.CREATE, _("made")),
            (LogEntry.Action.UPDATE, _("changed")),
            (LogEntry.Action.DELETE, _("deleted")),
        ],
        empty_label=_("all"),
    )
    since = DayFilter(label=_("from"), method="from_day", help_text=" ")
    until = DayFilter(label=_("until"), method="to_day", help_text=" ")

    class Meta:
        model = LogEntry
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["actor"].queryset = queries.actors()
        self.form.fields["actor"].label_from_instance = _name
        self.form.mark_optional = False

    def by_person(self, rows: QuerySet[LogEntry], name: str, value: Any) -> QuerySet[LogEntry]:
        """Changes of what is kept of one person."""
        return queries.changes_about(rows, int(value))

    def by_kind(self, rows: QuerySet[LogEntry], name: str, value: str) -> QuerySet[LogEntry]:
        """Changes of one sort of row."""
        kind = ContentType.objects.get_for_model(catalogue.declared(value).model)
        return rows.filter(content_type=kind)


def _name(user: User) -> str:
    return user.name or str(_("account %(n)s")) % {"n": user.pk}
