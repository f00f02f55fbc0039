"""Backup and restore: nothing is lost, nothing is opened, and either database takes in what the other gave."""

import json
import os
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from ish.desk import archive
from ish.outbox.models import Message
from tests import prepared, servers
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "Only Pia may read this"
MOMENT = datetime(2027, 4, 1, 12, 0, 0, 7, tzinfo=UTC)  # millionths of a second count, too


@pytest.fixture
def filled(tmp_path: Path, settings: Any) -> Path:
    """A database with an encrypted value, a JSON column, text in several scripts, and an uploaded file."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    user = User.objects.create_user("pia@example.org", name="Pía 陳 לוי")
    Message.objects.create(
        kind="accounts.code",
        key="one",
        to_email=user.email,
        to_user=user,
        context={"names": ["é", None, 3]},
        secret_body=SECRET,
        message_id="<one@example.org>",
        created_at=MOMENT,
    )
    folder = Path(settings.MEDIA_ROOT) / "papers"
    folder.mkdir(parents=True)
    (folder / "letter.bin").write_bytes(b"\x00sealed\xff")
    return tmp_path


def contents(path: Path) -> dict[str, Any]:
    """Return what matters of an archive: every row as it stands, and the manifest without its date."""
    with tarfile.open(path) as tar:
        found: dict[str, Any] = {
            name: tar.extractfile(name).read()  # type: ignore[union-attr]
            for name in tar.getnames()
            if name != archive.MANIFEST
        }
        manifest = json.load(tar.extractfile(archive.MANIFEST))  # type: ignore[arg-type]
    found = {
        name: [json.loads(line) for line in data.splitlines()] if name.endswith(".jsonl") else data
        for name, data in found.items()
    }
    del manifest["created"]
    return {**found, archive.MANIFEST: manifest}


def test_everything_comes_back(filled: Path) -> None:
    target = filled / "one.tar.gz"
    call_command("backup", target, verbosity=0)
    Message.objects.all().delete()
    User.objects.all().delete()
    letter = Path(settings.MEDIA_ROOT) / "papers" / "letter.bin"
    letter.unlink()

    call_command("restore", target, "--force", verbosity=0)

    message = Message.objects.select_related("to_user").get()
    assert (message.secret_body, message.context) == (SECRET, {"names": ["é", None, 3]})
    assert message.created_at == MOMENT
    assert message.to_user is not None
    assert message.to_user.name == "Pía 陳 לוי"
    assert letter.read_bytes() == b"\x00sealed\xff"
    assert User.objects.create_user("new@example.org").pk > message.to_user.pk


def test_the_archive_is_private_and_stays_sealed(filled: Path) -> None:
    target = filled / "one.tar.gz"
    call_command("backup", target, verbosity=0)
    assert target.stat().st_mode & 0o077 == 0
    everything = repr(contents(target))
    assert "pia@example.org" in everything
    assert SECRET not in everything
    assert all(key not in everything for key in settings.FIELD_KEYS)


def test_keys_travel_only_on_demand(filled: Path, settings: Any) -> None:
    target = filled / "keys.tar.gz"
    call_command("backup", target, "--with-keys", verbosity=0)
    settings.DATA_DIR = filled
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = ["another"]
    with pytest.raises(CommandError, match="None of FIELD_KEYS opens"):
        call_command("restore", target, "--force", verbosity=0)
    call_command("restore", target, "--force", "--with-keys", verbosity=0)
    assert (filled / "field_keys").read_text().split() == old


def test_a_full_database_is_not_overwritten_by_mistake(filled: Path) -> None:
    target = filled / "one.tar.gz"
    call_command("backup", target, verbosity=0)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", target, verbosity=0)
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", target, verbosity=0)


def rewritten(source: Path, target: Path, **changes: bytes) -> Path:
    """Return a copy of an archive with some members exchanged."""
    with tarfile.open(source) as tar, tarfile.open(target, "w:gz") as out:
        for member in tar:
            data = changes.get(member.name.replace("/", "_").replace(".", "_"))
            file = tar.extractfile(member)
            assert file is not None
            content = file.read() if data is None else data
            archive._add(out, member.name, content)
    return target


def test_bad_archives_change_nothing(filled: Path) -> None:
    good = filled / "good.tar.gz"
    call_command("backup", good, verbosity=0)
    manifest = contents(good)[archive.MANIFEST]
    before = list(User.objects.values())

    def with_manifest(**changes: Any) -> bytes:
        return json.dumps({**manifest, **changes}).encode()

    cases = {
        "cannot be read": filled / "none.tar.gz",
        "is damaged": rewritten(good, filled / "b.tar.gz", files_papers_letter_bin=b"other"),
        "format 99": rewritten(good, filled / "c.tar.gz", manifest_json=with_manifest(format=99)),
        "another version": rewritten(good, filled / "d.tar.gz", manifest_json=with_manifest(migrations=[])),
        "outside": rewritten(good, filled / "e.tar.gz", manifest_json=with_manifest(files={"../x": "0"})),
        "not an archive made": rewritten(good, filled / "f.tar.gz", manifest_json=b"[]"),
    }
    for words, path in cases.items():
        with pytest.raises(CommandError, match=words):
            call_command("restore", path, "--force", verbosity=0)
    assert list(User.objects.values()) == before


def manage(folder: Path, database: str, *arguments: str) -> None:
    """Run a command in a process of its own, with a data directory and a database of its own."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "ish.settings", "DATA_DIR": str(folder)}
    env |= {"DATABASE_URL": database, "FIELD_KEYS": ",".join(settings.FIELD_KEYS)}
    done = subprocess.run(  # noqa: S603 - fixed arguments
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def migrated(folder: Path, database: str) -> None:
    """Migrate an empty database, or lay out one that is: migrating takes longer than all the rest."""
    if not prepared.copy_to(database):
        manage(folder, database, "migrate", "--verbosity", "0", "--skip-checks")


@pytest.mark.timeout(300)
def test_another_database_takes_it_in(filled: Path) -> None:
    """From the column's own database into a fresh SQLite file; from PostgreSQL also back into PostgreSQL."""
    first = filled / "first.tar.gz"
    call_command("backup", first, verbosity=0)
    stations = [f"sqlite:///{filled / 'other.sqlite3'}"]
    if servers.column() == "servers":
        name = f"restored_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        stations.append(f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}")
    for number, database in enumerate(stations):
        folder, next_archive = filled / f"station{number}", filled / f"station{number}.tar.gz"
        folder.mkdir()
        migrated(folder, database)
        manage(folder, database, "restore", str(first))
        manage(folder, database, "backup", str(next_archive))
        assert contents(next_archive) == contents(first)
        first = next_archive
