"""The rows of an uploaded list as the preview shows them: what is wrong, what changes, what is new, what stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import formats
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from ish.desk import names
from ish.nominations import list_forms, services
from ish.nominations.models import Nomination
from ish.nominations.reading import Problem, Row, message
from ish.nominations.services.listed import Difference
from ish.people import ages
from ish.people.models import Guardian
from ish.privacy import services as privacy

PAGE_SIZE = 50
WRONG, CHECK, CHANGED, HANDED_IN, NEW, SAME, LEFT_OUT = (
    "wrong", "check", "changed", "handed_in", "new", "same", "left_out",
)  # fmt: skip


@dataclass
class Shown:
    """One row of a list on the page."""

    kind: str
    row: Row
    nomination: int | None = None
    difference: Difference | None = None
    state: str = ""
    waits: bool = False
    facts: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    changes: list[tuple[Any, Any, Any]] = field(default_factory=list)


def parted(found: services.Preview) -> dict[str, list[Shown]]:
    """Return all rows by what happens to them, in the order of the page."""
    return {
        WRONG: [Shown(WRONG, row) for row in found.faulty],
        CHANGED: [Shown(CHANGED, row, one.nomination, one) for row, one in found.changed],
        HANDED_IN: [Shown(HANDED_IN, row, one.nomination, one) for row, one in found.handed_in],
        NEW: [Shown(NEW, row) for row in found.fresh],
        SAME: [Shown(SAME, row, pk, waits=pk in found.waiting) for row, pk in found.already],
        LEFT_OUT: [Shown(LEFT_OUT, row) for row in found.reading.left_out],
    }


def tabs(parts: Mapping[str, list[Shown]]) -> list[dict[str, Any]]:
    """Return what the page can be narrowed to."""
    labels = {
        "": _("All"),
        WRONG: _("Wrong"),
        CHECK: _("To check"),
        CHANGED: _("Changed"),
        HANDED_IN: _("Handed in"),
        NEW: _("New"),
        SAME: _("As they are"),
        LEFT_OUT: _("Left out"),
    }
    counts = {kind: len(rows) for kind, rows in parts.items()}
    counts[CHECK] = len(_to_check(parts))
    counts[""] = sum(len(rows) for rows in parts.values())
    return [
        {"kind": kind, "label": label, "count": counts[kind]}
        for kind, label in labels.items()
        if counts[kind]
    ]


def _to_check(parts: Mapping[str, list[Shown]]) -> list[Shown]:
    return [one for kind in (CHANGED, HANDED_IN, NEW) for one in parts[kind] if one.row.problems]


def page_of(
    parts: Mapping[str, list[Shown]], kind: str, number: Any, *, day: date, reader: Any, role: str
) -> Page[Shown]:
    """Return one page of the rows of a kind ("" = all), with everything that is shown of them (a few queries)."""
    every = [one for rows in parts.values() for one in rows]
    rows = _to_check(parts) if kind == CHECK else parts.get(kind, every)
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    pks = [one.nomination for one in page if one.nomination]
    named = Nomination.objects.filter(pk__in=pks).select_related("participation__person", "edition")
    found = {row.pk: row for row in named}
    known = _known([found[one.difference.nomination] for one in page if one.difference], reader, role)
    for one in page:
        standing = found.get(one.nomination or 0)
        one.state = str(standing.get_sender_state_display()) if standing else ""
        one.facts = _facts(one.row, day)
        one.lines = _lines(one.row)
        if one.difference:
            one.changes = _changes(replace(one.difference, known=known[one.difference.nomination]))
    return page


def _known(rows: list[Nomination], reader: Any, role: str) -> dict[int, dict[str, dict[str, Any]]]:
    """Return what the reader may see of the students who are on the list already, by table."""
    people = {row.participation.person_id: row.participation.person for row in rows}
    parents_of = Guardian.objects.filter(person__in=people).select_related("person").order_by("-pk")
    guardians = {guardian.person_id: guardian for guardian in parents_of}
    how = {"reader": reader, "role": role, "where": "page"}
    persons = dict(zip(people, privacy.reveal_each(people.values(), **how), strict=True)) if people else {}
    parents = (
        dict(zip(guardians, privacy.reveal_each(guardians.values(), **how), strict=True)) if guardians else {}
    )
    own = privacy.reveal_each(rows, **how) if rows else []
    return {
        row.pk: {
            "person": persons[row.participation.person_id],
            "own": {**said, "rank": row.rank, "reserve": row.reserve},
            "guardian": parents.get(row.participation.person_id, {}),
        }
        for row, said in zip(rows, own, strict=True)
    }


def groups(page: Iterable[Shown]) -> list[tuple[str, str, list[Shown]]]:
    """Return the rows of a page by kind, each with its heading."""
    found: dict[str, list[Shown]] = {}
    for one in page:
        found.setdefault(one.kind, []).append(one)
    headings = {
        WRONG: _("Please correct these cells"),
        CHANGED: _("On the list, with other values"),
        HANDED_IN: _("Handed in, with other values"),
        NEW: _("To be added as drafts"),
        SAME: _("Already named"),
        LEFT_OUT: _("Left out by you"),
    }
    return [(kind, headings[kind], rows) for kind, rows in found.items()]


def _facts(row: Row, day: date) -> dict[str, Any]:
    values = row.values
    born = values.birth_date
    minor = born is not None and born > ages.born_by(day)
    return {
        "rank": f"{'R' if values.reserve else ''}{values.rank or ''}",
        "minor": minor,
        "no_guardian": minor and not (values.guardian_name or values.guardian_email),
        "nationalities": _plain(values.nationalities),
    }


# ---------------------------------------------------------------- WHAT CHANGES


def _changes(difference: Difference) -> list[tuple[Any, Any, Any]]:
    """Return each change in words: the field, as it was, as it would be."""
    return [(_label(model, name), _plain(old), _plain(new)) for model, name, old, new in difference.changes]


def _label(model: Any, name: str) -> Any:
    key = f"guardian_{name}" if model is Guardian else name
    return list_forms.LABELS.get(key) or model._meta.get_field(name).verbose_name


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (list, tuple)):
        return ", ".join(names.name_of("nationality", code) for code in value)
    return str(value) if value not in (None, "") else ""


# ---------------------------------------------------------------- WHAT IS WRONG


def _lines(row: Row) -> list[dict[str, Any]]:
    """Return the problems of a row, each with the input that mends its cell (one for each cell)."""
    found, asked = [], set()
    for problem in sorted(row.problems, key=lambda one: one.severity != "error"):
        name = problem.field if problem.field in list_forms.LABELS and problem.field not in asked else ""
        asked.add(name)
        found.append({**line(problem), "name": name, **_input(problem, name), **_question(problem)})
    return found


def _question(problem: Problem) -> dict[str, Any]:
    """Return what can be answered: whether two are one."""
    if problem.code in ("same_student", "same_name"):
        return {"apart": True}
    return {"known": problem.params["known"]} if problem.code in ("known_name", "known_other") else {}


def _input(problem: Problem, name: str) -> dict[str, Any]:
    if not name:
        return {}
    return {
        "label": list_forms.LABELS[name],
        "value": problem.text,
        "choices": list_forms.CHOICES.get(name, ()),
        "long": name in list_forms.LONG,
        "id": f"mend-{problem.row}-{name}",
    }


def line(problem: Problem) -> dict[str, Any]:
    """Return one problem with its place as the sheet shows it."""
    return {
        "row": problem.row,
        "column": problem.column,
        "heading": problem.heading,
        "raw": problem.raw,
        "is_error": problem.severity == "error",
        "of_dates": problem.code in ("date_order_assumed", "date_order_told"),
        "of_names": problem.code == "name_order_assumed",
        "text": message(_readable(problem), translate=gettext),
    }


def _readable(problem: Problem) -> Problem:
    """Return the problem with its days as the reader's language writes days."""
    told = {
        name: formats.date_format(date.fromisoformat(str(problem.params[name])), "DATE_FORMAT")
        for name in ("on", "date", "other")
        if name in problem.params
    }
    return replace(problem, params={**problem.params, **told}) if told else problem


def summary(found: services.Preview) -> str:
    """Return in one line what the list holds, for those who do not see the numbers."""
    n = len(found.faulty)
    wrong = ngettext("%(n)s row with an error", "%(n)s rows with errors", n) % {"n": n}
    n = len(found.fresh)
    fresh = ngettext("%(n)s student to add", "%(n)s students to add", n) % {"n": n}
    return f"{fresh}, {wrong}"
