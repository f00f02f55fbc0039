"""Form fields that take what people write: days, phone numbers, and names of countries, languages and time zones."""

from collections.abc import Callable
from datetime import date
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField as LibraryPhoneField

from ish.desk import days, names, widgets

Choices = Callable[[], dict[str, str]]


# No school is told of days beyond these; and no calculation with them leaves the calendar.
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class DateField(forms.DateField):
    """A day, written in any usual way and shown back in words. `earliest` and `latest` are days, or functions without arguments
    that return one."""

    widget = widgets.DateInput
    default_error_messages = {
        "invalid": _("Write the day like this: 24.07.2027 (day, month, year)."),
        "no_day": _("This day does not exist. Check the day and the month, for example 24.07.2027."),
        "unclear": _(
            "Day and month could be mixed up here. Write the day like this: 24.07.2027, with four figures for the year."
        ),
        "early": _("This day is too early. Check the year: it must be %(day)s or later."),
        "late": _("This day is too late. Check the year: it must be %(day)s or earlier."),
    }

    def __init__(self, *, earliest: Any = EARLIEST, latest: Any = LATEST, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or _("For example 24.07.2027")
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> date | None:
        """Return the day meant, or None; raises `ValidationError` with what to do."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return super().to_python(value)
        try:
            return days.read_day(str(value))
        except days.Unclear as error:
            raise ValidationError(self.error_messages["unclear"], code="unclear") from error
        except days.NoDay as error:
            code = "no_day" if sum(c.isdigit() for c in str(value)) >= 4 else "invalid"
            raise ValidationError(self.error_messages[code], code=code) from error

    def validate(self, value: Any) -> None:
        """Refuse days outside `earliest` … `latest`."""
        super().validate(value)
        for code, limit in (("early", self.earliest), ("late", self.latest)):
            bound = limit() if callable(limit) else limit
            if value is None or bound is None:
                continue
            if (value < bound) if code == "early" else (value > bound):
                raise ValidationError(
                    self.error_messages[code], code=code, params={"day": days.in_words(bound)}
                )


class PhoneField(LibraryPhoneField):
    """A phone number with the code of its country; a leading 00 is taken for +."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or _(
            "With the country code, for example +49 6221 123456"
        )
        kwargs.setdefault("widget", widgets.PhoneInput())
        super().__init__(*args, **kwargs)
        self.error_messages["invalid"] = _(
            "Write the number with the code of its country, for example +49 6221 123456."
        )

    def to_python(self, value: Any) -> Any:
        """Return the number; raises `ValidationError` with what to do."""
        text = str(value).strip() if value not in self.empty_values else ""
        return super().to_python("+" + text[2:] if text.startswith("00") else value)


class NamedChoiceField(forms.CharField):
    """One of many: typed with suggestions, kept as its code. Takes the name in the reader's language or in English, too."""

    default_error_messages = {
        "unknown": _("We do not know “%(value)s”. Choose one from the suggestions."),
        "near": _("We do not know “%(value)s”. Did you mean “%(near)s”?"),
    }

    def __init__(self, *, choices: Choices, kind: str, **kwargs: Any) -> None:
        kwargs.setdefault("widget", widgets.SuggestInput(choices=choices, kind=kind))
        super().__init__(**kwargs)
        self.choices, self.kind = choices, kind

    def prepare_value(self, value: Any) -> Any:
        """Return the name to show for a code."""
        return self.choices().get(str(value), value) if value else ""

    def to_python(self, value: Any) -> str:
        """Return the code; raises `ValidationError` naming the nearest suggestion."""
        text = super().to_python(value) or ""
        if text in self.empty_values:
            return ""
        code = names.find(self.kind, text)
        if code is not None:
            return code
        near = get_close_matches(text.casefold(), [n.casefold() for n in self.choices().values()], 1, 0.7)
        if near:
            name = next(n for n in self.choices().values() if n.casefold() == near[0])
            raise ValidationError(
                self.error_messages["near"], code="near", params={"value": text, "near": name}
            )
        raise ValidationError(self.error_messages["unknown"], code="unknown", params={"value": text})


class CountryField(NamedChoiceField):
    """A country, kept as ISO 3166 alpha-2."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=names.countries, kind="country", **kwargs)


class NationalityField(NamedChoiceField):
    """A nationality, kept as ISO 3166 alpha-2; XXA for who has none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=names.nationalities, kind="nationality", **kwargs)


class LanguageField(NamedChoiceField):
    """A language somebody speaks, kept as BCP 47."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=names.languages, kind="language", **kwargs)


class TimeZoneField(NamedChoiceField):
    """A time zone, kept by its IANA name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=names.time_zones, kind="time_zone", **kwargs)


class SeveralField(forms.MultiValueField):
    """Several of many (nationalities, languages): `places` inputs with suggestions, kept as a list of codes."""

    def __init__(self, *, one: Callable[..., NamedChoiceField], places: int = 3, **kwargs: Any) -> None:
        required = kwargs.pop("required", True)
        fields = [one(required=False) for _index in range(places)]
        widget = widgets.SeveralInput([field.widget for field in fields])
        super().__init__(fields, require_all_fields=False, required=required, widget=widget, **kwargs)
        for field in fields:
            field.required = False

    def prepare_value(self, value: Any) -> Any:
        """Return the names to show for a list of codes."""
        if isinstance(value, (list, tuple)):
            return [self.fields[0].prepare_value(item) for item in value]
        return value

    def compress(self, data_list: Any) -> list[str]:
        """Return the codes without gaps and repetitions, in the order written."""
        return list(dict.fromkeys(code for code in data_list or [] if code))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether the list differs."""
        try:
            return list(initial or []) != self.clean(data)
        except ValidationError:
            return True
