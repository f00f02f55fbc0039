"""What people say about an uploaded list, so that it is read as they mean it; remembered for the partner's next one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from ish import clock
from ish.nominations.models import ImportStash, ListHabits
from ish.nominations.reading import Choices, Column
from ish.nominations.reading.headings import field_of
from ish.nominations.reading.taking import MAX_MENDED
from ish.programme.models import NominatingBody

MOST_MENDED = 2000
MOST_REMEMBERED = 400


def choices_of(stash: ImportStash) -> Choices:
    """Return how a list is to be read: as was said about it, else as the partner's lists were read before (one query)."""
    said = stash.choices or {}
    habits = ListHabits.objects.filter(body=stash.body_id).first()
    return Choices(
        sheet=said.get("sheet", ""),
        header=said.get("header"),
        columns={**(habits.columns if habits else {}), **said.get("columns", {})},
        date_order=said.get("date_order", ""),
        date_habit=habits.date_order if habits else "",
        name_order=said.get("name_order", ""),
        name_habit=habits.name_order if habits else "",
        cells={int(row): fields for row, fields in said.get("cells", {}).items()},
        left_out=frozenset(said.get("left_out", ())),
        apart=frozenset(said.get("apart", ())),
    )


def were_asked(stash: ImportStash) -> bool:
    """Say whether somebody has answered the questions about a list."""
    return bool((stash.choices or {}).get("asked"))


def _open(stash: ImportStash) -> ImportStash | None:
    """Return the stash, locked; None if it was taken already, or is being taken."""
    row = ImportStash.objects.select_for_update().filter(pk=stash.pk).first()
    return None if row is None or row.confirmed_at or row.result.get("job") else row


def _keep(row: ImportStash, said: dict[str, Any], stash: ImportStash) -> None:
    row.choices = stash.choices = said
    row.save(update_fields=["choices"])


@transaction.atomic
def choose_sheet(*, stash: ImportStash, sheet: str, header: int | None) -> None:
    """Say in which sheet the list is, and in which row its headings are (0: it has none). What was said of columns and cells
    goes: it was about others."""
    if row := _open(stash):
        said = row.choices or {}
        kept = {"date_order": said["date_order"]} if "date_order" in said else {}
        _keep(row, {**kept, "sheet": sheet, "header": header}, stash)


@transaction.atomic
def choose_columns(
    *,
    stash: ImportStash,
    columns: Iterable[Column],
    fields: Mapping[str, str],
    date_order: str = "",
    name_order: str = "",
) -> None:
    """Say what each column means (by its key; "" leaves it out), how dates are written and which part of a whole name comes
    first ("family" or "given"), and remember it for the partner."""
    row = _open(stash)
    if row is None:
        return
    said = {**(row.choices or {}), "columns": dict(fields), "asked": True}
    if date_order:
        said["date_order"] = date_order
    if name_order:
        said["name_order"] = name_order
    _keep(row, said, stash)
    _remember(
        stash.body, {c.key: c for c in columns}, fields, {"date_order": date_order, "name_order": name_order}
    )


def _remember(
    body: NominatingBody, columns: Mapping[str, Column], fields: Mapping[str, str], orders: Mapping[str, str]
) -> None:
    """Keep what we would not find out ourselves, by the heading."""
    habits = ListHabits.objects.filter(body=body).first() or ListHabits(body=body)
    known = dict(habits.columns)
    for key, field in fields.items():
        known.pop(key, None)
        if "#" not in key and not (field and field == field_of(columns[key].heading)):
            known[key] = field
    known = dict(list(known.items())[-MOST_REMEMBERED:])
    told = {"columns": known, **{name: order or getattr(habits, name) for name, order in orders.items()}}
    if any(getattr(habits, name) != value for name, value in told.items()):
        told["updated_at"] = clock.now()
        ListHabits.objects.update_or_create(body=body, defaults=told)


@transaction.atomic
def mend_row(*, stash: ImportStash, number: int, cells: Mapping[str, str]) -> None:
    """Say what some cells of a row should hold (by field); the file stays as it is. Nothing happens after the list was taken."""
    row = _open(stash)
    if row is None:
        return
    said = row.choices or {}
    mended = dict(said.get("cells", {}))
    if str(number) not in mended and len(mended) >= MOST_MENDED:
        return
    told = {field: text[:MAX_MENDED] for field, text in cells.items()}
    mended[str(number)] = {**mended.get(str(number), {}), **told}
    _keep(row, {**said, "cells": mended}, stash)


@transaction.atomic
def leave_row(*, stash: ImportStash, number: int, out: bool) -> None:
    """Leave a row of a list out, or take it in again."""
    if row := _open(stash):
        said = row.choices or {}
        left = set(said.get("left_out", ())) - {number} | ({number} if out else set())
        _keep(row, {**said, "left_out": sorted(left)}, stash)


@transaction.atomic
def tell_apart(*, stash: ImportStash, number: int) -> None:
    """Say that the student of a row is another one than in the row that looks the same."""
    if row := _open(stash):
        said = row.choices or {}
        _keep(row, {**said, "apart": sorted({*said.get("apart", ()), number})}, stash)


@transaction.atomic
def say_who(*, stash: ImportStash, number: int, nomination: int) -> None:
    """Say which student of the partner's a row is about; 0: somebody new. One that is not the partner's changes nothing."""
    if row := _open(stash):
        said = row.choices or {}
        _keep(row, {**said, "same": {**said.get("same", {}), str(number): nomination}}, stash)
