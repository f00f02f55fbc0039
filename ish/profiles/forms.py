"""The forms of the sections. Everything may be left empty; what is right is saved although something else is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import to_python as read_phone

from ish import clock
from ish.desk.fields import CountryField, NationalityField, PhoneField, SeveralField
from ish.desk.forms import Form, form_field
from ish.desk.widgets import day_in_words
from ish.people.models import Guardian, Person
from ish.profiles import sections
from ish.profiles.language_rows import LanguagesField
from ish.profiles.row_fields import RowsField, posted_rows
from ish.profiles.row_specs import SPECS
from ish.profiles.sections import BY_KIND, EU_SCHENGEN, NONE, QUESTIONS, Section
from ish.profiles.services import GUARDIAN, GUARDIAN_FIELDS, NOTHING_SAID

_AUTOCOMPLETE = {
    "given_names": "given-name",
    "family_name": "family-name",
    "badge_name": "nickname",
    "birth_date": "bday",
    "email": "email",
    "phone": "tel",
    "street": "street-address",
    "postal_code": "postal-code",
    "city": "address-level2",
}
_HELP = {
    "given_names": _(
        "As in your passport, all of them. Only one name? Write it here and leave the next one empty."
    ),
    "native_name": _("For example 佐藤 美咲 or Марія Коваль."),
    "pronunciation": _("For example “MEE-sah-kee”. Whoever hands you your badge will thank you."),
    "sex": _("As in your passport; only used for travel papers and rooms."),
    "email": _("Where we write to. The address you sign in with stays the same."),
    "contacts": _("Please tell them that we have their name and number, and why."),
    "street": _("Hotels have to ask for your address."),
    "semester": _("For example: 4th semester."),
    "occupation": _("For example: a year of voluntary work in a hospital, until September."),
    "swimming": _("So that nobody goes into deep water who should not."),
    "printed_line": _(
        "If you like, copy it: upper line at the foot of the page with the photo, on cards the last line on the back. We compare"
        " it with the names we have."
    ),
    "permit": _("A permit of another European country can stand in for a visa."),
    "other_documents": _("If you have more than one nationality, or travel with two documents."),
    "private_note": _(
        "Only the organisers who look after health read this; your parents do not, and it is on no card."
    ),
    "doctor_phone": _("So that a doctor here can ask yours. With the country code."),
    "covers": _(
        "One entry for each insurance. A card of your health insurance (EHIC, GHIC) is an entry, too."
    ),
    "lab_experience": _("It is fine to have none."),
    "subjects": _("For example: chemistry, biology."),
    "number": _("Letters and figures as printed in the document."),
    "biometric": _("Passports with a small chip sign on the cover are."),
    "nothing_to_declare": _("Tick this if all answers below would be “none”."),
    "diet": _("For example: vegetarian, halal, kosher, no nuts."),
}
_LINES = {"lab_experience": 4, "private_note": 3, "conditions": 2, "diet": 2, "access_needs": 2}


def _countries(several: bool) -> forms.Field:
    if not several:
        return CountryField(required=False)
    return SeveralField(one=NationalityField, places=3, required=False, help_text=_("All that you have."))


def _yes_no() -> forms.Field:
    choices = [("", _("I do not know")), ("True", _("yes")), ("False", _("no"))]
    return forms.TypedChoiceField(
        choices=choices,
        required=False,
        empty_value=None,
        coerce=lambda value: {"true": True, "True": True, "false": False, "False": False}.get(value),
        widget=forms.Select(attrs={"class": "input-medium"}),
    )


def _choice(model: type[Any], name: str) -> forms.Field:
    choices = model._meta.get_field(name).choices
    return forms.ChoiceField(choices=choices, required=False, widget=forms.RadioSelect)


def _select(model: type[Any], name: str) -> forms.Field:
    choices = [("", _("choose")), *model._meta.get_field(name).choices]
    return forms.ChoiceField(
        choices=choices, required=False, widget=forms.Select(attrs={"class": "input-medium"})
    )


class EuropeanCountryField(CountryField):
    """A state of the EU or of Schengen."""

    default_error_messages = {
        "abroad": _(
            "Choose a country of the EU or of Schengen. Permits of other countries do not help at our border."
        )
    }

    def clean(self, value: Any) -> Any:
        """Return the code; raises `ValidationError` for other countries."""
        code = super().clean(value)
        if code and code not in EU_SCHENGEN:
            raise ValidationError(self.error_messages["abroad"], code="abroad")
        return code


class SealedPhoneField(PhoneField):
    """A phone number that is kept as sealed text."""

    def prepare_value(self, value: Any) -> Any:
        """Return the number as people write it."""
        return read_phone(value) if isinstance(value, str) and value.startswith("+") else value


_MADE: dict[str, Any] = {
    "nationalities": lambda model: _countries(several=True),
    "residence_country": lambda model: _countries(several=False),
    "issuing_country": lambda model: _countries(several=False),
    "languages": lambda model: LanguagesField(required=False, help_text=_("Your first language, too.")),
    "kind": lambda model: _choice(model, "kind"),
    "sex": lambda model: _choice(model, "sex"),
    "biometric": lambda model: _yes_no(),
    "permit": lambda model: _select(model, "permit"),
    "permit_country": lambda model: EuropeanCountryField(required=False),
    "swimming": lambda model: _choice(model, "swimming"),
    "shirt_size": lambda model: _select(model, "shirt_size"),
    "doctor_phone": lambda model: SealedPhoneField(required=False),
    **{name: lambda model, spec=spec: RowsField(spec, required=False) for name, spec in SPECS.items()},
    "nothing_to_declare": lambda model: forms.BooleanField(required=False),
}


def field_for(model: type[Any], name: str) -> forms.Field:
    """Return the input for one fact of a section: never required, with label, help and what browsers may fill in."""
    db_field = model._meta.get_field(name)
    field: Any = _MADE[name](model) if name in _MADE else form_field(db_field, required=False)
    field.label = capfirst(db_field.verbose_name)
    field.required = False
    field.help_text = _HELP.get(name) or field.help_text or db_field.help_text
    if name in _LINES:
        field.widget = forms.Textarea(attrs={"rows": _LINES[name]})
        field.widget.attrs.update(field.widget_attrs(field.widget))
    if name == "birth_date":
        field.latest = clock.today
    if name in _AUTOCOMPLETE:
        field.widget.attrs["autocomplete"] = _AUTOCOMPLETE[name]
    if name in ("number", "printed_line", "permit_number"):
        field.widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})
        if name != "printed_line":
            field.widget.attrs["class"] = "input-medium"
    return field


class SectionForm(Form):
    """The form of one section with the facts that its reader may fill in today. `initial` holds values as kept."""

    mark_optional = False  # all of it is; saying so beside each input would say nothing

    def __init__(
        self,
        *args: Any,
        section: Section,
        writable: Iterable[str],
        person_writable: Iterable[str] = (),
        guardians: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.the_section = section
        for name in section.person_fields:
            if name in set(person_writable):
                self.fields[name] = field_for(Person, name)
        for name in section.fields:
            if name in set(writable):
                self._add(section, name)
        for index in range(guardians):
            self._add_guardian(index)
        if "given_names" in self.fields:
            self.fields["given_names"].required = True
            words = _("Write your names as in your passport. A single name is fine.")
            self.fields["given_names"].error_messages["required"] = words

    def _add(self, section: Section, name: str) -> None:
        self.fields[name] = field_for(section.model, name)
        if name in QUESTIONS and section is sections.HEALTH:
            label = _("None")
            self.fields[f"{name}_none"] = forms.BooleanField(required=False, label=label)
            if self.initial.get(name) == NONE:
                self.initial = {**self.initial, name: "", f"{name}_none": True}

    def _add_guardian(self, index: int) -> None:
        labels = {
            "name": _("Name of a parent or guardian"),
            "email": _("Their e-mail address"),
            "phone": _("Their phone"),
            "relation": _("Who they are to you"),
            "custody": _("Who has custody"),
            "reach": _("How they are best reached"),
        }
        for name in GUARDIAN_FIELDS:
            field: Any = form_field(Guardian._meta.get_field(name), required=False)
            field.required, field.label = False, labels[name]
            field.widget.attrs["autocomplete"] = "off"
            if isinstance(field, PhoneField):
                field.help_text = _("With the country code, for example +49 6221 123456")
            if name == "email":
                field.help_text = _("We write to it once, to say what we keep of them.")
            if name == "custody":
                field.help_text = _("It decides who signs for you. Leave it open if you are not sure.")
                field.initial = NOTHING_SAID[name]
            self.fields[f"{GUARDIAN}{index}_{name}"] = field

    def clean(self) -> dict[str, Any]:
        """Look at what belongs together."""
        super().clean()
        self._clean_answers()
        for index in range(2):
            self._clean_guardian(index)
        return self.cleaned_data

    def _clean_answers(self) -> None:
        written = False
        for name in QUESTIONS:
            if f"{name}_none" not in self.fields:
                continue
            text, none = self.cleaned_data.get(name) or "", self.cleaned_data.get(f"{name}_none")
            written = written or bool(text)
            if text and none:
                self.add_error(f"{name}_none", _("You wrote something here. Take away the tick or the text."))
            self.cleaned_data[name] = text or (NONE if none else None)
        if self.cleaned_data.get("nothing_to_declare") and written:
            self.add_error(
                "nothing_to_declare",
                _("You wrote something below. Take away this tick, so that it is not overlooked."),
            )

    def _clean_guardian(self, index: int) -> None:
        """A parent without a name cannot be kept: the others wait in the form until there is one."""
        prefix = f"{GUARDIAN}{index}_"
        for name in ("relation", "custody", "reach"):
            if self.add_prefix(prefix + name) not in self.data:
                self.cleaned_data.pop(prefix + name, None)  # not asked on the page that was sent
            elif self.cleaned_data.get(prefix + name) == "":
                self.cleaned_data[prefix + name] = NOTHING_SAID.get(name, "")
        if prefix + "name" not in self.fields or prefix + "name" in self.errors:
            return
        others = [name for name in GUARDIAN_FIELDS if name != "name"]
        said = {name: self.cleaned_data.get(prefix + name) for name in others}
        if self.cleaned_data.get(prefix + "name"):
            return
        written = any(value and value != NOTHING_SAID.get(name) for name, value in said.items())
        if written or self.initial.get(prefix + "name"):
            self.add_error(prefix + "name", _("Write the name of the person, too."))
            for name in others:
                self.cleaned_data.pop(prefix + name, None)

    def values(self) -> dict[str, Any]:
        """Return what is right of what was written, by the names under which it is kept."""
        found = {n: v for n, v in self.cleaned_data.items() if not n.endswith("_none")}
        for kind, names in BY_KIND.items():  # what does not fit is not kept
            if (
                found.get("kind") in BY_KIND
                and self.the_section is sections.EDUCATION
                and kind != found["kind"]
            ):
                found |= dict.fromkeys(set(names) - set(BY_KIND[found["kind"]]), "")
        if "nothing_to_declare" in found:
            found["nothing_to_declare"] = "yes" if found["nothing_to_declare"] else None
        return found

    @property
    def days(self) -> list[dict[str, str]]:
        """Return the days of the rows, too, to be shown back in words."""
        found = super().days
        for name, spec in SPECS.items():
            if name not in self.fields or not self.is_bound:
                continue
            for number, row in enumerate(posted_rows(self.data, name, spec.names())):
                found += [
                    {
                        "id": f"{self[name].auto_id}_{number}_{column.name}_words",
                        "words": day_in_words(row[column.name]),
                    }
                    for column in spec.columns
                    if column.kind == "day"
                ]
        return found

    # ---------------------------------------------------------------- how the page groups the inputs

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Return the inputs under their headings, for the template; a heading without inputs is left out."""
        layout = _LAYOUT.get(self.the_section.code, [Group("", "", self.the_section.fields)])
        found = []
        for group in layout:
            rows = [self._bound(name) for name in group.names if name in self.fields]
            if rows:
                found.append({"title": group.title, "hint": group.hint, "when": group.when, "rows": rows})
        for index in range(2):
            if f"{GUARDIAN}{index}_name" in self.fields:
                found.append(self._guardian_group(index))
        return found

    def _bound(self, name: str) -> dict[str, Any]:
        none = f"{name}_none"
        return {"field": self[name], "none": self[none] if none in self.fields else None}

    def _guardian_group(self, index: int) -> dict[str, Any]:
        title = _("A parent or guardian") if index == 0 else _("A second parent or guardian, if you like")
        hint = _("You are under 18: we need somebody who may decide for you, at an address of their own.")
        rows = [{"field": self[f"{GUARDIAN}{index}_{name}"], "none": None} for name in GUARDIAN_FIELDS]
        return {"title": title, "hint": hint if index == 0 else "", "when": "", "rows": rows}


