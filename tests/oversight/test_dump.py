"""Whoever steals the database, or the whole data directory, has no passport, no health fact and no paper: planted secrets are
looked for in every byte."""

import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from ish.documents import services as documents
from ish.outbox.models import Message
from ish.papers import setting
from ish.people import services as people
from ish.privacy import catalogue
from tests import servers
from tests.access import world as worlds
from tests.canary.planting import Canary, plant

PAPER = b"\n% planted: Zqpaperx\n%%EOF"
TYPED = {"allergies": "Zqtypedx nuts", "medication": "Zqtypedx pens", "diet": "Zqtypedx"}


def _database() -> Iterator[bytes]:
    """Yield every byte that a thief of the database would have."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        for path in Path(name).parent.glob(f"{Path(name).name}*"):
            yield path.read_bytes()
        return
    host = connection.settings_dict
    try:
        command = [
            servers.postgres_program("pg_dump"),
            "--inserts",
            "-h",
            host["HOST"],
            "-p",
            str(host["PORT"]),
        ]
        yield subprocess.run(  # noqa: S603 - our own server
            [*command, "-U", host["USER"], name], capture_output=True, check=True
        ).stdout
    except (servers.Missing, FileNotFoundError):
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                    yield b"".join(rows)


def _data_directory() -> Iterator[tuple[str, bytes]]:
    for path in Path(settings.DATA_DIR).rglob("*"):
        if path.is_file() and ".sqlite3" not in path.name:
            yield str(path), path.read_bytes()


def _secrets(canaries: list[Canary]) -> set[bytes]:
    sealed = [c for c in canaries if c.policy.logged and not c.policy.clear_because]
    return {text.encode() for c in sealed for text in c.texts} | {b"zqtypedx", b"zqpaperx"}


def _unsealed() -> list[str]:
    """Return the sensitive columns that hold something that is not sealed, whatever it is."""
    found = []
    for policy in catalogue.every().values():
        for name, field in policy.fields.items():
            if not field.logged or field.clear_because:
                continue
            meta = policy.model._meta
            quote = connection.ops.quote_name
            with connection.cursor() as cursor:
                column, table = quote(str(meta.get_field(name).column)), quote(meta.db_table)
                cursor.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")  # noqa: S608 - our own names
                values = [value for (value,) in cursor.fetchall()]
            found += [f"{policy.label}.{name}" for value in values if not str(value).startswith("gAAAA")]
    return found


@pytest.mark.django_db(transaction=True)
def test_no_planted_secret_lies_in_the_open(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    world = worlds.in_season()
    canaries, _left_out = plant(world)
    olga = Client()
    olga.force_login(world.users["organiser"])
    with caplog.at_level(logging.DEBUG):
        # Typed on a page, handed in as a file, looked at, and written about: what passes through leaves no trace either.
        section = reverse("profiles:section", args=[world.participation.pk, "health"])
        assert olga.post(section, {"version": "0", **TYPED}).status_code in (200, 302)
        made = setting.typeset(
            "unshown", {"heading": "Zqpaperx", "of": "", "text": ""}, language="en", title="x"
        )
        pia = world.users["participant"]
        documents.hand_in(
            participation=world.participation, kind="cv", data=made + PAPER, name="Zqtypedx", by=pia
        )
        for code in ("health", "passport"):
            page = olga.post(
                reverse("profiles:facts", args=[world.participation.pk, code]), {"reason": "asked"}
            )
            assert page.status_code == 200
        people.remind(
            participations=[world.participation], by=world.users["organiser"], at=world.edition.arrival_day
        )
        assert Message.objects.exists()
    if connection.vendor == "sqlite":
        assert connection.settings_dict["NAME"] != ":memory:"
    secrets = _secrets(canaries)
    assert len(secrets) > 10
    everything = b"\n".join(part.lower() for part in _database())
    assert b"sommer" in everything or b"pia@example.org" in everything  # the search sees what is there
    assert [secret for secret in secrets if secret in everything] == []
    assert _unsealed() == []
    lying = {
        (name, secret) for name, data in _data_directory() for secret in secrets if secret in data.lower()
    }
    assert lying == set()
    said = "\n".join(f"{record.getMessage()} {record.args!r}" for record in caplog.records).lower().encode()
    assert [secret for secret in secrets if secret in said] == []
