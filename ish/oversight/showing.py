"""Looks and changes as pages show them."""

from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from ish.oversight import declared, unusual
from ish.privacy.models import Look
from ish.profiles.tables import role_in_words


def hint_cards(hints: list[unusual.Hint]) -> list[dict[str, Any]]:
    """Return what was unusual in words, each with the address of the looks behind it."""
    names = dict(User.objects.filter(pk__in={hint.reader_id for hint in hints}).values_list("pk", "name"))
    return [
        _card(hint, names.get(hint.reader_id) or _("account %(n)s") % {"n": hint.reader_id}) for hint in hints
    ]


def _card(hint: unusual.Hint, name: str) -> dict[str, Any]:
    facts = {"name": name, "n": hint.count, "day": date_format(hint.day, "DATE_FORMAT")}
    if hint.kind == "many":
        text = ngettext(
            "%(name)s opened facts of %(n)s person within an hour, on %(day)s.",
            "%(name)s opened facts of %(n)s people within an hour, on %(day)s.",
            hint.count,
        )
    elif hint.kind == "night":
        text = ngettext(
            "%(name)s looked %(n)s time at night, on %(day)s.",
            "%(name)s looked %(n)s times at night, on %(day)s.",
            hint.count,
        )
    else:
        text = ngettext(
            "%(name)s opened health facts %(n)s time and does no part for which that is needed now. First on %(day)s.",
            "%(name)s opened health facts %(n)s times and does no part for which that is needed now. First on %(day)s.",
            hint.count,
        )
    query = f"?reader={hint.reader_id}&since={hint.day.isoformat()}"
    query += "&of=profiles.health" if hint.kind == "part" else f"&until={hint.day.isoformat()}"
    return {"text": text % facts, "url": reverse("oversight:looks") + query, "kind": hint.kind}


def changed_fields(entry: LogEntry) -> str:
    """Return the names of the fields that changed, never a value; of a row that was made nothing, since all of it is new."""
    if entry.action != LogEntry.Action.UPDATE or entry.content_type is None:
        return ""
    label = f"{entry.content_type.app_label}.{entry.content_type.model}"
    told = [
        declared.field_label(label, name) for name in entry.changes or {} if declared.has_words(label, name)
    ]
    more = len(entry.changes or {}) - len(told)
    if more:
        told.append(ngettext("%(n)s technical field", "%(n)s technical fields", more) % {"n": more})
    return ", ".join(told)


def kind_title(kind: ContentType | None) -> str:
    """Return what sort of row has changed, in words."""
    return declared.model_title(f"{kind.app_label}.{kind.model}") if kind else ""


def reader(look: Look) -> str:
    """Return who looked and in which role, by name."""
    role = role_in_words(look.role)
    if look.reader is None:
        name = (
            _("somebody without account, by a link")
            if look.role == "guardian"
            else _("an account that is gone")
        )
    else:
        name = look.reader.name or _("account %(n)s") % {"n": look.reader_id}
    return format_html('{} <span class="muted">({})</span>', name, role) if role else name


def actor(entry: LogEntry) -> str:
    """Return who made a change, by name."""
    if entry.actor_id is None:
        return _("the program, or an account that is gone")
    return getattr(entry.actor, "name", "") or _("account %(n)s") % {"n": entry.actor_id}


def rows_emptied(report: Any) -> int:
    """Return how many rows an erasure's report tells of; other stores give counts by what was emptied."""
    if isinstance(report, dict):
        return sum(rows_emptied(value) for value in report.values())
    return report if isinstance(report, int) and not isinstance(report, bool) else 0
