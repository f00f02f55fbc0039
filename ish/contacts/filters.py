"""What the contact log is narrowed to."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ish import clock
from ish.contacts import queries, rules, subjects
from ish.contacts.models import Entry
from ish.contacts.states import Kind, Promise
from ish.programme.models import Edition


def _subjects() -> list[tuple[str, Any]]:
    return [(subject.key, subject.label) for subject in subjects.every()]


class LogFilter(filters.FilterSet):
    """By words, kind, whom it is about, who sees to it, and what is open."""

    q = filters.CharFilter(label=_("words or name"), method="by_words")
    kind = filters.ChoiceFilter(label=_("kind"), choices=Kind.choices, empty_label=_("all"))
    of = filters.ChoiceFilter(label=_("about"), choices=_subjects, empty_label=_("all"), method="by_subject")
    shows = filters.ChoiceFilter(
        label=_("show"),
        choices=[
            ("open", _("what is to follow")),
            ("due", _("what is due")),
            ("others", _("what is due with others")),
            (Promise.US, _("what we promised")),
            (Promise.THEM, _("what they promised")),
            ("done", _("what is done")),
        ],
        empty_label=_("everything"),
        method="by_shows",
    )
    assignee = filters.ModelChoiceFilter(
        label=_("who sees to it"), queryset=User.objects.none(), empty_label=_("all")
    )

    class Meta:
        model = Entry
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._edition = edition
        field: Any = self.form.fields["assignee"]
        field.queryset = queries.organisers(edition)
        field.label_from_instance = lambda user: user.get_full_name()
        self.form.mark_optional = False

    def by_words(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """Each word occurs in the texts or in the name."""
        return queries.with_words(rows, value.split()[:8], self.request.user, self._edition)

    def by_subject(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """Entries about one kind of subject."""
        return rows.filter(about__startswith=f"{value}:")

    def by_shows(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """What is open, due, promised or done."""
        today = clock.today(self._edition.time_zone)
        if value == "done":
            return rows.filter(done_at__isnull=False)
        if value == "due":
            return rows.filter(rules.due_by(today))
        if value == "others":
            return rows.filter(rules.due_by(today)).exclude(rules.of(self.request.user, self._edition))
        rows = rows.filter(rules.OPEN)
        return rows if value == "open" else rows.filter(promised_by=value)
