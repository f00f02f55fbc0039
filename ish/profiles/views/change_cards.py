"""Changes that were asked for as pages show them: old and new side by side, as far as the reader may know them."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ish.desk.tables import NOT_SHOWN
from ish.nominations.views.difference import marked
from ish.privacy import services as privacy
from ish.profiles import changing_mails, changing_rules, sections, showing
from ish.profiles.forms import label_of
from ish.profiles.models import ChangeRequest
from ish.profiles.rules import GUARDIAN, Editor
from ish.profiles.states import Care, ChangeState

_ROLES = {
    "participant": gettext_lazy("the student"),
    "guardian": gettext_lazy("a parent or guardian"),
}


def own_cards(rows: Sequence[ChangeRequest], *, editor: Editor, role: str) -> list[dict[str, Any]]:
    """Return requests for whoever may ask here: students read what was asked about them, a guest what they asked themselves."""
    if role == GUARDIAN:
        return [card(row, row.said, mine=row.guardian == editor.guardian) for row in rows]
    # Whoever calls has found the participation among what the reader sees in this role.
    columns = privacy.readable(ChangeRequest, role)
    return [card(row, row.said if row.column in columns else {}, mine=row.role == role) for row in rows]


def brief_cards(rows: Sequence[ChangeRequest], *, user: Any) -> list[dict[str, Any]]:
    """Return requests for organisers' lists: of health and papers only that there is one; looking at it is a step of its own."""
    found = privacy.reveal_each(rows, reader=user, role="organiser", where="list", fields=["changes"])
    return [
        card(row, known.get("changes") or {}, sealed=row.care != Care.OPEN)
        for row, known in zip(rows, found, strict=True)
    ]


def full_card(row: ChangeRequest, *, user: Any, now: Mapping[str, Any]) -> dict[str, Any]:
    """Return one request for the organiser who decides on it; of health and papers this is a look."""
    known = privacy.reveal(row, reader=user, role="organiser", where="page")
    return card(row, known.get(row.column) or {}, now=now)


def card(
    row: ChangeRequest,
    said: Mapping[str, Any],
    *,
    now: Mapping[str, Any] | None = None,
    mine: bool = False,
    sealed: bool = False,
) -> dict[str, Any]:
    """Return what a page shows of one request."""
    state = ChangeState(row.state)
    return {
        "row": row,
        "title": changing_mails.title_of(row),
        "lines": _lines(row, said.get("fields") or {}, now),
        "tone": changing_rules.WAYS.get(state, "neutral"),
        "label": state.label,
        "role": _("you") if mine else _ROLES.get(row.role, row.role),
        "reason": said.get("reason", ""),
        "answer": said.get("answer", ""),
        "sealed": sealed,
        "may_withdraw": mine and state == ChangeState.WAITING,
    }


def _lines(
    row: ChangeRequest, fields: Mapping[str, Any], now: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    found = []
    for name, (old, new) in fields.items():
        was, wanted = _words(row, name, old), _words(row, name, new)
        pair = _pair(was, wanted, letters=_freely(row, name, old))
        moved = now is not None and now[name] != old
        found.append(
            {
                "name": name,
                "label": label(row, name),
                "was": pair[0] if was else [{"text": NOT_SHOWN}],
                "proposed": pair[1] if wanted else [{"text": NOT_SHOWN}],
                "moved": moved,
                "now": _words(row, name, now[name]) or NOT_SHOWN if moved and now else "",
            }
        )
    return found


def _pair(was: str, wanted: str, *, letters: bool) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return both texts in parts: the changed letters marked where most are the same, else all of them."""
    if letters and SequenceMatcher(None, was[:500], wanted[:500]).quick_ratio() > 0.5:
        return marked(was, wanted)
    return [{"text": was, "changed": letters}], [{"text": wanted, "changed": letters}]


def _model(row: ChangeRequest, name: str) -> Any:
    if row.section:
        return changing_rules.model_of(sections.get(row.section), name)
    return apps.get_model(row.about.rpartition(":")[0])


def label(row: ChangeRequest, name: str) -> str:
    """Return what a fact is called."""
    if row.section:
        return label_of(name, sections.get(row.section))
    return str(_model(row, name)._meta.get_field(name).verbose_name)


def _words(row: ChangeRequest, name: str, value: Any) -> str:
    """Return a kept value as a reader should see it."""
    if not row.section:
        return str(value or "")
    model = _model(row, name)
    return showing.words(model(**{name: changing_rules.python(model, name, value)}), name)


def in_words(row: ChangeRequest, said: Mapping[str, Any]) -> str:
    """Return in one line what is asked for: each fact with its old and its new value, the reason, the answer."""
    facts = [_line(row, name, old, new) for name, (old, new) in (said.get("fields") or {}).items()]
    return "; ".join([*facts, *(str(said[part]) for part in ("reason", "answer") if said.get(part))])


def _line(row: ChangeRequest, name: str, old: Any, new: Any) -> str:
    try:
        was, wanted, called = _words(row, name, old), _words(row, name, new), label(row, name)
    except FieldDoesNotExist:  # asked for long ago, of a form as it was then
        was, wanted, called = str(old or ""), str(new or ""), name
    return f"{called}: {was or NOT_SHOWN} → {wanted or NOT_SHOWN}"


def _freely(row: ChangeRequest, name: str, value: Any) -> bool:
    """Say whether letters are compared: in what people write freely."""
    return isinstance(value, str) and changing_rules.writes_itself(_model(row, name), name)
