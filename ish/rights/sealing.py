"""An archive sealed in parts, so that one of any size is written and read with little memory, and never lies open on the disk.

Each part is sealed by itself and says which copy it belongs to, which number it has and whether it is the last: parts of another
copy, in another order, or a file that breaks off are not taken for whole.
"""

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

from ish.privacy.fields import Unopenable, seal_bytes, unseal_bytes

MARK = b"ISH copy 1\n"
PART = 256 * 1024
_HEAD = struct.Struct(">QQ?")  # the copy, the number of the part, whether it is the last
_LENGTH = struct.Struct(">I")
_MOST = 2 * PART  # of a sealed part: a third longer than what is in it


class Broken(Exception):
    """What lies there is not the whole of this copy, or fits none of the keys."""


class Sealer(io.RawIOBase):
    """An open file to write into; `close()` seals the last part. `written` counts what was put in."""

    def __init__(self, file: BinaryIO, *, copy: int) -> None:
        self._file, self._copy, self._number = file, copy, 0
        self._waiting = bytearray()
        self.written = 0
        file.write(MARK)

    def writable(self) -> bool:
        """Say that it takes bytes; there is no way back in it."""
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def]
        """Take bytes; whole parts are sealed and written at once."""
        count = len(data)
        self.written += count
        self._waiting += data
        while len(self._waiting) > PART:
            self._put(bytes(self._waiting[:PART]), last=False)
            del self._waiting[:PART]
        return count

    def close(self) -> None:
        """Seal what is left as the last part."""
        if not self.closed:
            self._put(bytes(self._waiting), last=True)
            self._waiting.clear()
        super().close()

    def _put(self, data: bytes, *, last: bool) -> None:
        token = seal_bytes(_HEAD.pack(self._copy, self._number, last) + data)
        self._file.write(_LENGTH.pack(len(token)) + token)
        self._number += 1


def parts(file: BinaryIO, *, copy: int) -> Iterator[bytes]:
    """Yield what was put in, part by part. Raises `Broken` as soon as something does not fit."""
    if file.read(len(MARK)) != MARK:
        raise Broken("no copy of ours")
    number, last = 0, False
    while not last:
        data, last = _part(file, copy, number)
        number += 1
        if data:
            yield data
    if file.read(1):
        raise Broken("more than the whole")


def sealed_parts(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield each part as it lies there, sealed, with its place in the file; ends where something breaks off or does not fit."""
    if file.read(len(MARK)) != MARK:
        return
    while len(head := file.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        at = file.tell()
        if not 0 < length <= _MOST or len(token := file.read(length)) != length:
            return
        yield at, token


def _part(file: BinaryIO, copy: int, number: int) -> tuple[bytes, bool]:
    head = file.read(_LENGTH.size)
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
    if not 0 < length <= _MOST:
        raise Broken("it breaks off")
    try:
        opened = unseal_bytes(file.read(length))
    except Unopenable as error:
        raise Broken("no key fits") from error
    of, at, last = _HEAD.unpack_from(opened)
    if (of, at) != (copy, number):
        raise Broken("a part of something else")
    return opened[_HEAD.size :], last
