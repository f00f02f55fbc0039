"""What pages of forgetting show, in words: classes with their day, rules, runs, reports, what a scan found."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.apps import apps
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ish.forgetting import queries, schedule
from ish.forgetting.models import ArchiveOffer, Report, Run, Scan
from ish.forgetting.rules import RuleBook
from ish.forgetting.schedule import SENSITIVE, Stay
from ish.forgetting.states import Finding
from ish.privacy import catalogue
from ish.privacy.emptying import by_class
from ish.privacy.retention import CLASSES, NAMES, in_words
from ish.programme.models import Edition

SOURCES: Mapping[str, str | Promise] = {
    "health": gettext_lazy("GDPR Art. 5(1)(e) and 9: no longer than the stay needs, and two weeks for what is reported late."),
    "passport": gettext_lazy("GDPR Art. 5(1)(e): a month, for questions after the journey home."),
    "travel": gettext_lazy("GDPR Art. 5(1)(e): three months, for refunds and lost luggage."),
    "season": gettext_lazy("GDPR Art. 5(1)(e): six months, in which somebody may still ask why it was decided so."),
    "messages": gettext_lazy("A year, to answer what was written to whom."),
    "interview": gettext_lazy("A month after the decision: notes serve it alone."),
    "consent": gettext_lazy("GDPR Art. 7(1), BGB s. 195: three years, as proof that we were allowed to."),
    "partners": gettext_lazy("Two years, so that the next season knows whom to ask."),
    "staff": gettext_lazy("Two years after the last day of the role."),
    "certificate": gettext_lazy("Ten years, so that a lost certificate can be written again."),
    "keep": gettext_lazy("As long as the account or the role is in use."),
}  # fmt: skip
REASONS: Mapping[str, str | Promise] = {
    "short": gettext_lazy("too short to tell"),
    "common": gettext_lazy("words that stand everywhere"),
    "choice": gettext_lazy("days, numbers, yes or no, one of a few words"),
    "ours": gettext_lazy("our own texts; names and addresses in them are looked for"),
}


def fields_of(code: str) -> list[str]:
    """Return what belongs to a class, in words: the names of the fields, by kind of row."""
    found = []
    for policy in catalogue.every().values():
        names = by_class(policy).get(code, [])
        columns: list[Any] = [policy.model._meta.get_field(name) for name in names if name != "folded"]
        labels = [str(column.verbose_name) for column in columns]
        if labels:
            found.append(f"{str(policy.model._meta.verbose_name).capitalize()}: {', '.join(labels)}")
    return found


def classes(edition: Edition, today: date) -> list[dict[str, Any]]:
    """Return each class with its rule, the day on which it is erased of who stays to the end, and how far that is; by day."""
    book = RuleBook(today)
    stay = Stay(edition.departure_day, book.terms(edition.pk))
    done, people = queries.erased_counts(edition.pk)
    waits = not ArchiveOffer.objects.filter(edition=edition, decided_on__lte=today).exists()
    rows = []
    for code, keeping in book.of(edition.pk).items():
        row, day = book.row(code, edition.pk), schedule.due_of(code, stay)
        own = code in queries.CODES
        day = day if own or code == "partners" else None
        rows.append(
            {
                "code": code,
                "name": NAMES[code],
                "rule": in_words(keeping),
                "proposal": in_words(CLASSES[code]),
                "changed": row is not None,
                "row": row,
                "source": (row.source if row and row.source else "") or SOURCES[code],
                "day": day,
                "sensitive": code in SENSITIVE,
                "done": done.get(code, 0) if own else None,
                "people": people,
                "tone": _tone(day, today, done.get(code, 0), waits and code not in SENSITIVE),
                "waits": bool(day and day <= today and waits and code not in SENSITIVE and own),
            }
        )
    return sorted(rows, key=lambda one: (one["day"] is None, one["day"] or today))


def _tone(day: date | None, today: date, done: int, waits: bool) -> str:
    if day is None or day > today:
        return "later"
    return "waiting" if waits or not done else "done"


FREELY = {"data": gettext_lazy("What was given freely, on a consent")}


def emptied(rows: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Return counts by model and class as rows with words."""
    return [
        {
            "what": model_name(label),
            "code": code,
            "class": NAMES.get(code) or FREELY.get(code, code),
            "count": count,
        }
        for label, codes in sorted(rows.items(), key=lambda item: model_name(item[0]))
        for code, count in sorted(codes.items())
    ]


def stores(rows: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Return what other stores lost."""
    return [
        {"what": f"{name}: {what}", "count": count}
        for name, counts in sorted(rows.items())
        for what, count in sorted(counts.items())
        if count
    ]


def model_name(label: str) -> str:
    """Return what rows of a model are called."""
    try:
        return str(apps.get_model(label)._meta.verbose_name_plural).capitalize()
    except (LookupError, ValueError):
        return label


def totals(runs: Iterable[Run]) -> dict[str, dict[str, int]]:
    """Return the counts of several runs together."""
    found: dict[str, dict[str, int]] = {}
    for run in runs:
        for label, codes in run.emptied.items():
            for code, count in codes.items():
                of = found.setdefault(label, {})
                of[code] = of.get(code, 0) + count
    return found


def unsearchable(report: Report) -> list[dict[str, Any]]:
    """Return which values could not be looked for and why."""
    return [
        {"field": field_name(full), "why": REASONS.get(why, why), "count": count}
        for full, reasons in sorted(report.unsearchable.items())
        for why, count in sorted(reasons.items())
    ]


def field_name(full: str) -> str:
    """Return the name of a field (`people.person.email`) in words."""
    label, _dot, name = full.rpartition(".")
    try:
        model = apps.get_model(label)
        column: Any = model._meta.get_field(name) if name != "full_name" else None
        words = str(column.verbose_name) if column else _("full name")
        return f"{str(model._meta.verbose_name).capitalize()}: {words}"
    except (LookupError, ValueError):
        return full


def found(scan: Scan) -> list[dict[str, Any]]:
    """Return the places where a scan found something, in words."""
    names = dict(Finding.choices)
    return [
        {**one, "label": names.get(one["kind"], one["kind"]), "fields": [field_name(full) for full in one["of"]],
         "tone": "problem" if one["kind"] == Finding.FAULT else "waiting"}
        for one in scan.found
    ]  # fmt: skip


def looked_at(scan: Scan) -> str:
    """Return where a scan has looked, in one sentence."""
    facts = scan.looked_at
    return _(
        "%(values)s values looked for in %(columns)s columns of %(tables)s tables (%(rows)s rows, %(opened)s sealed "
        "values opened) and %(files)s files."
    ) % {
        "values": _number(scan.values),
        **{key: _number(facts.get(key, 0)) for key in ("columns", "tables", "rows", "opened", "files")},
    }


def _number(value: int) -> str:
    return formats.number_format(value, use_l10n=True, force_grouping=True)


def unread(scan: Scan) -> str:
    """Return what a scan could not read; "" for nothing."""
    facts = scan.looked_at.get("unread", {})
    return ", ".join(f"{what}: {count}" for what, count in sorted(facts.items()))


def people_words(count: int) -> str:
    """Return so many people in words."""
    return ngettext("%(n)s person", "%(n)s people", count) % {"n": _number(count)}
