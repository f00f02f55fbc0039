"""The record of processing activities (GDPR Art. 30(1)), computed from the declarations; a few words are a programme's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ish.oversight import declared, queries, words
from ish.oversight.models import Record
from ish.privacy import catalogue, registry
from ish.privacy.catalogue import ModelPolicy
from ish.privacy.purposes import PURPOSES
from ish.privacy.retention import CLASSES, Keeping, in_words
from ish.profiles import notice
from ish.programme.models import Edition

SPECIAL = {"health"}


@dataclass(frozen=True)
class Activity:
    """One purpose: whose data, which, who reads them, until when."""

    code: str
    title: str
    ground: str
    subjects: str
    data: tuple[tuple[str, str], ...]
    special: bool
    recipients: str
    kept: tuple[str, ...]

    def facts(self) -> list[tuple[str, str]]:
        """Return label and text of everything but the data, in the order of Art. 30(1)."""
        found = [
            (_("Legal ground"), self.ground),
            (_("Whose data"), str(capfirst(self.subjects))),
            (_("Who reads them here"), str(capfirst(self.recipients))),
            (_("Until when"), "; ".join(self.kept)),
        ]
        if self.special:
            found.insert(1, (_("Special categories"), _("health data (GDPR Art. 9(1)), sealed")))
        return found


def activities(edition: Edition | None = None) -> list[Activity]:
    """Return one activity for each purpose that something is kept for."""
    rules = registry.rules_of(edition.pk if edition else None)
    by_purpose: dict[str, list[ModelPolicy]] = {}
    for policy in catalogue.every().values():
        if policy.fields:
            by_purpose.setdefault(policy.purpose, []).append(policy)
    return [_activity(code, by_purpose[code], rules) for code in PURPOSES if code in by_purpose]


def _activity(code: str, policies: list[ModelPolicy], rules: Mapping[str, Keeping]) -> Activity:
    fields = [(policy, field) for policy in policies for field in policy.fields.values()]
    readers = [name for name in words.ROLES if any(name in field.reads for _policy, field in fields)]
    data = sorted((declared.model_title(policy.label), _labels(policy)) for policy in policies)
    kept = dict.fromkeys(in_words(rules.get(field.erase, CLASSES[field.erase])) for _policy, field in fields)
    return Activity(
        code=code,
        title=str(words.PURPOSES[code]),
        ground=str(words.GROUNDS[code]),
        subjects=str(words.SUBJECTS[code]),
        data=tuple(data),
        special=any(field.kind in SPECIAL for _policy, field in fields),
        recipients=declared.roles_in_words(readers),
        kept=tuple(kept),
    )


def _labels(policy: ModelPolicy) -> str:
    return ", ".join(dict.fromkeys(declared.field_label(policy.label, name) for name in policy.fields))


def head(edition: Edition, record: Record) -> list[tuple[str, str]]:
    """Return who is responsible: label and text; what nobody has written is proposed or said to be missing."""
    missing = _("not written yet")
    return [
        (_("Controller"), record.controller or missing),
        (_("Who speaks for it"), record.representative or missing),
        (_("Data protection officer"), record.officer_contact or _officer(edition) or missing),
        (_("Purposes"), record.purposes or "; ".join(activity.title for activity in activities(edition))),
        (_("Other recipients"), record.recipients or missing),
        (_("Transfers to third countries"), record.transfers or _transfers(edition)),
    ]


def _officer(edition: Edition) -> str:
    named = next((row for row in queries.officers() if row.active_to is None), None)
    return f"{named.name}, {named.email}" if named else edition.data_protection_contact


def _transfers(edition: Edition) -> str:
    language = (get_language() or "en").partition("-")[0]
    return notice.transfers(edition, language if language in notice.LANGUAGES else "en").strip()


def security(record: Record) -> list[str]:
    """Return the measures that the program itself takes (GDPR Art. 32), then those of the house."""
    fields = [field for policy in catalogue.every().values() for field in policy.fields.values()]
    logged = sum(field.logged for field in fields)
    measures = [
        _(
            "Each personal field is declared with who fills it in, reads it, and until when it is kept; nothing else leaves."
        ),
        ngettext(
            "Looks at %(n)s sensitive field are written down, and shown to the person.",
            "Looks at %(n)s sensitive fields are written down, and shown to the person.",
            logged,
        )
        % {"n": logged},
        _(
            "Health and passport facts and papers are sealed with keys of their own, also in backups; the keys can be changed."
        ),
        _(
            "Whoever sees many people signs in with a second factor. There are no shared passwords; links expire."
        ),
        _(
            "Changes are recorded by whom and when, without the values. Logs hold keys instead of names, and no addresses."
        ),
        _("Pages load nothing from other servers."),
    ]
    return [*measures, *(line for line in record.security.splitlines() if line.strip())]


def paper(edition: Edition, record: Record) -> dict[str, Any]:
    """Return the facts of the paper, in the language that is active."""
    return {
        "heading": _("Record of processing activities"),
        "lead": _("GDPR Art. 30(1). %(programme)s.") % {"programme": edition.programme.name},
        "head": [list(pair) for pair in head(edition, record)],
        "activities": [_on_paper(activity) for activity in activities(edition)],
        "data_heads": [_("What"), _("Facts")],
        "security_heading": _("Security of processing (GDPR Art. 32)"),
        "security": security(record),
        "note": checked_in_words(record),
    }


def _on_paper(activity: Activity) -> dict[str, Any]:
    return {
        "title": activity.title,
        "facts": [list(pair) for pair in activity.facts()],
        "rows": [list(pair) for pair in activity.data],
    }


def checked_in_words(record: Record) -> str:
    """Say whether somebody has checked the record in its present version."""
    if record.checked_on is None:
        return _("Nobody has checked this record yet.")
    facts = {"day": date_format(record.checked_on, "DATE_FORMAT"), "n": record.checked_version}
    if record.checked_version == record.version:
        return _("Last checked on %(day)s, version %(n)s.") % facts
    return _("Last checked on %(day)s in version %(n)s; it has changed since.") % facts


def sheet(groups: Iterable[declared.Group]) -> tuple[list[str], list[list[Any]]]:
    """Return headings and rows of the need-to-know table as a file."""
    heads = [
        _("Group"), _("Field"), _("Purpose"), _("Who fills it in"), _("Who reads it"), _("Asked from"), _("From"),
        _("Frozen after"), _("Frozen on"), _("How sensitive"), _("Sealed"), _("Kept"), _("Until, for the edition"),
        _("Looks written down"),
    ]  # fmt: skip
    rows = [
        [
            group.title, row.label, group.purpose, row.fills, row.reads, row.asked, row.from_day,
            row.frozen, row.frozen_day, row.kind, row.sealed, row.kept, row.until, row.logged,
        ]
        for group in groups
        for row in group.rows
    ]  # fmt: skip
    return heads, rows
