"""Several rows of the same few facts (people to call, medicines, covers): an input that works without a script.

Rows are kept as a list of flat mappings of text. A row may be incomplete; an empty one is left out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import to_python as read_phone

from ish.desk import days, names
from ish.desk.fields import CountryField, DateField, LanguageField, PhoneField, TimeZoneField

Words = str | Promise
Row = dict[str, str]


@dataclass(frozen=True)
class Column:
    """One fact of a row. `kind`: text, phone, day, country, language, zone, or one of `choices` (code → words)."""

    name: str
    label: Words
    kind: str = "text"
    choices: Mapping[str, Words] = field(default_factory=dict)
    max_length: int = 120
    hint: Words = ""
    wide: bool = False

    def input(self) -> forms.Field:
        """Return the form field that reads and shows one cell; never required."""
        made = _KINDS[self.kind](self)
        made.required = False
        made.widget.attrs["autocomplete"] = "off"
        return made

    def in_words(self, value: str) -> str:
        """Return a value as people read it."""
        if self.choices:
            return str(self.choices.get(value, value))
        if self.kind == "day":
            return days.in_words(day) if (day := _day(value)) else value
        if self.kind in ("country", "language"):
            return names.name_of(self.kind, value)
        return str(getattr(_shown(self, value), "as_international", None) or value)


@dataclass(frozen=True)
class Spec:
    """The rows of one field: their columns, what one is called, and how many there may be."""

    columns: tuple[Column, ...]
    one: Words  # "Contact %(n)s"
    another: Words
    most: int = 5
    ordered: bool = False
    """The order means something: a row can be moved up."""

    def names(self) -> list[str]:
        """Return the names of the columns."""
        return [column.name for column in self.columns]

    def in_words(self, rows: Any) -> list[str]:
        """Return each row in words; what is no list of rows stands as it is."""
        if not isinstance(rows, list):
            return [str(rows)] if rows else []
        return [
            " · ".join(column.in_words(row[column.name]) for column in self.columns if row.get(column.name))
            for row in rows
            if isinstance(row, dict)
        ]


class AnyLanguageField(LanguageField):
    """A language by its code where we know it, else as it was written: a dialect, or two of them."""

    def to_python(self, value: Any) -> str:
        """Return code or text; raises `ValidationError` for text that is too long."""
        try:
            return super().to_python(value)
        except ValidationError:
            text = str(value).strip()
            if len(text) > LONGEST_LANGUAGE:
                raise
            return text


LONGEST_LANGUAGE = 60


def _text(column: Column) -> forms.Field:
    return forms.CharField(max_length=column.max_length)


def _choice(column: Column) -> forms.Field:
    return forms.ChoiceField(choices=[("", _("choose")), *column.choices.items()])


_KINDS: dict[str, Callable[[Column], forms.Field]] = {
    "text": _text,
    "choice": _choice,
    "phone": lambda column: PhoneField(),
    "day": lambda column: DateField(),
    "country": lambda column: CountryField(),
    "language": lambda column: AnyLanguageField(),
    "zone": lambda column: TimeZoneField(),
}


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _shown(column: Column, value: Any) -> Any:
    """Return the value for an input: days and phone numbers as people write them, all else as it is."""
    if column.kind == "day":
        return _day(value) or value
    if column.kind == "phone" and value:
        number = read_phone(str(value))
        return number if number is not None and number.is_valid() else value
    return value


class RowsInput(forms.Widget):
    """One group of inputs a row; `rows` asks for more than there are, `fresh` puts the cursor into the last."""

    template_name = "profiles/widgets/rows.html"
    use_fieldset = True

    def __init__(self, spec: Spec, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.spec, self.rows, self.fresh = spec, 0, False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        """Return the rows as posted, empty ones left out."""
        return [row for row in posted_rows(data, name, self.spec.names()) if any(row.values())]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the form that was posted did not have this input at all."""
        return f"{name}_{self.spec.columns[0].name}" not in data

    def id_for_label(self, id_: str, index: Any = None) -> str:
        """The legend names the group; there is no single input to point to."""
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the rows with their inputs to the context of the template."""
        context = super().get_context(name, value, attrs)
        rows = [row for row in value or [] if isinstance(row, dict)] if isinstance(value, list) else []
        wanted = min(max(self.rows, len(rows), 1), max(self.spec.most, len(rows)))
        rows = [*rows, *({} for _n in range(wanted - len(rows)))]
        base = context["widget"]["attrs"].get("id", name)
        context["rows"] = [self._row(name, base, index, row) for index, row in enumerate(rows)]
        context["rows"][-1]["fresh"] = self.fresh
        context["spec"], context["full"] = self.spec, wanted >= self.spec.most
        return context

    def _row(self, name: str, base: str, index: int, row: Mapping[str, str]) -> dict[str, Any]:
        cells = []
        for column in self.spec.columns:
            made, ident = column.input(), f"{base}_{index}_{column.name}"
            attrs: dict[str, Any] = {"id": ident}
            if hasattr(made.widget, "with_list"):  # all rows share the suggestions of the first
                made.widget.with_list = index == 0
                attrs["list"] = f"{base}_0_{column.name}_suggestions"
            if column.hint:
                attrs["aria-describedby"] = f"{ident}_helptext"
            if self.fresh and index and column is self.spec.columns[0] and not any(row.values()):
                attrs["autofocus"] = True
            value = made.prepare_value(_shown(column, row.get(column.name, "")))
            html = made.widget.render(f"{name}_{column.name}", value, attrs)
            cells.append({"column": column, "id": ident, "label": capfirst(str(column.label)), "input": html})
        return {
            "n": index,
            "title": self.spec.one % {"n": index + 1},
            "what": next((value for value in row.values() if value), ""),
            "cells": cells,
            "filled": any(row.values()),
            "up": self.spec.ordered and index and any(row.values()),
        }


class RowsField(forms.Field):
    """A list of rows as `Spec` says."""

    def __init__(self, spec: Spec, **kwargs: Any) -> None:
        super().__init__(widget=RowsInput(spec), **kwargs)
        self.spec = spec

    def clean(self, value: Any) -> list[Row]:
        """Return the rows as they are kept; raises `ValidationError` that says in which row what is wrong."""
        rows, wrong = value or [], []
        if len(rows) > self.spec.most:
            raise ValidationError(_("These are more than we can keep. Leave out some."), code="many")
        cleaned = []
        for number, row in enumerate(rows, start=1):
            kept, errors = self._row(row)
            cleaned.append(kept)
            wrong += [f"{self.spec.one % {'n': number}}, {error}" for error in errors]
        if wrong:
            raise ValidationError(wrong)
        return cleaned

    def _row(self, row: Row) -> tuple[Row, list[str]]:
        kept, errors = {}, []
        for column in self.spec.columns:
            try:
                kept[column.name] = _plain(column.input().clean(row.get(column.name, "")))
            except ValidationError as error:
                errors.append(f"{column.label}: {' '.join(error.messages)}")
        return kept, errors

    def prepare_value(self, value: Any) -> Any:
        """Return the rows to show; what was kept in one piece becomes the first of them."""
        if isinstance(value, str):
            return [{self.spec.columns[0].name: value}] if value else []
        return value or []


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(value, "as_e164", None) or value or "")


# ---------------------------------------------------------------- rows of a posted form


def posted_rows(data: Any, name: str, parts: Sequence[str]) -> list[Row]:
    """Return all rows of a posted form, empty ones included."""
    columns = [_several(data, f"{name}_{part}") for part in parts]
    longest = max(map(len, columns), default=0)
    padded = [column + [""] * (longest - len(column)) for column in columns]
    return [
        {part: str(value).strip() for part, value in zip(parts, row, strict=True)}
        for row in zip(*padded, strict=True)
    ]


def without_row(data: Any, name: str, parts: Sequence[str], index: int) -> Any:
    """Return a copy of the posted data without one row."""
    return _rearranged(data, name, parts, lambda values: values[:index] + values[index + 1 :])


def moved_up(data: Any, name: str, parts: Sequence[str], index: int) -> Any:
    """Return a copy of the posted data with one row a place further up."""

    def move(values: list[str]) -> list[str]:
        if not 0 < index < len(values):
            return values
        return [*values[: index - 1], values[index], values[index - 1], *values[index + 1 :]]

    return _rearranged(data, name, parts, move)


def _rearranged(data: Any, name: str, parts: Sequence[str], change: Callable[[list[str]], list[str]]) -> Any:
    copy = data.copy()
    for part in parts:
        copy.setlist(f"{name}_{part}", change(_several(data, f"{name}_{part}")))
    return copy


def _several(data: Any, key: str) -> list[str]:
    if hasattr(data, "getlist"):
        return list(data.getlist(key))
    found = data.get(key, [])
    return list(found) if isinstance(found, (list, tuple)) else [found]
