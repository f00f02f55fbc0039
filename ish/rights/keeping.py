"""Until when the facts of a copy are kept: by the class of keeping that their declaration names, and the rules of the edition."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ish.privacy import registry
from ish.privacy.catalogue import ModelPolicy
from ish.privacy.retention import Keeping
from ish.privacy.retention import in_words as rule_in_words
from ish.rights.deadlines import months_later


def in_words(policy: ModelPolicy, names: Iterable[str], rows: Iterable[Model]) -> list[str]:
    """Return until when these fields of these rows are kept, one line for each class."""
    names = set(names)
    classes = sorted({policy.fields[name].erase for name in names})
    edition = next((found for row in rows if (found := _edition(policy, row)) is not None), None)
    rules = registry.rules_of(edition.pk if edition else None)
    if len(classes) == 1:
        return [_line(rules[classes[0]], edition)]
    by_class = {
        code: [one for one in policy.fields if one in names and policy.fields[one].erase == code]
        for code in classes
    }
    return [f"{_labels(policy, by_class[code])}: {_line(rules[code], edition)}" for code in classes]


def _labels(policy: ModelPolicy, names: Iterable[str]) -> str:
    meta = policy.model._meta
    return capfirst(", ".join(str(getattr(meta.get_field(name), "verbose_name", name)) for name in names))


def _edition(policy: ModelPolicy, row: Model) -> Any:
    if not policy.edition:
        return None
    found: Any = row
    for step in policy.edition.split("__"):
        found = getattr(found, step, None)
        if found is None:
            return None
    return found


def _line(kept: Keeping, edition: Any) -> str:
    told = _("Kept: %(time)s.") % {"time": rule_in_words(kept)}
    if edition is None or kept.anchor not in ("departure", "stay"):
        return capfirst(told)
    day = date_format(_day(kept, edition.departure_day), "DATE_FORMAT")
    return f"{told} {_('Who stays to the last day: until %(day)s.') % {'day': day}}"


def _day(kept: Keeping, start: date) -> date:
    return months_later(start, kept.months) + timedelta(days=kept.days)
