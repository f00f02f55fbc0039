"""The system check refuses a personal field that nobody declared."""

import pytest

from ish.privacy import catalogue, checks
from ish.privacy.catalogue import DerivedPolicy, ModelPolicy


def errors(monkeypatch: pytest.MonkeyPatch, label: str, **change: object) -> list[str]:
    real = catalogue.every()
    changed = dict(real)
    if change:
        old = real[label]
        changed[label] = ModelPolicy(**{**old.__dict__, **change})
    else:
        del changed[label]
    monkeypatch.setattr(catalogue, "every", lambda: changed)
    return sorted({str(error.id) for error in checks.declarations(None)})


def test_as_it_is_nothing_is_missing() -> None:
    assert checks.declarations(None) == []


def test_a_model_of_a_person_without_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    assert errors(monkeypatch, "profiles.health") == ["privacy.E005"]


def test_a_field_without_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = dict(catalogue.every()["profiles.health"].fields)
    del fields["diet"]
    assert errors(monkeypatch, "profiles.health", fields=fields) == ["privacy.E001"]


def test_a_declaration_without_field(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = catalogue.every()["profiles.health"].plain | {"shoe_size"}
    assert errors(monkeypatch, "profiles.health", plain=plain) == ["privacy.E002"]


@pytest.mark.parametrize(
    ("derived", "found"),
    [
        (DerivedPolicy("age_band", ("birth_date",), ("host",)), []),
        (DerivedPolicy("age_band", ("shoe_size",), ("host",)), ["privacy.E007"]),
        (DerivedPolicy("birth_date", ("birth_date",), ("host",)), ["privacy.E007"]),
        (DerivedPolicy("age_band", ("birth_date",), ("everybody",)), ["privacy.E003"]),
    ],
)
def test_what_is_derived(monkeypatch: pytest.MonkeyPatch, derived: DerivedPolicy, found: list[str]) -> None:
    assert errors(monkeypatch, "people.person", derived={derived.name: derived}) == found


def test_health_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    about = catalogue.every()["profiles.aboutme"]
    health = catalogue.every()["profiles.health"].fields["diet"]
    fields = {**about.fields, "city": type(health)(**{**health.__dict__, "name": "city"})}
    assert errors(monkeypatch, "profiles.aboutme", fields=fields) == ["privacy.E004"]
