"""The sealed archive: the same comes out, and nothing else is taken for it."""

import io

import pytest

from ish.rights import sealing
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
