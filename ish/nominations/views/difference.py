"""Corrections as a page shows them: old and new side by side, the changed letters marked."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ish.desk import names
from ish.desk.tables import NOT_SHOWN
from ish.nominations import correcting_rules as rules
from ish.nominations.models import Correction, Nomination
from ish.nominations.states import CorrectionState
from ish.people.models import Person
from ish.people.states import Sex
from ish.privacy import services as privacy

Part = dict[str, Any]
TONES = {
    CorrectionState.PROPOSED: "waiting",
    CorrectionState.APPLIED: "done",
    CorrectionState.REFUSED: "problem",
    CorrectionState.RETRACTED: "neutral",
}
_ROLES = {
    "coordinator": gettext_lazy("for the partner"),
    "participant": gettext_lazy("the student"),
    "organiser": gettext_lazy("for the school"),
}
_GUARDIAN = {
    "guardian_name": gettext_lazy("name of a parent or guardian"),
    "guardian_email": gettext_lazy("their e-mail address"),
    "guardian_phone": gettext_lazy("their phone"),
}
_UNMARKED = ("birth_date", "sex", "nationalities", "reserve", "english_level", "rank")


def clusters(text: str) -> list[str]:
    """Return a text letter by letter, each with the marks that belong to it."""
    found: list[str] = []
    for sign in text:
        if found and unicodedata.combining(sign):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def marked(old: str, new: str) -> tuple[list[Part], list[Part]]:
    """Return both texts in parts, those that differ marked as changed."""
    left, right = clusters(old), clusters(new)
    was: list[Part] = []
    now: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for parts, found in ((was, left[a:b]), (now, right[c:d])):
            if found:
                parts.append({"text": "".join(found), "changed": tag != "equal"})
    return was, now


def label_of(name: str) -> str:
    """Return what a field is called."""
    if name in _GUARDIAN:
        return str(_GUARDIAN[name])
    model: Any = Person if name in rules.PERSON else Nomination
    return str(model._meta.get_field(name).verbose_name)


def words(name: str, value: Any) -> str:
    """Return a kept value as a reader should see it."""
    if name == "birth_date" and value:
        return formats.date_format(rules.python(name, value), "DATE_FORMAT")
    if name == "nationalities":
        countries = names.nationalities()
        return ", ".join(countries.get(code, code) for code in value or [])
    if name == "sex" and value:
        return str(Sex(value).label)
    if name == "reserve":
        return _("yes") if value else _("no")
    return str(value or "")


def lines(changes: Mapping[str, Any], now: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return a line for each corrected field; with the present values, also whether they are no longer what was corrected."""
    found = []
    for name, (old, new) in changes.items():
        was, becomes = words(name, old), words(name, new)
        pair = ([{"text": was}], [{"text": becomes}]) if name in _UNMARKED else marked(was, becomes)
        moved = now is not None and now[name] != old
        found.append(
            {
                "name": name,
                "label": label_of(name),
                "was": pair[0] if was else [{"text": NOT_SHOWN}],
                "proposed": pair[1] if becomes else [{"text": NOT_SHOWN}],
                "moved": moved,
                "now": words(name, now[name]) or NOT_SHOWN if moved and now else "",
            }
        )
    return found


def in_words(row: Correction) -> str:
    """Return in one line what the student may know of a correction: each fact with its old and its new value."""
    return "; ".join(
        f"{label_of(name)}: {words(name, old) or NOT_SHOWN} → {words(name, new) or NOT_SHOWN}"
        for name, (old, new) in (row.changes or {}).items()
        if name not in rules.ORDER
    )


def cards(
    rows: Sequence[Correction], *, user: Any, role: str, now: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return corrections as far as the reader may know them (one query for all). No `user`: the student, by their own link."""
    if user is None:
        told = [{name: getattr(row, name) for name in ("changes", "note", "answer")} for row in rows]
        return [_card(row, own, user=None, role=role, now=now) for row, own in zip(rows, told, strict=True)]
    shown = privacy.reveal_each(rows, reader=user, role=role, where="page")
    return [
        _card(row, dict(known), user=user, role=role, now=now) for row, known in zip(rows, shown, strict=True)
    ]


def _who(row: Correction, user: Any, role: str) -> str:
    """Who proposed it, by name for the partner and the school; students read the role alone, and their own name."""
    known = role != rules.PARTICIPANT or (user is not None and row.proposed_by_id == user.pk)
    return row.proposed_by.get_full_name() if known and row.proposed_by else ""


def _card(
    row: Correction, known: Mapping[str, Any], *, user: Any, role: str, now: Mapping[str, Any] | None
) -> dict[str, Any]:
    hidden: Iterable[str] = rules.ORDER if role == rules.PARTICIPANT else ()
    changes = {name: pair for name, pair in (known.get("changes") or {}).items() if name not in hidden}
    state = CorrectionState(row.state)
    return {
        "row": row,
        "lines": lines(changes, now),
        "tone": TONES[state],
        "label": state.label,
        "by": _who(row, user, role),
        "role": str(_ROLES.get(row.role, "")),
        "note": known.get("note", ""),
        "answer": known.get("answer", ""),
        "may_retract": state == CorrectionState.PROPOSED and _own(row, user, role),
    }


def _own(row: Correction, user: Any, role: str) -> bool:
    """Say whether the reader proposed it themselves: students also what they did by their link."""
    if role == rules.PARTICIPANT:
        return row.role == role
    return row.proposed_by_id is not None and row.proposed_by_id == user.pk