@dataclass(frozen=True)
class Group:
    """Inputs under a heading; `when`: the kinds of education that the questions fit (the style sheet hides the others)."""

    title: Any
    hint: Any
    names: tuple[str, ...]
    when: str = ""


_LAYOUT: dict[str, list[Group]] = {
    "about_me": [
        Group(
            _("Your names"),
            _("Travel papers use the first two; your badge says what you like."),
            ("given_names", "family_name", "badge_name", "native_name", "pronunciation"),
        ),
        Group(_("As in your passport"), "", ("birth_date", "sex", "nationalities")),
        Group(_("How to reach you"), "", ("email", "phone")),
        Group(_("Where you live"), "", ("street", "postal_code", "city", "residence_country")),
    ],
    "education": [
        Group("", "", ("kind", "institution")),
        Group(_("At school"), "", ("grade", "subjects"), when="school"),
        Group(_("At university"), "", ("semester", "study_subject"), when="university"),
        Group(_("Between school and university"), "", ("occupation",), when="gap"),
        Group(_("Laboratory and languages"), "", ("lab_experience", "languages")),
    ],
    "interests": [
        Group(_("Beside science"), "", ("hobbies", "instrument", "sport", "swimming")),
        Group(_("For the T-shirt"), "", ("shirt_size",)),
    ],
    "passport": [
        Group(
            _("The document you travel with"),
            "",
            (
                "kind",
                "number",
                "issuing_country",
                "issued_at_place",
                "issued_on",
                "expires_on",
                "biometric",
                "printed_line",
            ),
        ),
        Group(_("Residence permit"), "", ("permit", "permit_country", "permit_number", "permit_expires_on")),
        Group(_("Another passport or identity card"), "", ("other_documents",)),
    ],
    "health": [
        Group("", "", ("nothing_to_declare", "allergies", "conditions", "medication")),
        Group(_("Every day"), "", ("diet", "access_needs")),
        Group(_("Your doctor at home"), "", ("doctor_name", "doctor_phone")),
        Group(_("Between you and the school"), "", ("private_note",)),
    ],
}


def label_of(name: str, section: Section) -> str:
    """Return the label of a fact by the name under which it is kept."""
    if name.startswith(GUARDIAN):
        return _t("Parent or guardian")
    model: Any = Person if name in section.person_fields else section.model
    return str(model._meta.get_field(name).verbose_name)
