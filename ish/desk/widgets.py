"""Inputs of our own: a day with its words, a phone number, one of many with suggestions."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.widgets import MultiWidget, Widget

from ish.desk import days


class DateInput(forms.DateInput):
    """A text input for a day; behind it the day in words, once there is one."""

    template_name = "desk/widgets/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "input-medium", **(attrs or {})}, format="%d.%m.%Y")

    def format_value(self, value: Any) -> str | None:
        """Return the day as DD.MM.YYYY; what was typed and is no day stays as typed."""
        if isinstance(value, date):
            return value.strftime("%d.%m.") + f"{value.year:04d}"
        return str(value) if value not in (None, "") else None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the words to the context of the template."""
        context = super().get_context(name, value, attrs)
        context["words"] = day_in_words(value)
        return context


def day_in_words(value: Any) -> str:
    """Return the words of a day or of text that means one; "" otherwise."""
    if isinstance(value, date):
        return days.in_words(value)
    try:
        return days.in_words(days.read_day(str(value))) if value else ""
    except ValueError:
        return ""


class PhoneInput(forms.TextInput):
    """An input that brings up the telephone's figures."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "input-medium", "autocomplete": "tel", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Return the number as people read it."""
        return getattr(value, "as_international", None) or (str(value) if value else None)


class SuggestInput(forms.TextInput):
    """A text input with suggestions to choose from while typing; works without a script."""

    template_name = "desk/widgets/suggest.html"

    def __init__(
        self, *, choices: Callable[[], dict[str, str]], kind: str, attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__(attrs={"autocomplete": "off", **(attrs or {})})
        self.choices, self.kind, self.with_list = choices, kind, True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the suggestions, and the name instead of a code."""
        context = super().get_context(name, value, attrs)
        known = self.choices()
        widget = context["widget"]
        if widget["value"] in known:
            widget["value"] = known[widget["value"]]
        list_id = f"{widget['attrs'].get('id', name)}_suggestions"
        widget["attrs"].setdefault("list", list_id)
        widget["suggestions"] = list(known.values()) if self.with_list else []
        widget["list_id"] = list_id
        return context


class SeveralInput(MultiWidget):
    """Several inputs that share one list of suggestions."""

    template_name = "desk/widgets/several.html"
    use_fieldset = True

    def __init__(self, inputs: Sequence[Widget]) -> None:
        super().__init__(inputs)
        for index, widget in enumerate(self.widgets):
            if isinstance(widget, SuggestInput) and index:
                widget.with_list = False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Point all inputs to the suggestions of the first."""
        base = (attrs or {}).get("id", name)
        for widget in self.widgets:
            widget.attrs["list"] = f"{base}_0_suggestions"
        return super().get_context(name, value, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Return the values for the inputs; one entry more than there are inputs is not lost but cut by the field."""
        return list(value or [])
