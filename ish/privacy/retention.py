"""Until when what is kept: the classes that declarations name in `erase`, each with the proposal that organisers may change.

Counted from an anchor: `departure` is the last day of the stay of this person (or the day they left the season), `stay` the last
day of the edition, `decision` the day the student was told, `active_to` the last day of somebody's role.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy


@dataclass(frozen=True)
class Keeping:
    """A class of facts: from which day on so many days or months count. Neither: kept as long as the row itself is needed."""

    code: str
    anchor: str
    days: int = 0
    months: int = 0


_ALL = (
    Keeping("health", "departure", days=14),
    Keeping("passport", "departure", days=30),
    Keeping("travel", "departure", days=90),
    Keeping("season", "stay", months=6),
    Keeping("messages", "departure", months=12),
    Keeping("interview", "decision", days=30),
    Keeping("consent", "departure", months=36),
    Keeping("partners", "stay", months=24),
    Keeping("staff", "active_to", months=24),
    Keeping("certificate", "stay", months=120),
    Keeping("keep", ""),
)
CLASSES = {keeping.code: keeping for keeping in _ALL}

NAMES: dict[str, str | Promise] = {
    "health": gettext_lazy("Health, diet and access needs"),
    "passport": gettext_lazy("Passport, residence permit and insurance"),
    "travel": gettext_lazy("Home, emergency contacts and travel"),
    "season": gettext_lazy("What the season needed: contacts, education, nomination, papers"),
    "messages": gettext_lazy("Messages that were written"),
    "interview": gettext_lazy("Notes on interviews"),
    "consent": gettext_lazy("Consents and who signed them"),
    "partners": gettext_lazy("People at partners and institutes"),
    "staff": gettext_lazy("Coordinators and reviewers"),
    "certificate": gettext_lazy("Name and that somebody took part"),
    "keep": gettext_lazy("Accounts in use and organisers"),
}
ANCHORS: dict[str, str | Promise] = {
    "departure": pgettext_lazy("erased so many days", "after departure, or after leaving the season"),
    "stay": pgettext_lazy("erased so many days", "after the last day of the school"),
    "decision": pgettext_lazy("erased so many days", "after the decision was told"),
    "active_to": pgettext_lazy("erased so many days", "after the last day of the role"),
}


def period(keeping: Keeping) -> str:
    """Return for how long, in words: "14 days", "6 months", "10 years"."""
    parts = []
    years, months = divmod(keeping.months, 12)
    if years and not months:
        parts.append(ngettext("%(n)s year", "%(n)s years", years) % {"n": years})
    elif keeping.months:
        parts.append(ngettext("%(n)s month", "%(n)s months", keeping.months) % {"n": keeping.months})
    if keeping.days or not parts:
        parts.append(ngettext("%(n)s day", "%(n)s days", keeping.days) % {"n": keeping.days})
    return str(_(" and ").join(parts))


def in_words(keeping: Keeping) -> str:
    """Return until when, in words: "14 days after departure, or after leaving the season"."""
    if not keeping.anchor:
        return _("as long as it is in use")
    return f"{period(keeping)} {ANCHORS[keeping.anchor]}"
