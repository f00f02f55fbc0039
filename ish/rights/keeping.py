"""Until when the facts of a copy are kept: by the class of keeping that their declaration names."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ish.desk import days
from ish.privacy.catalogue import ModelPolicy
from ish.privacy.retention import CLASSES, Keeping
from ish.rights.deadlines import months_later


def in_words(policy: ModelPolicy, names: Iterable[str], rows: Iterable[Model]) -> list[str]:
    """Return until when these fields of these rows are kept, one line for each class."""
    classes = sorted({policy.fields[name].erase for name in names})
    edition = next((found for row in rows if (found := _edition(policy, row)) is not None), None)
    return [_line(CLASSES[code], edition) for code in classes]


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
    if not kept.anchor:
        return _("Kept as long as the row itself is needed.")
    if edition is not None and kept.anchor in ("departure", "stay"):
        day = _day(kept, edition.departure_day)
        return _("Erased after %(day)s.") % {"day": days.in_words(day)}
    after = {
        "departure": _("the end of your stay"),
        "stay": _("the end of the school"),
        "decision": _("the decision was told"),
        "active_to": _("the end of the role"),
    }[kept.anchor]
    return _("Erased %(time)s after %(anchor)s.") % {"time": _span(kept), "anchor": after}


def _day(kept: Keeping, start: date) -> date:
    return months_later(start, kept.months) + timedelta(days=kept.days)


def _span(kept: Keeping) -> str:
    if kept.months:
        return ngettext("%(n)s month", "%(n)s months", kept.months) % {"n": kept.months}
    return ngettext("%(n)s day", "%(n)s days", kept.days) % {"n": kept.days}
