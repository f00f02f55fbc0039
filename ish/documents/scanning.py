"""The virus scanner (clamd), spoken to in its own words (INSTREAM). Without one, nothing is scanned."""

import socket
import struct
from dataclasses import dataclass
from urllib.parse import urlsplit

CHUNK = 64 * 1024
SECONDS = 20.0
LONGEST_ANSWER = 4096


class Unreachable(Exception):
    """The scanner cannot be asked now, or gave no verdict: ask again later."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner says: clean, or the name of what it found."""

    clean: bool
    found: str = ""


def scan(data: bytes, url: str, *, seconds: float = SECONDS) -> Verdict:
    """Return the scanner's verdict; `url` is `tcp://host:port`, `unix:///path` or a path. Raises `Unreachable`."""
    try:
        with _connected(url, seconds) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                piece = data[start : start + CHUNK]
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except (OSError, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    return _verdict(answer)


def _connected(url: str, seconds: float) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "localhost", parts.port or 3310), timeout=seconds)
    if parts.scheme not in ("", "unix"):
        raise ValueError(f"unknown scheme {parts.scheme!r}")
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(seconds)
    try:
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    """Return what the scanner says, up to the zero byte that ends it."""
    found = b""
    while b"\0" not in found and len(found) < LONGEST_ANSWER:
        piece = line.recv(1024)
        if not piece:
            break
        found += piece
    return found.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _verdict(answer: str) -> Verdict:
    """Read "stream: OK" and "stream: Some-Name FOUND"; everything else is no verdict."""
    said = answer.partition(": ")[2] or answer
    if said == "OK":
        return Verdict(True)
    if said.endswith(" FOUND"):
        return Verdict(False, said.removesuffix(" FOUND")[:200])
    raise Unreachable("no verdict")
