"""Reasons of looks that stood in clear are sealed by the migration, and stand in clear again on the way back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ish.privacy.models import Look

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = [("privacy", "0004_people_of_an_act")], [("privacy", "0005_sealed_reasons")]


def _go(target: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(target)


def _column() -> set[str | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM privacy_look")
        return {row[0] for row in cursor.fetchall()}


def test_there_and_back() -> None:
    last = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        for reason in ("swollen lips", None):
            Look.objects.create(person_id=7, reason=reason)
        _go(BEFORE)
        assert _column() == {"swollen lips", ""}
        _go(AFTER)
        assert None in _column() and not any("swollen" in (value or "") for value in _column())
        assert {look.reason for look in Look.objects.all()} == {"swollen lips", None}
    finally:
        _go(last)
