"""The base of forms: error summary, our inputs for days and phones, and only the fields a role may fill in."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.forms.models import ModelFormMetaclass
from phonenumber_field.modelfields import PhoneNumberField

from accounts.plain_forms import Plain
from ish import clock
from ish.desk import fields, widgets
from ish.privacy import catalogue, services


class _Base(Plain):
    """What all our forms share."""

    required_css_class = ""
    use_required_attribute = False  # the browser's own bubbles are not translated to the page's language

    def section(self, *names: str) -> list[forms.BoundField]:
        """Return the bound fields named that this form has, for templates that group them."""
        return [self[name] for name in names if name in self.fields]

    @property
    def days(self) -> list[dict[str, str]]:
        """Return id and words of each day written in this form, to be shown back after an autosave."""
        return [
            {"id": f"{self[name].id_for_label}_words", "words": widgets.day_in_words(self[name].value())}
            for name, field in self.fields.items()
            if isinstance(field.widget, widgets.DateInput)
        ]


class Form(_Base, forms.Form):
    """A form of our own."""


def form_field(db_field: Any, **kwargs: Any) -> forms.Field | None:
    """Return the form field for a model field: ours for days and phone numbers, sealed ones included."""
    if isinstance(db_field, PhoneNumberField):
        kwargs.setdefault("form_class", fields.PhoneField)
    plain: forms.Field | None = db_field.formfield(**kwargs)
    if type(plain) is forms.DateField:
        kwargs["form_class"] = fields.DateField
        kwargs["help_text"] = kwargs.get("help_text") or db_field.help_text
        return db_field.formfield(**kwargs)
    return plain


class _OurFields(ModelFormMetaclass):
    """Gives each model form our fields without its author having to ask."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        meta = attrs.get("Meta")
        if meta is not None and not hasattr(meta, "formfield_callback"):
            meta.formfield_callback = staticmethod(form_field)
        return super().__new__(mcs, name, bases, attrs)


class ModelForm(_Base, forms.ModelForm, metaclass=_OurFields):
    """A form over a model."""

    class Meta:
        formfield_callback = staticmethod(form_field)


def reader_fields(
    form: forms.BaseForm,
    model_label: str,
    role: str,
    *,
    edition_id: int | None = None,
    at: date | None = None,
    also: Iterable[str] = (),
) -> None:
    """Drop from the form the declared personal fields of `model_label` that `role` may not fill in on day `at` (default: today).

    Fields that are not personal stay; `also` names declared ones that stay whatever the declaration says.
    """
    declared = set(catalogue.declared(model_label).fields)
    allowed = services.writable(model_label, role, edition_id=edition_id, at=at or clock.today())
    for name in declared - allowed - set(also):
        form.fields.pop(name, None)
