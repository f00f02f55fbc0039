"""Duties there and back: whom they name, and who is for everybody, survives both ways on every database."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from logistics.models import Duty
from tests.people import makers

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = [("logistics", "0003_duties_and_cards")], [("logistics", "0004_everybody_is_said")]


def test_there_and_back() -> None:
    edition = makers.edition()
    toni, pia = (makers.participation(edition, makers.person(name)) for name in ("Toni", "Pia"))
    days = {"participation": toni, "starts_on": date(2027, 7, 18), "ends_on": date(2027, 7, 20)}
    everybody, named, _nobody = [Duty.objects.create(**days, everybody=all_) for all_ in (True, False, False)]
    for duty in (everybody, named):
        duty.people.add(pia)
    executor = MigrationExecutor(connection)
    last = executor.loader.graph.leaf_nodes()
    try:
        executor.migrate(BEFORE)
        MigrationExecutor(connection).migrate(AFTER)
    finally:
        MigrationExecutor(connection).migrate(last)
    left = {duty.pk: (duty.everybody, list(duty.people.all())) for duty in Duty.objects.all()}
    assert left == {everybody.pk: (True, []), named.pk: (False, [pia])}
