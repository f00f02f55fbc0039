"""The sealed archive: the same comes out, and nothing else is taken for it."""

import io
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from ish.privacy import rotation
from ish.rights import sealing, storage
from ish.rights.sealing import PART, Broken, Sealer


def _sealed(data: bytes, copy: int = 7) -> bytes:
    file = io.BytesIO()
    sealer = Sealer(file, copy=copy)
    for start in range(0, len(data), 70_001):
        sealer.write(data[start : start + 70_001])
    sealer.close()
    return file.getvalue()


def _opened(sealed: bytes, copy: int = 7) -> bytes:
    return b"".join(sealing.parts(io.BytesIO(sealed), copy=copy))


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 3 * PART + 5])
def test_the_same_comes_out(size: int) -> None:
    data = bytes(i * 31 % 251 for i in range(1000)) * (size // 1000 + 1)
    assert _opened(_sealed(data[:size])) == data[:size]


def test_nothing_else_is_taken_for_it() -> None:
    sealed = _sealed(b"a" * (2 * PART + 10))
    half = len(sealed) // 2
    for wrong in (
        sealed[:-1],
        sealed[:half],
        sealed + b"x",
        b"PK" + sealed,
        sealed[:20] + b"?" + sealed[21:],
        b"",
    ):
        with pytest.raises(Broken):
            _opened(wrong)
    with pytest.raises(Broken):
        _opened(sealed, copy=8)


@pytest.mark.django_db
def test_copies_are_sealed_anew_with_the_other_keys(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "uploads"
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    with storage.new(7) as (name, file):
        file.write(b"a" * (2 * PART + 10))
    before = (storage.root() / name).stat()
    settings.FIELD_KEYS = [new, old]
    assert rotation.check().old == 3
    assert rotation.rotate().anew == 3
    settings.FIELD_KEYS = [new]
    assert b"".join(storage.parts(name, copy=7)) == b"a" * (2 * PART + 10)
    after = (storage.root() / name).stat()
    assert (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size)
