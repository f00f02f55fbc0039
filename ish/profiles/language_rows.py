"""Languages somebody speaks, one row each with its level: an input that works without a script."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ish.desk import names
from ish.desk.fields import LanguageField
from ish.profiles import row_fields

LEVELS = {
    "A1": _("A1 – a few words"),
    "A2": _("A2 – simple talk"),
    "B1": _("B1 – everyday life"),
    "B2": _("B2 – good"),
    "C1": _("C1 – very good"),
    "C2": _("C2 – like a first language"),
    "first": _("my first language"),
}
MOST = 12
PARTS = ("language", "level")
Row = dict[str, str]


class LanguagesInput(forms.Widget):
    """One line a language, with an empty one at the end; `rows` asks for more, `fresh` puts the cursor into the last."""

    template_name = "profiles/widgets/languages.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.rows, self.fresh = 0, False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        """Return the rows as posted, empty ones left out."""
        return [row for row in posted_rows(data, name) if any(row.values())]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the form that was posted did not have this input at all."""
        return f"{name}_language" not in data

    def id_for_label(self, id_: str, index: Any = None) -> str:
        """The legend names the group; there is no single input to point to."""
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the rows, the suggestions and the levels to the context of the template."""
        context = super().get_context(name, value, attrs)
        known = names.languages()
        rows = [{**row, "language": known.get(row["language"], row["language"])} for row in value or []]
        wanted = min(max(self.rows, len(rows) + 1, 2), max(MOST, len(rows)))
        rows += [{"language": "", "level": ""}] * (wanted - len(rows))
        last = len(rows) - 1
        shown = [{**row, "n": i, "fresh": self.fresh and i == last} for i, row in enumerate(rows)]
        context["rows"], context["suggestions"], context["levels"] = shown, known.values(), LEVELS
        context["full"] = wanted >= MOST
        return context


class LanguagesField(forms.Field):
    """A list of {"language": BCP 47, "level": CEFR, "first" or ""}."""

    widget = LanguagesInput
    default_error_messages = {
        "nameless": _("There is a level without a language. Write which language it is."),
        "twice": _("%(language)s is there twice. Remove one of the two."),
        "level": _("Choose a level from the list."),
        "many": _("These are more languages than we can keep. Leave out some."),
    }

    def clean(self, value: Any) -> list[Row]:
        """Return the rows with codes; raises `ValidationError` that says what to do."""
        if len(value or []) > MOST:
            raise ValidationError(self.error_messages["many"], code="many")
        rows = [self._row(row) for row in value or []]
        codes = [row["language"] for row in rows]
        for code in codes:
            if codes.count(code) > 1:
                name = names.name_of("language", code)
                raise ValidationError(self.error_messages["twice"], code="twice", params={"language": name})
        return rows

    def _row(self, row: Row) -> Row:
        if not row["language"].strip():
            raise ValidationError(self.error_messages["nameless"], code="nameless")
        if row["level"] not in ("", *LEVELS):
            raise ValidationError(self.error_messages["level"], code="level")
        return {"language": LanguageField(required=False).clean(row["language"]), "level": row["level"]}

    def prepare_value(self, value: Any) -> Any:
        """Return the rows to show."""
        return value or []


def posted_rows(data: Any, name: str) -> list[Row]:
    """Return all rows of a posted form, empty ones included."""
    return row_fields.posted_rows(data, name, PARTS)
