"""Input about an uploaded list: where it is in the file, what its columns mean, how it writes dates."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from ish.desk.forms import Form
from ish.nominations.reading import Column, Reading
from ish.nominations.reading.headings import SEVERAL
from ish.nominations.reading.model import Order

LABELS: dict[str, Any] = {
    "name": _("whole name"),
    "family_name": _("family name"),
    "given_names": _("given names"),
    "native_name": _("name in their own script"),
    "birth_date": _("date of birth"),
    "sex": _("sex"),
    "nationalities": _("nationalities"),
    "email": _("e-mail address"),
    "phone": _("phone"),
    "school": _("school or university"),
    "grade": _("grade or year"),
    "english_level": _("English (CEFR)"),
    "interests": _("fields of interest"),
    "motivation": _("motivation"),
    "rank": _("rank"),
    "reserve": _("on the waiting list"),
    "guardian_name": _("name of a parent or guardian"),
    "guardian_email": _("parent's e-mail address"),
    "guardian_phone": _("parent's phone"),
    "key": _("ISH key"),
}
CHOICES = {
    "sex": [("", _("not given")), ("F", "F"), ("M", "M"), ("X", "X")],
    "english_level": [("", _("not given")), *((v, v) for v in ("A1", "A2", "B1", "B2", "C1", "C2"))],
}
LONG = ("motivation",)


class SheetForm(Form):
    """Where in the file the list is."""

    mark_optional = False
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header = forms.TypedChoiceField(
        label=_("Row of the headings"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, data: Any = None, *, reading: Reading, **kwargs: Any) -> None:
        initial = {"sheet": reading.sheet, "header": reading.header_row}
        super().__init__(data, initial=initial, **kwargs)
        names = list(dict.fromkeys([*reading.sheets, reading.sheet]))
        self._field("sheet").choices = [(name, name) for name in names]
        if len(names) < 2:
            self.fields.pop("sheet")
        rows = [(number, f"{number}: {text}") for number, text in reading.top]
        if reading.header_row and reading.header_row not in dict(rows):
            rows.append((reading.header_row, str(reading.header_row)))
        self._field("header").choices = [("", _("find it")), *rows, (0, _("there are no headings"))]

    def _field(self, name: str) -> Any:
        return self.fields[name]


class ColumnsForm(Form):
    """What each column means; two cannot mean the same."""

    mark_optional = False

    def __init__(self, *args: Any, reading: Reading, name_order: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates_asked = "dates" in reading.questions
        self.columns: Sequence[Column] = reading.columns
        choices = [("", _("leave out")), *LABELS.items()]
        for column in self.columns:
            self.fields[self._name(column)] = forms.ChoiceField(
                label=f"{column.letter} {column.heading}",
                choices=choices,
                required=False,
                initial=column.field,
            )
        if reading.dates:
            self.fields["date_order"] = self._dates(reading)
        if reading.names:
            self.fields["name_order"] = self._names(reading.names, name_order)

    @staticmethod
    def _name(column: Column) -> str:
        return f"column-{column.index}"

    @staticmethod
    def _dates(reading: Reading) -> forms.ChoiceField:
        """Ask with a real example of the file; what we know is chosen already."""
        known = reading.date_order if reading.date_order and reading.date_order.proven else None
        text, day_first, month_first = reading.dates or ("", None, None)
        ways = (("DMY", day_first), ("MDY", month_first))
        return forms.ChoiceField(
            label=_("What does the date %(text)s mean?") % {"text": text},
            choices=[(order, formats.date_format(day, "DATE_FORMAT")) for order, day in ways if day],
            widget=forms.RadioSelect,
            required=not known,
            initial={Order.DAY_FIRST: "DMY", Order.MONTH_FIRST: "MDY"}[known.order] if known else None,
            help_text=_(
                "We read all dates of the column in the same way, and remember it for your next list."
            ),
        )

    @staticmethod
    def _names(names: tuple[str, str, str], known: str) -> forms.ChoiceField:
        """Ask with a real name of the file which part of it comes first; it may stay open."""
        name, first, last = names
        return forms.ChoiceField(
            label=_("What is the family name in “%(text)s”?") % {"text": name},
            choices=[
                ("family", _("%(name)s – the family name comes first") % {"name": first}),
                ("given", _("%(name)s – the family name comes last") % {"name": last}),
            ],
            widget=forms.RadioSelect,
            required=False,
            initial=known or None,
            help_text=_(
                "We read all whole names of the column in the same way, and remember it for your next list."
            ),
        )

    @property
    def rows(self) -> list[tuple[Column, forms.BoundField]]:
        """Each column with its field, for the page."""
        return [(column, self[self._name(column)]) for column in self.columns]

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for one thing."""
        values = super().clean() or self.cleaned_data
        taken: dict[str, Column] = {}
        for column in self.columns:
            field = values.get(self._name(column))
            if field and field in taken:
                words = {"what": LABELS[field], "letter": taken[field].letter}
                self.add_error(
                    self._name(column),
                    _("Column %(letter)s is “%(what)s” already. Please leave one of the two out.") % words,
                )
            elif field and field not in SEVERAL:
                taken[field] = column
        return values

    @property
    def date_order(self) -> str:
        """What somebody said of the dates: an answer, or something else than we took them for."""
        said = self.dates_asked or "date_order" in self.changed_data
        return self.cleaned_data.get("date_order", "") if said else ""

    @property
    def fields_by_key(self) -> dict[str, str]:
        """What was chosen, by the key of the column."""
        return {column.key: self.cleaned_data[self._name(column)] for column in self.columns}
