"""Keys are changed while people work: killed in between, begun again, and the old key taken away."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from ish.desk import archive
from ish.documents import storage
from ish.documents.models import StoredFile
from ish.people.models import Participation, Person
from ish.privacy import rotation
from ish.profiles.models import Health
from ish.rights import storage as copies
from tests.worker import environment

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 400


@pytest.fixture
def keys(settings: Any, tmp_path: Path) -> tuple[str, str]:
    """The key of the moment, and one that comes in front of it once `settings.FIELD_KEYS` says so. No file of other tests."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    shutil.rmtree(copies.root(), ignore_errors=True)
    return settings.FIELD_KEYS[0], Fernet.generate_key().decode()


def _seal_some(participation: Participation) -> str:
    Health.objects.create(participation=participation, allergies="severe nut allergy")
    path = storage.write(b"%PDF-1.7 of the old days")
    StoredFile.objects.create(
        participation=participation, path=path, name="cv.pdf", content_type="application/pdf", size=24
    )
    secret = get_adapter().encrypt("SECRETSEED")
    user = participation.person.user
    Authenticator.objects.create(user=user, type="totp", data={"secret": secret})
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": secret, "used_mask": 0})
    return path


def _opens_everything(path: str) -> None:
    assert set(Health.objects.values_list("allergies", flat=True)) == {"severe nut allergy"}
    assert StoredFile.objects.get(path=path).name == "cv.pdf"
    assert storage.read(path) == b"%PDF-1.7 of the old days"
    for row in Authenticator.objects.all():
        assert get_adapter().decrypt(row.data.get("secret") or row.data["seed"]) == "SECRETSEED"


@pytest.mark.django_db(transaction=True)  # a backup reads as of one moment, in a transaction of its own
def test_everything_is_sealed_anew_and_the_old_key_may_go(
    participation: Participation, keys: tuple[str, str], settings: Any, capsys: Any, tmp_path: Path
) -> None:
    old, new = keys
    path = _seal_some(participation)
    before = (storage.root() / path).stat().st_mtime_ns
    settings.FIELD_KEYS = [new, old]
    with pytest.raises(CommandError, match="not sealed with the first key"):
        call_command("rotate_keys", "--check")
    archive.write_archive(target=tmp_path / "during.tar.gz", with_keys=False)
    call_command("rotate_keys")
    assert "It may go." in capsys.readouterr().out
    call_command("rotate_keys", "--check")
    archive.write_archive(target=tmp_path / "after.tar.gz", with_keys=False)
    settings.FIELD_KEYS = [new]
    _opens_everything(path)
    assert (storage.root() / path).stat().st_mtime_ns == before
    # What was kept before needs the old key, and says so before it touches a row; what was kept after does not.
    with pytest.raises(CommandError, match="not all of it"):
        call_command("restore", tmp_path / "during.tar.gz", "--force", verbosity=0)
    call_command("restore", tmp_path / "after.tar.gz", "--force", verbosity=0)
    _opens_everything(path)


def test_what_is_written_or_deleted_meanwhile_stays_as_it_is(
    participation: Participation, keys: tuple[str, str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = keys
    path, gone = _seal_some(participation), storage.write(b"to be deleted")
    settings.FIELD_KEYS = [new, old]
    again = rotation._seal_anew

    def meanwhile(store: Any, box: Any, waiting: list[Any], tally: Any) -> None:
        Health.objects.update(allergies="none any more")
        storage.delete(gone)
        again(store, box, waiting, tally)

    monkeypatch.setattr(rotation, "_seal_anew", meanwhile)
    tally = rotation.rotate()
    assert (tally.old, list(tally.by_key)) == (0, [rotation.fingerprints()[0]])
    assert Health.objects.get().allergies == "none any more"
    assert storage.read(path)
    assert not list(storage.root().rglob("*.new"))
    with pytest.raises(storage.Gone):
        storage.read(gone)


def test_a_value_of_a_lost_key_is_told_and_left(
    participation: Participation, keys: tuple[str, str], settings: Any
) -> None:
    _seal_some(participation)
    settings.FIELD_KEYS = [keys[1]]
    with pytest.raises(CommandError, match="fit no key"):
        call_command("rotate_keys")


def test_a_new_key_comes_in_front_of_those_kept(tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.delenv("FIELD_KEYS", raising=False)
    (tmp_path / "field_keys").write_text("first,second\n")
    call_command("rotate_keys", "--new", verbosity=0)
    new, *others = (tmp_path / "field_keys").read_text().split()
    assert others == ["first", "second"]
    assert Fernet(new)
    assert (tmp_path / "field_keys").stat().st_mode & 0o077 == 0


def _command(keys: list[str], *arguments: str) -> "subprocess.Popen[str]":
    env = environment() | {"FIELD_KEYS": ",".join(keys), "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-u", "manage.py", "rotate_keys", *arguments]
    return subprocess.Popen(  # noqa: S603 - fixed arguments
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _anew(key: str) -> int:
    """Count the rows that the key opens."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT allergies FROM profiles_health")
        return sum(rotation._opens(Fernet(key), token.encode()) for (token,) in cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_killed_in_between_and_begun_again(edition: Any, keys: tuple[str, str], settings: Any) -> None:
    """A process of its own rotates, is killed as soon as the first rows are done, and a second one ends the work while rows
    are written with the old key all the time."""
    old, new = keys
    people = Person.objects.bulk_create(Person(family_name=f"P{n}") for n in range(PEOPLE))
    rows = Participation.objects.bulk_create(Participation(person=p, edition=edition) for p in people)
    Health.objects.bulk_create(
        Health(participation=row, **dict.fromkeys(("allergies", "diet", "medication"), "severe nut allergy"))
        for row in rows
    )
    first = _command([new, old])
    until = time.monotonic() + 60
    while not _anew(new) and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    settings.FIELD_KEYS = [new, old]
    assert _anew(new) > 0 and rotation.check().old > 0
    settings.FIELD_KEYS = [old]  # a server that nobody has restarted
    second = _command([new, old])
    written = 0
    while second.poll() is None:
        pk = Health.objects.order_by("?").values_list("pk", flat=True).first()
        Health.objects.filter(pk=pk).update(medication="two pens")
        written += 1
    said = second.communicate()[0]
    assert (written > 0, second.returncode in (0, 1)) == (True, True), said
    last = _command([new, old])
    said = last.communicate()[0]
    assert last.returncode == 0, said
    settings.FIELD_KEYS = [new]
    texts = set(Health.objects.values_list("allergies", "diet", "medication"))
    assert {text for row in texts for text in row} == {"severe nut allergy", "two pens"}
    assert json.dumps(sorted(rotation.check().by_key)) == json.dumps(rotation.fingerprints())
