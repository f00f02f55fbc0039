"""Inputs take what people write and say what to do otherwise."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override

from ish.desk import fields, names
from ish.desk.forms import Form, ModelForm
from ish.people.models import Person


@pytest.mark.parametrize("text", ["Germany", "germany", "DE", "de", " Deutschland "])
def test_a_country_is_found_by_name_and_code(text: str) -> None:
    with override("de"):
        assert fields.CountryField().clean(text) == "DE"


def test_a_wrong_country_gets_a_hint() -> None:
    with override("en"), pytest.raises(ValidationError) as caught:
        fields.CountryField().clean("Germny")
    assert "Germany" in caught.value.messages[0]


def test_accents_do_not_matter() -> None:
    assert names.find("country", "Cote d'Ivoire") in ("CI", None)
    assert names.find("country", "Türkiye") == names.find("country", "Turkiye") == "TR"


@pytest.mark.parametrize(
    ("text", "code"), [("Japanese", "ja"), ("Japanisch", "ja"), ("zh-Hans", "zh-Hans"), ("he", "he")]
)
def test_languages(text: str, code: str) -> None:
    with override("de"):
        assert fields.LanguageField().clean(text) == code


@pytest.mark.parametrize("text", ["Asia/Tokyo", "Tokyo (Asia/Tokyo)", "asia/tokyo"])
def test_time_zones(text: str) -> None:
    assert fields.TimeZoneField().clean(text) == "Asia/Tokyo"


def test_several_keep_their_order_and_lose_gaps() -> None:
    field = fields.SeveralField(one=fields.CountryField, required=False)
    assert field.clean(["Japan", "", "FR"]) == ["JP", "FR"]
    assert field.clean(["", "", ""]) == []
    assert not field.has_changed(["JP"], ["Japan", "", ""])


class _Sample(Form):
    home = fields.CountryField()
    zone = fields.TimeZoneField()
    passports = fields.SeveralField(one=fields.CountryField)
    born = fields.DateField()
    phone = fields.PhoneField(required=False)


def test_what_was_typed_is_shown_again() -> None:
    with override("en"):
        html = str(_Sample({"home": "Narnia", "born": "31.02.2009", "phone": "06221 1"}))
    for typed in ('value="Narnia"', 'value="31.02.2009"', 'value="06221 1"'):
        assert typed in html
    assert "error-summary" in html
    assert "country code" in html or "code of its country" in html


def test_codes_are_shown_as_names_and_days_in_words() -> None:
    with override("en"):
        html = str(_Sample(initial={"home": "JP", "passports": ["FR"], "born": "2009-02-03"}))
    assert 'value="Japan"' in html
    assert 'value="France"' in html
    assert "Tuesday, 3 February 2009" in html
    assert html.count('<datalist id="id_passports_0_suggestions">') == 1
    assert html.count('list="id_passports_0_suggestions"') == 3


def test_00_is_taken_for_plus() -> None:
    assert fields.PhoneField().clean("0049 6221 549000").as_e164 == "+496221549000"


class _PersonForm(ModelForm):
    class Meta:
        model = Person
        fields = ("birth_date", "phone", "given_names")


def test_model_forms_use_our_fields() -> None:
    form = _PersonForm({"birth_date": "3 Feb 2009", "given_names": "Pia", "phone": ""})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["birth_date"].isoformat() == "2009-02-03"
    assert type(form.fields["birth_date"]) is fields.DateField
    assert isinstance(form.fields["phone"], fields.PhoneField)
    assert type(form.fields["given_names"]) is forms.CharField


def test_somebody_can_have_no_nationality_and_nobody_lives_there() -> None:
    assert fields.NationalityField().clean("Stateless") == "XXA"
    assert names.name_of("nationality", "XXA") == "Stateless"
    with pytest.raises(ValidationError):
        fields.CountryField().clean("XXA")


class _EmptyForm(Form):
    name = forms.CharField()
    paper = forms.FileField()
    kind = forms.ChoiceField(choices=[("a", "A")])
    agreed = forms.BooleanField()
    own = forms.CharField(error_messages={"required": "Say who you are."})


def test_an_empty_field_says_what_to_do() -> None:
    with override("en"):
        said = {name: errors[0] for name, errors in _EmptyForm({}).errors.items()}
    assert said == {
        "name": "Please fill this in.",
        "paper": "Please choose a file.",
        "kind": "Please choose.",
        "agreed": "Please tick this to go on.",
        "own": "Say who you are.",
    }
