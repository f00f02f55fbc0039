"""Whoever restores an old archive does not bring back what was erased since."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from ish.forgetting import services
from ish.forgetting.states import Trigger
from ish.people import services as people
from ish.people.models import Person
from ish.people.states import State
from ish.privacy import journal
from ish.profiles.models import Health
from tests.people import makers

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_restore_erases_again(data: Path, settings: Any) -> None:
    edition = makers.edition()
    pia = makers.participation(edition, makers.person("Pia"), State.COMPLETED)
    noor = makers.participation(edition, makers.person("Noor", "Haddad"), State.COMPLETED)
    for row in (pia, noor):
        Health.objects.create(participation=row, allergies="Haselnusskerne")
    target = data / "before.tar.gz"
    call_command("backup", target, verbosity=0)
    people.erase_person(person=pia.person, by=None, reason="asked")
    services.run(day=date(2027, 9, 1), trigger=Trigger.NIGHT)
    assert not Health.objects.filter(allergies__isnull=False).exists()
    text = journal.path().read_text()
    assert "Pia" not in text and "Haddad" not in text
    call_command("restore", target, "--force", verbosity=0)
    assert not Health.objects.filter(allergies__isnull=False).exists()
    assert list(Person.objects.order_by("pk").values_list("family_name", flat=True)) == ["", "Haddad"]
    other = text.replace(journal.mark(), "00000000-0000-0000-0000-000000000000")
    journal.path().write_text(other)
    call_command("restore", target, "--force", verbosity=0)
    assert Health.objects.filter(allergies__isnull=False).count() == 2, (
        "keys of another database mean other people"
    )
