"""Sealed columns: what the database holds, what can be asked of it, and how keys are rotated."""

from datetime import date

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.db import connection
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from ish.privacy import fields
from ish.profiles.models import Health, TravelDocument


@given(st.text())
def test_what_is_sealed_can_be_opened_and_cannot_be_read(text: str) -> None:
    token = fields.seal(text)
    assert fields.unseal(token) == text
    assert len(text) < 6 or text not in token


def test_an_old_key_still_opens_and_the_new_one_seals() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    with override_settings(FIELD_KEYS=[old]):
        token = fields.seal("peanuts")
    with override_settings(FIELD_KEYS=[new, old]):
        assert fields.unseal(token) == "peanuts"
        fresh = fields.seal("peanuts")
    with override_settings(FIELD_KEYS=[new]):
        assert fields.unseal(fresh) == "peanuts"
        with pytest.raises(fields.Unopenable):
            fields.unseal(token)


def test_the_table_holds_no_value_in_clear(participation) -> None:
    Health.objects.create(participation=participation, allergies="severe nut allergy", diet="")
    TravelDocument.objects.create(participation=participation, number="C01X00T47")
    with connection.cursor() as cursor:
        cursor.execute("SELECT allergies, diet FROM profiles_health")
        allergies, diet = cursor.fetchone()
        cursor.execute("SELECT number FROM profiles_traveldocument")
        (number,) = cursor.fetchone()
    assert "nut" not in allergies
    assert diet is None
    assert "C01X" not in number
    assert Health.objects.get().allergies == "severe nut allergy"
    assert TravelDocument.objects.get().number == "C01X00T47"


def test_only_whether_it_is_given_can_be_asked(participation) -> None:
    Health.objects.create(participation=participation, medication="insulin")
    assert Health.objects.filter(medication__isnull=False).count() == 1
    assert Health.objects.filter(diet__isnull=True).count() == 1
    for lookup in ("medication", "medication__icontains", "medication__gt", "medication__in"):
        with pytest.raises(FieldError):
            list(Health.objects.filter(**{lookup: ["insulin"] if lookup.endswith("in") else "insulin"}))


def test_dates_and_lists_come_back_as_they_were() -> None:
    day = fields.EncryptedDateField()
    assert day.unpack(day.pack(date(2031, 2, 3))) == date(2031, 2, 3)
    many = fields.EncryptedJSONField()
    assert many.unpack(many.pack([{"日本": "é"}])) == [{"日本": "é"}]
