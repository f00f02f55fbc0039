"""A virus scanner for tests: it speaks clamd's protocol and finds the harmless test word."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner(socketserver.BaseRequestHandler):
    """Takes one stream and answers as clamd does."""

    answer: str | None = None

    def handle(self) -> None:
        assert self._exactly(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!L", self._exactly(4))[0]:
            data += self._exactly(size)
        said = self.answer or ("Eicar-Signature FOUND" if EICAR in data else "OK")
        self.request.sendall(f"stream: {said}\0".encode())

    def _exactly(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            piece = self.request.recv(count - len(found))
            if not piece:
                raise ConnectionError
            found += piece
        return found


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


@contextmanager
def running(answer: str | None = None) -> Iterator[str]:
    """Run a scanner and yield its address."""
    handler = type("Handler", (Scanner,), {"answer": answer})
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
